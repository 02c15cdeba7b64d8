import type { Activity } from 'botbuilder';
import { SUBJECTS, search, type Hit, type Subject } from '../capabilities/search';
import type { Context } from '../capabilities/capability';
import { UserError } from '../lib/errors';
import { GraphError } from '../ports/pim-alerts';
import type { Authority } from './authorise';

/** What somebody typed into the search of the compose box. */
export interface Query {
  readonly subject: Subject;
  readonly words: string;
}

/** Things to share, or one line that says why there are none. */
export type Found = { readonly hits: readonly Hit[] } | { readonly message: string };

const LONGEST_WORDS = 200;
const CARD = 'application/vnd.microsoft.card.adaptive';

/** The value of a `composeExtension/query` invoke; undefined for a command that the app does not have. */
export function queryOf(value: unknown): Query | undefined {
  const { commandId, parameters } = object(value);
  const subject = SUBJECTS.find((one) => one === commandId);
  const [first] = Array.isArray(parameters) ? (parameters as readonly unknown[]) : [];
  const { name, value: words } = object(first);
  // Before anything is typed the client sends a parameter of its own.
  const typed = name === 'words' && typeof words === 'string' ? words : '';
  return subject && { subject, words: typed.slice(0, LONGEST_WORDS).trim() };
}

/** Whether it is a search in the compose box. */
export function isSearch({ type, name }: Pick<Activity, 'type' | 'name'>): boolean {
  return type === 'invoke' && name === 'composeExtension/query';
}

/** A card shared in a chat with the bot: told to others, not asked of us. Answering it would be noise. */
export function isShared({ text = '', value, attachments = [] }: Partial<Activity>): boolean {
  if (text.includes('class="inline-compose-card"')) return true;
  return (
    text.trim() === '' && value === undefined && attachments.some(({ contentType }) => contentType === CARD)
  );
}

interface SearchTools {
  readonly authority: Pick<Authority, 'mayRead'>;
  readonly context: Pick<Context, 'actor' | 'alerts' | 'clock' | 'log'>;
}

/** Never rejects: a search that fails says so in the place of its results. */
export async function answerQuery(value: unknown, { authority, context }: SearchTools): Promise<Found> {
  try {
    const query = queryOf(value);
    if (!query) return { message: 'Rolecall has no such search.' };
    if (!(await authority.mayRead(context.actor)))
      return {
        message: 'You are not among those who may use Rolecall here. Whoever runs it can let you in.',
      };
    const hits = await search(query.subject, query.words, context);
    if (hits.length > 0) return { hits };
    const nothing =
      query.subject === 'people' ? 'No alert names anybody like that.' : 'No alert is called that.';
    return { message: nothing };
  } catch (error) {
    if (error instanceof UserError) return { message: error.message };
    context.log.warn(
      'search failed',
      error instanceof GraphError ? { reason: error.details.reason } : { error },
    );
    return { message: 'I could not read the alerts just now. Try again in a minute.' };
  }
}

const PREVIEW = 'application/vnd.microsoft.card.thumbnail';

/** Another client would give up; what is read meanwhile is there for the next keystroke. */
const SLOW: Found = { message: 'Microsoft takes its time. Type on, and I look again.' };

/** The answer to the invoke, as the client lists it; undefined where it did not come in time. */
export function searchActivity(found: Found | undefined): Partial<Activity> {
  return {
    type: 'invokeResponse',
    value: { status: 200, body: { composeExtension: listOf(found ?? SLOW) } },
  };
}

function listOf(found: Found): object {
  if ('message' in found) return { type: 'message', text: found.message };
  const attachments = found.hits.map(({ title, text, message }) => ({
    contentType: CARD,
    content: message.card,
    preview: { contentType: PREVIEW, content: { title, text } },
  }));
  return { type: 'result', attachmentLayout: 'list', attachments };
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
