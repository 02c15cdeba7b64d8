import { kindOf } from '../alerts/kinds';
import type { Tampering } from '../alerts/tamper';
import { settingText } from '../views/parts/setting-text';
import { durationWords } from '../views/parts/wording';
import type { NewsPost } from './post';

/** What happened to one alert, in one line without its name. `gone`: how many of those it names have left again. */
export function digestLine(entry: NewsPost, gone = 0): string {
  if (entry.kind === 'tamper') {
    const told = entry.changes.map((change) => {
      const { change: what, before, after } = tamperWords(entry.alert.suffix, change);
      return `${what} (${before} before, ${after} now)`;
    });
    return `Changed outside Rolecall: ${told.join(', ')}`;
  }
  const names = entry.sample.flatMap(({ principal, role }) => principal?.name ?? role?.name ?? []);
  const more = entry.count > names.length ? ' and others' : '';
  const some = names.length > 0 ? `: ${names.join(', ')}${more}` : '';
  const left = gone > 0 ? ` (${gone} of them gone since)` : '';
  return `${entry.count} ${whatOf(entry)}${some}${left}`;
}

function whatOf(entry: Exclude<NewsPost, { readonly kind: 'tamper' }>): string {
  if (entry.kind === 'escalated') return `that nobody has acted on for ${durationWords(entry.afterMs)}`;
  return entry.kind === 'raised' ? 'new' : 'gone';
}

export function tamperWords(suffix: string, change: Tampering) {
  if (change.what === 'disabled') return { change: 'switched off', before: 'On', after: 'Off' };
  if (change.what === 'dismissed') return { change: 'dismissed', before: 'Active', after: 'Dismissed' };
  const setting = kindOf(suffix).settings.find(({ name }) => name === change.setting);
  const words = (value: typeof change.from) => (setting ? settingText(setting, value) : String(value));
  const { label } = change;
  return {
    change: `${label} loosened`,
    before: `${label}: ${words(change.from)}`,
    after: `${label}: ${words(change.to)}`,
  };
}
