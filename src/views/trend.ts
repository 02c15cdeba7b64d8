import type { SweepRecord } from '../ports/knowledge';
import { amount } from './wording';

/** Sweeps that one picture shows. */
export const MOST_POINTS = 30;
const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/**
 * How the open incidents went over the last sweeps: a sentence, and a line with bars and numbers for clients that draw no charts.
 * `history` is newest first.
 */
export function trendOf(history: readonly SweepRecord[], count: (record: SweepRecord) => number) {
  const records = history.slice(0, MOST_POINTS).toReversed();
  const values = records.map(count);
  const highest = Math.max(0, ...values);
  return {
    hasTrend: records.length > 1,
    trend: {
      // A straight line says no more than the sentence.
      varies: new Set(values).size > 1,
      title: `Open incidents over ${checks(values)}`,
      bars: values.map((value) => bar(value, highest)).join(''),
      words: sentence(values),
      numbers: values.join(', '),
      lines: [
        {
          legend: 'Open incidents',
          color: 'attention',
          // Numbered: checks within one minute would fall on one spot.
          values: values.map((y, index) => ({ x: index + 1, y })),
        },
      ],
    },
  };
}

export function totalOf({ bySlug }: SweepRecord): number {
  return Object.values(bySlug).reduce((sum, value) => sum + value, 0);
}

function bar(value: number, highest: number): string {
  const step = highest === 0 ? 0 : Math.round((value / highest) * (BARS.length - 1));
  return BARS[step] ?? '';
}

function sentence(values: readonly number[]): string {
  const [first = 0] = values;
  const last = values.at(-1) ?? 0;
  const highest = Math.max(0, ...values);
  const peak = highest > Math.max(first, last) ? `; the highest was ${highest}` : '';
  return `${direction(first, last)} over ${checks(values)}${peak}.`;
}

function checks({ length }: readonly number[]): string {
  return `the last ${amount(length, 'check', 'checks')}`;
}

function direction(first: number, last: number): string {
  if (first === last) return `Unchanged at ${last}`;
  return first < last ? `Up from ${first} to ${last}` : `Down from ${first} to ${last}`;
}
