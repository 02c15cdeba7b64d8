import ms from 'ms';
import { z } from 'zod';
import type { Actions } from '../actions';
import { UserError } from '../lib/errors';
import { tidy } from './inputs';
import { isExactly } from './words';

export const severity = z.enum(['high', 'medium', 'low', 'informational']);

const QUOTED = `"[^"]*"|“[^”]*”|'[^']*'`;
const ROLE = new RegExp(String.raw`\brole\s*=\s*(?<said>${QUOTED}|\S+)`, 'i');
const PERSON = new RegExp(String.raw`\bperson\s*=\s*(?<said>${QUOTED}|\S+)`, 'i');
const SEVERITY = /\bseverity\s*(?:>=|≥|=)\s*(?<said>[a-z]+)/i;
const QUIET =
  /\bquiet(?:\s+hours)?\s+(?<said>\d[\d:]*\s*[-–]\s*\d[\d:]*(?:\s+(?:[a-z_]+\/[a-z_/+-]+|utc|gmt))?)/i;
const ESCALATE = /\bescalate\s+after\s+(?<said>\d+(?:\.\d+)?\s*[a-z]+)/i;

const SHORTEST_MS = 60_000;
const LONGEST_MS = 30 * 86_400_000;

/** What follows `subscribe`. Throws a UserError for a clause that makes no sense. */
export function readWish(rest: string): Actions['subscription.add'] {
  const { left, said } = taken(rest, {
    role: ROLE,
    person: PERSON,
    severity: SEVERITY,
    quiet: QUIET,
    escalateAfter: ESCALATE,
  });
  const level = said.severity === undefined ? undefined : severity.safeParse(said.severity.toLowerCase());
  if (level && !level.success)
    throw new UserError('Severity is high, medium, low or informational: “severity≥medium”.');
  const words = left.split(/[\s,]+/).filter((word) => word !== '');
  return tidy({
    alerts: words.filter((word) => !isExactly(word, 'all', 'new', 'to', 'and')),
    minimumSeverity: level?.data ?? ('informational' as const),
    mode: words.some((word) => isExactly(word, 'all')) ? ('all' as const) : ('new' as const),
    role: said.role,
    person: said.person,
    quiet: said.quiet,
    escalateAfter: said.escalateAfter,
  });
}

/** `4 hours` in milliseconds. Throws a UserError for what is no such time, or too short or long. */
export function patience(typed: string): number {
  // Loose words are no `StringValue` of the library, which answers nonsense with undefined.
  const found = ms(typed as ms.StringValue) as number | undefined;
  if (found === undefined || Number.isNaN(found) || found < SHORTEST_MS || found > LONGEST_MS)
    throw new UserError(`“${typed}” is no time to wait. Try “escalate after 4 hours”; at most 30 days.`);
  return found;
}

function taken<N extends string>(
  text: string,
  clauses: Readonly<Record<N, RegExp>>,
): { readonly left: string; readonly said: Readonly<Partial<Record<N, string>>> } {
  let left = text;
  const said: Partial<Record<N, string>> = {};
  for (const name of Object.keys(clauses) as N[]) {
    const found = clauses[name].exec(left);
    const words = found?.groups?.['said']?.replaceAll(/^["“']|["”']$/g, '').trim();
    if (!found || !words) continue;
    said[name] = words;
    left = left.replace(found[0], ' ');
  }
  return { left, said };
}
