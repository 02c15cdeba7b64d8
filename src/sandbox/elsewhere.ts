import type { Clock } from '../lib/clock';
import type { Random } from '../lib/random';
import type { AlertBoard } from './alert-board';
import { staleSignIn } from './detectors/stale-sign-in';
import { tooManyGlobalAdmins } from './detectors/too-many-global-admins';
import { unheardOf } from './detectors/unheard-of';
import { reseedTenant } from './seed';
import type { Tenant } from './state';

/** What others do to the alerts behind the bot's back, in the portal or through another client. */
export interface Elsewhere {
  tamper(): readonly string[];
  switchOff(count: number, how: 'dismissed' | 'disabled'): readonly string[];
  remediateOne(): string | undefined;
  introduceAlert(): readonly string[];
  reset(): readonly string[];
}

export function createElsewhere({
  tenant,
  board,
  clock,
  random,
}: {
  readonly tenant: Tenant;
  readonly board: AlertBoard;
  readonly clock: Clock;
  readonly random: Random;
}): Elsewhere {
  function pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(random.fraction() * from.length)];
  }

  return {
    tamper: () => {
      const blinded = [staleSignIn.suffix, tooManyGlobalAdmins.suffix];
      return board.rows
        .filter((row) => blinded.includes(row.detector.suffix))
        .map((row) => {
          const highest = row.detector.thresholds.map(({ name, max }): [string, number] => [name, max]);
          row.settings = Object.fromEntries(highest);
          row.lastModifiedAt = clock.now();
          return `The thresholds of ${row.detector.suffix} are raised as far as they go.`;
        });
    },
    switchOff: (count, how) => {
      const open = board.rows.filter((row) => row.enabled && !row.dismissed && row.incidentCount > 0);
      return open.slice(0, count).map((row) => {
        row.dismissed ||= how === 'dismissed';
        row.enabled &&= how !== 'disabled';
        if (how === 'disabled') row.lastModifiedAt = clock.now();
        return `${row.detector.suffix} is ${how} by somebody in the portal.`;
      });
    },
    remediateOne: () => {
      const row = pick(board.rows.filter((one) => one.detector.remediate && one.findings.length > 0));
      const finding = row && pick(row.findings);
      if (!finding) return undefined;
      board.remediate(row, finding);
      return `An incident of ${row.detector.suffix} is remediated by somebody in the portal.`;
    },
    introduceAlert: () => {
      board.add(unheardOf, clock.now());
      return [`The service has an alert type of which nobody has heard: ${unheardOf.suffix}.`];
    },
    reset: () => {
      reseedTenant(tenant, clock.now());
      board.restart(clock.now());
      return ['The tenant is as it was at the start.'];
    },
  };
}
