import type { Clock } from '../lib/clock';
import { DeliveryError, type Notifier } from '../ports/notifier';
import type { Connector } from './connector';

/** The channel counts what is sent over so long a time; whoever asks for more waits longer than a person does. */
const LONGEST_MS = 30_000;
const FIRST_WAIT_MS = 500;

/**
 * For what answers a person: no outbox stands behind it, and no pace before it. A channel that says it is too much has taken nothing
 * of it, so the same is sent again after the wait that it asks for, half a minute at most. Anything else fails as it does.
 */
export async function patiently<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
  const until = clock.now() + LONGEST_MS;
  for (let own = FIRST_WAIT_MS; ; own *= 2) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DeliveryError) || !isTooMuch(error)) throw error;
      const wait = Math.max(own, (error.retryAfterSeconds ?? 0) * 1000);
      if (clock.now() + wait > until) throw error;
      await clock.sleep(wait);
    }
  }
}

function isTooMuch({ status, outcome }: DeliveryError): boolean {
  return outcome === 'retry' && (status === 429 || status === 412);
}

/** What a turn answers through. */
export type Answers = Pick<Connector, 'send' | 'update'>;

export function patientAnswers(connector: Answers, clock: Clock): Answers {
  return {
    send: (...all) => patiently(clock, () => connector.send(...all)),
    update: (...all) => patiently(clock, () => connector.update(...all)),
  };
}

/** The same notifier, for what is said to somebody who waits. The outbox has waits of its own. */
export function patient(notifier: Notifier, clock: Clock): Notifier {
  return {
    post: (...all) => patiently(clock, () => notifier.post(...all)),
    reply: (...all) => patiently(clock, () => notifier.reply(...all)),
    update: (...all) => patiently(clock, () => notifier.update(...all)),
  };
}
