import type { Alert, Incident } from '../alerts/alert';
import type { Somebody } from './approvals';
import type { HeldRole } from './directory';

/**
 * `sent`: on its way to the service. `accepted`: the service has taken it. `uncertain`: its answer was lost. `gone` and
 * `still-there` are what looking again has shown. `not-done`: certainly nothing happened.
 */
export type RemedyStep = 'waiting' | 'sent' | 'accepted' | 'uncertain' | 'gone' | 'still-there' | 'not-done';

/** A role as it was held before it was taken away: enough to give it back. */
export interface RemovedRole {
  readonly principalId: string;
  readonly principalName: string;
  readonly roleId: string;
  readonly roleName: string;
  /** `unknown`: it could not be read. */
  readonly how: HeldRole['how'] | 'unknown';
  readonly scope: '/';
}

export interface RemedyItem {
  readonly incident: Incident;
  readonly step: RemedyStep;
  /** Why it was not done, in words for a person. */
  readonly problem?: string;
  readonly requestId?: string;
  readonly removed?: RemovedRole;
  /** When the order was about to leave. */
  readonly sentAt?: number;
  /** Object ids, lower case, of those whom it takes the role Global Administrator from. */
  readonly losers?: readonly string[];
}

/** One confirmed remediation of one or more incidents, from the order until it has been looked at. */
export interface Remedy {
  readonly tenantId: string;
  readonly id: string;
  readonly alert: Pick<Alert, 'id' | 'suffix' | 'slug' | 'title'>;
  readonly actor: Somebody;
  /** Who asked for it, where a second person ordered it. */
  readonly requestedBy?: Somebody;
  /** Id of that request. */
  readonly request?: string;
  readonly reason: string;
  readonly reference: string;
  readonly startedAt: number;
  readonly items: readonly RemedyItem[];
  /** How often it was looked at afterwards. */
  readonly checks: number;
}

export interface StoredRemedy extends Remedy {
  /** Grows with each change: a late writer with an old one is refused. */
  readonly revision: number;
  /** When it is due to be looked at; absent: over. */
  readonly checkAt?: number;
}

/** Remediations under way, so that a restart looks after them. */
export interface Remedies {
  /** False: there is one with this id, so this one must not begin. */
  begin(remedy: Remedy, checkAt: number): Promise<boolean>;
  get(tenantId: string, id: string): Promise<StoredRemedy | undefined>;
  /** Undefined: somebody else has changed it meanwhile, and nothing was written. Else as it stands now. */
  save(remedy: StoredRemedy): Promise<StoredRemedy | undefined>;
  /** Due to be looked at by that moment, the longest due first. */
  due(tenantId: string, at: number, limit: number): Promise<readonly StoredRemedy[]>;
  /** Begun at that moment or later, over or not, newest first. */
  since(tenantId: string, at: number, limit: number): Promise<readonly StoredRemedy[]>;
}
