import { z } from 'zod';
import type { Actions } from '../actions';
import { alertName, confirmable, tidy } from './inputs';
import { after, clauses } from './words';

const value = z
  .union([z.string(), z.number(), z.boolean()])
  .transform(String)
  .pipe(z.string().trim().max(100));
const settings = z.record(z.string().min(1).max(100), value);
const OWN = new Set(['verb', 'alert', 'reason', 'confirmed', 'settings']);

/**
 * A form sends its fields beside the button's own members, a confirm card sends them in `settings`: both become `settings`.
 */
export const configureInput: z.ZodType<Actions['alert.configure']> = z.preprocess(
  (data) => {
    if (data === null || typeof data !== 'object' || Array.isArray(data)) return data;
    const fields = Object.entries(data).filter(([name, one]) => !OWN.has(name) && one !== null && one !== '');
    if (fields.length === 0) return data;
    const nested: unknown = (data as Readonly<Record<string, unknown>>)['settings'];
    return {
      ...data,
      settings: { ...(typeof nested === 'object' ? nested : {}), ...Object.fromEntries(fields) },
    };
  },
  z.object({ alert: alertName, settings: settings.optional(), ...confirmable }).transform(tidy),
);

/** `global-admins count=5 share=20 % because …`: a value runs to the next `name=`. */
export function parseConfigure(text: string): Actions['alert.configure'] | undefined {
  const said = after('configure', text);
  if (!said) return undefined;
  const { head, because } = clauses(said);
  const first = /\S+\s*=/.exec(head);
  const alert = (first ? head.slice(0, first.index) : head).trim();
  if (alert === '') return undefined;
  const pairs = first
    ? head.slice(first.index).matchAll(/(?<name>[^\s=]+)\s*=\s*(?<value>.*?)(?=\s+[^\s=]+\s*=|$)/g)
    : [];
  const typed = Object.fromEntries(
    [...pairs].map((pair) => [
      pair.groups?.['name'] ?? '',
      (pair.groups?.['value'] ?? '').replace(/[,;]$/, '').trim(),
    ]),
  );
  return tidy({ alert, settings: first ? typed : undefined, reason: because });
}
