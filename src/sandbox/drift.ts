import type { Clock } from '../lib/clock';
import { messageOf } from '../lib/errors';
import type { Log } from '../lib/log';
import type { AlertBoard } from './alert-board';
import type { Events } from './events';
import type { Operations } from './operations';

const SECOND = 1_000;

/** The first round is quick, so that a visitor sees something happen; then the tenant calms down. */
const FIRST_ROUND: readonly Step[] = [
  { after: 20, event: 'outside-pim', count: 1 },
  { after: 40, event: 'stale', count: 1 },
  { after: 40, event: 'storm', count: 4 },
  { after: 45, event: 'activations', count: 1 },
  { after: 60, event: 'remediated-elsewhere', count: 2 },
  { after: 60, event: 'no-mfa', count: 1 },
];
const LATER_ROUNDS: readonly Step[] = [
  { after: 300, event: 'outside-pim', count: 1 },
  { after: 300, event: 'remediated-elsewhere', count: 1 },
  { after: 300, event: 'stale', count: 1 },
  { after: 300, event: 'remediated-elsewhere', count: 1 },
  { after: 300, event: 'no-mfa', count: 1 },
  { after: 300, event: 'remediated-elsewhere', count: 1 },
];

/** A tenant left running for days stays readable. */
const ENOUGH_INCIDENTS = 120;

interface Step {
  /** Seconds since the step before. */
  readonly after: number;
  readonly event: string;
  readonly count: number;
}

/** Things happen by themselves, and the service scans by itself, until the signal aborts. Never rejects. */
export async function drift({
  clock,
  log,
  board,
  operations,
  events,
  scanEverySeconds = 45,
  signal,
}: {
  readonly clock: Clock;
  readonly log: Log;
  readonly board: AlertBoard;
  readonly operations: Operations;
  readonly events: Events;
  readonly scanEverySeconds?: number;
  readonly signal: AbortSignal;
}): Promise<void> {
  await Promise.all([untilAborted(happen), untilAborted(scan)]);

  async function happen(): Promise<void> {
    for (let round = FIRST_ROUND; !signal.aborted; round = LATER_ROUNDS) {
      for (const { after, event, count } of round) {
        await clock.sleep(after * SECOND, signal);
        const open = board.rows.reduce((sum, row) => sum + row.findings.length, 0);
        const isTooMuch = open >= ENOUGH_INCIDENTS && event !== 'remediated-elsewhere';
        if (isTooMuch) continue;
        events.run(event, { count });
        log.debug('something happened in the sandbox', { event, count });
      }
    }
  }

  async function scan(): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(scanEverySeconds * SECOND, signal);
      operations.settle();
      board.scan(clock.now());
    }
  }

  async function untilAborted(loop: () => Promise<void>): Promise<void> {
    try {
      await loop();
    } catch (error) {
      if (!signal.aborted) log.error('the sandbox stands still', { error: messageOf(error) });
    }
  }
}
