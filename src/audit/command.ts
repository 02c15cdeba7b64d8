import { parseArgs } from 'node:util';
import { DateTime } from 'luxon';
import { UserError, messageOf } from '../lib/errors';
import type { ChainEnd } from '../lib/hash-chain';
import type { ExportFormat, Period } from './export';

export type Command = {
  /** By name or id; needed where several are served. */
  readonly tenant?: string;
} & (
  | { readonly what: 'verify'; readonly anchor?: ChainEnd }
  | { readonly what: 'export'; readonly format: ExportFormat; readonly period: Period; readonly out?: string }
  | { readonly what: 'report'; readonly month: string; readonly period: Period; readonly out?: string }
);

export const USAGE = `npm run audit -- verify [--anchor SEQUENCE:HASH]
npm run audit -- export --format csv|jsonl [--from 2026-11-01] [--to 2026-11-30] [--out FILE]
npm run audit -- report 2026-11 [--out FILE]
Each takes --tenant NAME, by name or id, where TENANTS_FILE names several.`;

/** The line of a shell as a command; days are UTC. Throws a UserError that says how it is spelled. */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = read(args);
  const [what, month, ...more] = positionals;
  if (more.length > 0 || (month !== undefined && what !== 'report')) throw misspelt();
  const out = values.out === undefined ? {} : { out: values.out };
  const tenant = values.tenant === undefined ? {} : { tenant: values.tenant };
  if (what === 'verify')
    return { what, ...tenant, ...(values.anchor === undefined ? {} : { anchor: anchorOf(values.anchor) }) };
  if (what === 'report' && month !== undefined)
    return { what, ...tenant, month, period: monthOf(month), ...out };
  if (what !== 'export') throw misspelt();
  const { format = 'csv' } = values;
  if (format !== 'csv' && format !== 'jsonl')
    throw new UserError(`“${format}” is not a format: csv or jsonl.`);
  const from = values.from === undefined ? 0 : dayOf(values.from).toMillis();
  const to = values.to === undefined ? Infinity : dayOf(values.to).plus({ days: 1 }).toMillis();
  if (from >= to) throw new UserError('--from lies after --to.');
  return { what, ...tenant, format, period: { from, to }, ...out };
}

function read(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { format: text, from: text, to: text, out: text, anchor: text, tenant: text },
    });
  } catch (error) {
    throw new UserError(`${messageOf(error)}\n${USAGE}`, { cause: error });
  }
}

function misspelt(): UserError {
  return new UserError(USAGE);
}

function anchorOf(typed: string): ChainEnd {
  const { sequence, hash } = /^(?<sequence>\d{1,15}):(?<hash>[\da-f]{64})$/i.exec(typed)?.groups ?? {};
  if (!sequence || !hash)
    throw new UserError('--anchor is the sequence and the hash that an earlier “verify” printed.');
  return { sequence: Number(sequence), hash: hash.toLowerCase() };
}

function dayOf(typed: string): DateTime {
  const day = DateTime.fromFormat(typed, 'yyyy-MM-dd', { zone: 'utc' });
  if (!day.isValid) throw new UserError(`“${typed}” is not a day: 2026-11-01.`);
  return day;
}

function monthOf(typed: string): Period {
  const month = DateTime.fromFormat(typed, 'yyyy-MM', { zone: 'utc' });
  if (!month.isValid) throw new UserError(`“${typed}” is not a month: npm run audit -- report 2026-11`);
  return { from: month.toMillis(), to: month.plus({ months: 1 }).toMillis() };
}

/** Whose log is meant. Throws a UserError that names the tenants there are. */
export function tenantMeant<T extends { readonly id: string; readonly name: string | undefined }>(
  tenants: readonly T[],
  typed: string | undefined,
): T {
  const wanted = typed?.trim().toLowerCase();
  const meant = tenants.filter(
    ({ id, name }) => wanted === undefined || id === wanted || name?.toLowerCase() === wanted,
  );
  const [one, ...more] = meant;
  if (one && more.length === 0) return one;
  const names = tenants.map(({ id, name }) => name ?? id).join(', ');
  throw new UserError(
    wanted === undefined
      ? `Say which tenant: --tenant with one of ${names}.`
      : `“${typed}” is none of ${names}.`,
  );
}
