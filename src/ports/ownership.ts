import type { Somebody } from './approvals';

/** Whose an incident is, and until when it should be dealt with. */
export interface Assignment {
  readonly tenantId: string;
  readonly alertId: string;
  /** `incidentKey()`. */
  readonly incidentKey: string;
  /** Whom or what it is about, for sentences. */
  readonly subject: string;
  readonly owner: Somebody;
  readonly assignedBy: Somebody;
  readonly assignedAt: number;
  readonly dueAt: number;
  /** Where it was assigned: the reminder goes there. */
  readonly conversationId: string;
}

export interface Ownership {
  /** One owner at a time: takes the place of whoever it was, and is due anew. */
  assign(assignment: Assignment): Promise<void>;
  list(tenantId: string, alertId?: string): Promise<readonly Assignment[]>;
  /** Due by that moment and not reminded of, the longest due first. */
  due(tenantId: string, at: number, limit: number): Promise<readonly Assignment[]>;
  /** False: it was handed over or ended meanwhile. */
  reminded(assignment: Assignment): Promise<boolean>;
  end(tenantId: string, alertId: string, incidentKey: string): Promise<boolean>;
}
