import type { SweepRecord } from '../../ports/knowledge';
import { amount } from './wording';

/** Readings that one picture shows. */
export const MOST_POINTS = 30;
const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/**
 * How the open incidents went over the last sweeps up to `present`, what the card itself counts: a sentence, and a line with bars
 * and numbers for clients that draw no charts. `history` is newest first.
 */
export function trendOf(
  history: readonly SweepRecord[],
  present: number,
  count: (record: SweepRecord) => number,
) {
  const past = history.slice(0, MOST_POINTS - 1).toReversed();
  const values = [...past.map(count), present];
  const highest = Math.max(0, ...values);
  return {
    hasTrend: values.length > 1,
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

/** All that is open but for the alerts of these slugs: what is set aside now counts neither now nor before. */
export function totalWithout(slugs: readonly string[]): (record: SweepRecord) => number {
  return ({ bySlug }) =>
    Object.entries(bySlug).reduce((sum, [slug, open]) => (slugs.includes(slug) ? sum : sum + open), 0);
}

function bar(value: number, highest: number): string {
  const step = highest === 0 ? 0 : Math.round((value / highest) * (BARS.length - 1));
  return BARS[step] ?? '';
}

function sentence(values: readonly number[]): string {
  const [first = 0] = values;
  const last = values.at(-1) ?? 0;
  const highest = Math.max(0, ...values);
  const lowest = Math.min(...values);
  const over = `over ${checks(values)}`;
  if (lowest === highest) return `Unchanged at ${last} ${over}.`;
  if (first === last) return `${last} as at first, between ${lowest} and ${highest} ${over}.`;
  const peak = highest > Math.max(first, last) ? `; the highest was ${highest}` : '';
  return `${first < last ? 'Up' : 'Down'} from ${first} to ${last} ${over}${peak}.`;
}

function checks({ length }: readonly number[]): string {
  return `the last ${amount(length, 'check', 'checks')}`;
}
