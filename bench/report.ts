import type { Figure, Outcome } from './claim';
import type { Spread } from './statistics';

/** One claim in a few lines: the verdict first, then what it rests on. */
export function told(outcome: Outcome): string {
  const { claim, verdict, reach, reached, unit = '', figures, note } = outcome;
  const lines = [
    `${verdict.padEnd(12)} ${claim}`,
    `${INDENT}to reach: ${reach}${reached ? `; reached: ${spread(reached, unit)}` : ''}`,
    ...figures.map((figure) => `${INDENT}${figure.what}: ${spread(figure, figure.unit)}${runs(figure)}`),
    ...(note ? [`${INDENT}${note}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

const INDENT = ' '.repeat(13);

function spread({ median, low, high }: Spread, unit: string): string {
  const shown = unit === 'x' ? 'x' : ` ${unit}`;
  return `${short(median)}${shown} (${short(low)} to ${short(high)})`;
}

function runs({ runs: count }: Figure): string {
  return `, ${count} run${count === 1 ? '' : 's'}`;
}

function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
}
