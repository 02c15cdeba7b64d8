import type { Message } from '../ports/notifier';
import { noticeView } from '../views/notice-view';
import { signInView } from '../views/sign-in-view';
import type { ChangeResult } from './change';
import { cardAnswer, exchangeFailed, loginRequest, type InvokeBody } from './replies';

export function bodyFor(result: ChangeResult): InvokeBody {
  if (result.kind === 'sign-in') return loginRequest(result.signIn);
  return result.kind === 'reply' ? cardAnswer(result.reply.message) : exchangeFailed();
}

export function messageFor(result: ChangeResult, now: number): Message {
  if (result.kind === 'reply') return result.reply.message;
  const { link, connectionName } = result.signIn;
  return signInView({ link, connectionName, now });
}

export function working(now: number): Message {
  const text = 'This takes a little longer. The card changes by itself when it is done.';
  return noticeView({ tone: 'info', title: 'Working on it', text, next: [], now });
}

export function signedIn(now: number): Message {
  return noticeView({
    tone: 'info',
    title: 'Signed in',
    text: 'Send the command again, please.',
    next: [],
    now,
  });
}
