import type { Activity } from 'botbuilder';
import type { Message } from '../ports/notifier';
import { noticeView } from '../views/notice-view';
import { signInView } from '../views/sign-in-view';
import { welcomeView } from '../views/welcome-view';
import type { Rights } from './authorise';
import {
  cardActivity,
  cardAnswer,
  exchangeFailed,
  invokeActivity,
  loginRequest,
  oauthActivity,
  type InvokeBody,
} from './replies';
import { isSearch, searchActivity } from './search';
import type { TurnResult } from './turn';

export function bodyFor(result: TurnResult): InvokeBody {
  if (result.kind === 'reply' || result.signIn.inBrowser) return cardAnswer(messageFor(result));
  return result.kind === 'sign-in' ? loginRequest(result.signIn) : exchangeFailed();
}

/** As a message; a client that signs in by itself gets what it needs for that. */
export function activityFor(result: TurnResult): Partial<Activity> {
  if (result.kind === 'reply' || result.signIn.inBrowser) return cardActivity(messageFor(result));
  return oauthActivity(result.signIn);
}

export function messageFor(result: TurnResult): Message {
  if (result.kind === 'reply') return result.reply.message;
  return signInView({ link: result.signIn.link, resume: result.resume });
}

export function working(now: number): Message {
  const text = 'This takes a little longer. The card changes by itself when it is done.';
  return noticeView({ tone: 'info', title: 'Working on it', text, next: [], now });
}

/** Tells a person who is not served why, in the form that what was sent can show. */
export function admonition(activity: Activity, text: string, now: number): Partial<Activity> {
  const message = noticeView({ tone: 'info', title: 'One moment', text, next: [], now });
  if (activity.type === 'message') return cardActivity(message);
  if (activity.name === 'adaptiveCard/action') return invokeActivity(cardAnswer(message));
  return isSearch(activity)
    ? searchActivity({ message: text })
    : { type: 'invokeResponse', value: { status: 403 } };
}

/** To a conversation that has just been given Rolecall. */
export function welcome({ readers, writesAs }: Pick<Rights, 'readers' | 'writesAs'>): Message {
  return welcomeView({ isOpen: readers.length === 0, writesAs });
}

export function signedIn(now: number): Message {
  return noticeView({
    tone: 'info',
    title: 'Signed in',
    text: 'From now on what you change runs in your own name.',
    next: [],
    now,
  });
}
