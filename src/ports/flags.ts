import type { NewPost } from './outbox';

/** A trouble that people were told about and wait to hear the end of. */
export interface Flag {
  /** `sweep`, `permission`, `refresh:all`, `conversation:{id}`. */
  readonly name: string;
  readonly detail: string;
  readonly raisedAt: number;
}

/** What is wrong now, remembered through restarts, so that it is said once and once more when it is over. */
export interface Flags {
  /** True: it was not raised before, and the posts are in the outbox. One transaction. */
  raise(tenantId: string, name: string, detail: string, posts: readonly NewPost[]): Promise<boolean>;
  /** True: it was raised, and the posts are in the outbox. One transaction. */
  clear(tenantId: string, name: string, posts: readonly NewPost[]): Promise<boolean>;
  list(tenantId: string): Promise<readonly Flag[]>;
}
