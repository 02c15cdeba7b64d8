import { severityRank, worstFirst, type Alert } from '../alerts/alert';
import { kindOf } from '../alerts/kinds';
import { everyone, findPeople, type PersonMatch } from '../alerts/people';
import type { Message } from '../ports/notifier';
import { alertView } from '../views/alert-view';
import { plain } from '../views/parts/escape';
import { personView } from '../views/person-view';
import { amount, incidentAmount, scanAge, severityLook, stateWord } from '../views/parts/wording';
import type { Context } from './capability';
import { bareName } from './inputs';

/** One thing found, with the card that is shared. Title and text are plain. */
export interface Hit {
  readonly title: string;
  readonly text: string;
  readonly message: Message;
}

/** As the searches are called in the Teams app. */
export const SUBJECTS = ['alerts', 'people'] as const;

export type Subject = (typeof SUBJECTS)[number];

const MOST_HITS = 10;

type Tools = Pick<Context, 'alerts' | 'clock'>;

/** What a person may share into a conversation. No words find everything, worst first. */
export async function search(subject: Subject, words: string, tools: Tools): Promise<readonly Hit[]> {
  return subject === 'alerts' ? searchAlerts(words, tools) : searchPeople(words, tools);
}

async function searchAlerts(words: string, { alerts, clock }: Tools): Promise<readonly Hit[]> {
  const { value, readAt } = await alerts.listAlerts({ incidents: 'as-sent' });
  const now = clock.now();
  return value
    .filter((alert) => wordsIn(words, namesOf(alert)))
    .toSorted(worstFirst)
    .slice(0, MOST_HITS)
    .map((alert) => {
      const look = severityLook(alert.severity);
      const count = alert.incidentCount > 0 ? [incidentAmount(alert, alert.incidentCount)] : [];
      return {
        title: plain(`${look.glyph} ${alert.title}`, 120),
        text: [look.word, stateWord(alert), ...count, scanAge(alert.lastScanned, now)].join(' · '),
        message: alertView({ reading: { value: alert, readAt }, now }),
      };
    });
}

async function searchPeople(words: string, { alerts, clock }: Tools): Promise<readonly Hit[]> {
  const { value, readAt } = await alerts.listAlerts();
  const now = clock.now();
  const found = words.trim() === '' ? everyone(value) : findPeople(bareName(words), value);
  return found
    .toSorted((a, b) => worstOf(b) - worstOf(a) || total(b) - total(a))
    .slice(0, MOST_HITS)
    .map((one) => {
      const { person, matches } = one;
      const titles = matches.map(({ alert }) => alert.title).join(', ');
      return {
        title: plain(person.name, 120),
        text: plain(`${amount(total(one), 'incident', 'incidents')} · ${titles}`, 200),
        message: personView({ person, matches, readAt, now, alsoCalled: [] }),
      };
    });
}

function namesOf({ title, displayName = '', slug, suffix }: Alert): string {
  return [title, displayName, slug, suffix, kindOf(suffix).meaning].join(' ').toLowerCase();
}

function wordsIn(words: string, text: string): boolean {
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function worstOf({ matches }: PersonMatch): number {
  return Math.max(...matches.map(({ alert }) => severityRank(alert.severity)));
}

function total({ matches }: PersonMatch): number {
  return matches.reduce((sum, { incidents }) => sum + incidents.length, 0);
}
