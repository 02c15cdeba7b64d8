import { distance } from 'fastest-levenshtein';
import type { Alert } from './alert';

/** What a name may refer to. `rest` is what followed the name, as typed; `closest` is empty where nothing is near. */
export type Named =
  | { readonly kind: 'one'; readonly alert: Alert; readonly rest: string }
  | { readonly kind: 'several'; readonly alerts: readonly Alert[] }
  | { readonly kind: 'none'; readonly closest: readonly Alert[] };

/**
 * The alert that a name means: slug, Graph suffix or id, title, Microsoft's display name, or a part that only one alert has.
 * With `allowRest`, the longest leading words that name one alert count, and the others come back as `rest`.
 */
export function nameAlert(name: string, alerts: readonly Alert[], allowRest = false): Named {
  const whole = match(name, alerts);
  if (whole.length === 1 && whole[0]) return { kind: 'one', alert: whole[0], rest: '' };
  const words = allowRest ? name.trim().split(/\s+/) : [];
  for (let count = words.length - 1; count > 0; count -= 1) {
    const [alert, ...others] = match(words.slice(0, count).join(' '), alerts);
    if (alert && others.length === 0) return { kind: 'one', alert, rest: words.slice(count).join(' ') };
  }
  if (whole.length > 1) return { kind: 'several', alerts: whole };
  return {
    kind: 'none',
    closest: closest([name, ...words.map((_, at) => words.slice(0, at).join(' '))], alerts),
  };
}

function match(name: string, alerts: readonly Alert[]): readonly Alert[] {
  const wanted = plain(name);
  if (wanted === '') return [];
  const exact = alerts.filter((alert) => namesOf(alert).includes(wanted));
  if (exact.length > 0) return exact;
  const leading = alerts.filter((alert) => namesOf(alert).some((candidate) => candidate.startsWith(wanted)));
  if (leading.length > 0) return leading;
  return alerts.filter((alert) => namesOf(alert).some((candidate) => candidate.includes(wanted)));
}

function namesOf(alert: Alert): readonly string[] {
  const names = [alert.slug, alert.suffix, alert.suffix.replace(/Alert$/, ''), alert.id, alert.title];
  return [...names, ...(alert.displayName ? [alert.displayName] : [])].map(plain);
}

/** People write "global admins", "Global-Admins" and "globaladmins" for the same thing. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** The two nearest, each within two slips or one in three letters. */
function closest(names: readonly string[], alerts: readonly Alert[]): readonly Alert[] {
  return alerts
    .map((alert) => ({ alert, far: Math.min(...names.map((name) => slips(plain(name), alert))) }))
    .filter(({ far }) => far < Infinity)
    .sort((a, b) => a.far - b.far)
    .slice(0, 2)
    .map(({ alert }) => alert);
}

function slips(wanted: string, { slug, title }: Alert): number {
  const far = Math.min(...[slug, title].map((one) => distance(wanted, plain(one))));
  return far <= Math.max(2, Math.floor(wanted.length / 3)) ? far : Infinity;
}
