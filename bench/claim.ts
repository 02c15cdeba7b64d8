import { ratios, spreadOf, type Spread } from './statistics';

export interface Figure extends Spread {
  readonly what: string;
  readonly unit: string;
}

/** A claim and what the measurement says to it. */
export interface Outcome {
  readonly claim: string;
  readonly verdict: 'held' | 'not held' | 'not measured';
  /** What was to be reached, for example `at least 1.0x`. */
  readonly reach: string;
  /** What was reached, in the terms of `reach`. */
  readonly reached?: Spread;
  readonly unit?: string;
  readonly figures: readonly Figure[];
  readonly note?: string;
}

export interface Plan {
  readonly quick: boolean;
  /** Rounds in which each side runs once. */
  readonly rounds: number;
  /** What is going on, for whoever waits. */
  progress(text: string): void;
}

export interface Bench {
  readonly name: string;
  run(plan: Plan): Promise<readonly Outcome[]>;
}

export interface Side {
  readonly what: string;
  readonly runs: readonly number[];
}

type Bound = { readonly atLeast: number } | { readonly atMost: number };

/** Judges the median of ours over theirs, taken round by round. */
export function compared({
  claim,
  ours,
  theirs,
  unit,
  note,
  ...bound
}: {
  readonly claim: string;
  readonly ours: Side;
  readonly theirs: Side;
  readonly unit: string;
  readonly note?: string;
} & Bound): Outcome {
  const figures = [ours, theirs].map(({ what, runs }) => ({ what, unit, ...spreadOf(runs) }));
  const runs = ratios(ours.runs, theirs.runs);
  return judged({ claim, runs, unit: 'x', figures, ...(note ? { note } : {}), ...bound });
}

/** Judges the median of the runs against a bound. */
export function judged({
  claim,
  runs,
  unit,
  figures = [],
  note,
  ...bound
}: {
  readonly claim: string;
  readonly runs: readonly number[];
  readonly unit: string;
  readonly figures?: readonly Figure[];
  readonly note?: string;
} & Bound): Outcome {
  const reached = spreadOf(runs);
  const held = 'atLeast' in bound ? reached.median >= bound.atLeast : reached.median <= bound.atMost;
  const reach = 'atLeast' in bound ? `at least ${bound.atLeast}` : `at most ${bound.atMost}`;
  return {
    claim,
    verdict: held ? 'held' : 'not held',
    reach: `${reach}${unit === 'x' ? 'x' : ` ${unit}`}`,
    reached,
    unit,
    figures,
    ...(note ? { note } : {}),
  };
}

export function notMeasured(claim: string, reach: string, why: string): Outcome {
  return { claim, verdict: 'not measured', reach, figures: [], note: why };
}
