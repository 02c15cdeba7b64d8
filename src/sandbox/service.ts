import type { Clock } from '../lib/clock';
import type { AlertBoard } from './alert-board';
import type { Faults } from './faults';
import type { Operations } from './operations';
import type { Tenant } from './state';

/** What the routes work on. */
export interface Service {
  readonly clock: Clock;
  readonly tenant: Tenant;
  readonly board: AlertBoard;
  readonly operations: Operations;
  readonly faults: Pick<Faults, 'nextRefreshFate'>;
  /** Rows of a list page unless the caller asks for fewer. */
  readonly pageSize: number;
  /** How many incidents come along with an expanded alert. */
  readonly expandLimit: number;
}
