/** Those who send at this moment, one for each process, and what part of a tenant's pace each may use. */
export interface Senders {
  /**
   * Keeps `owner` among them for `forMs` and tells its share. `holds` is how many it may have out until it has this answer; they stay
   * its own, and a newcomer waits until it holds fewer. All together never have more than `budget`, not even while senders come, go
   * or die.
   */
  renew(
    owner: string,
    claim: { readonly budget: number; readonly holds: number; readonly forMs: number },
  ): Promise<Share>;
  /** Sends no more; its share is free after `afterMs`. */
  leave(owner: string, afterMs: number): Promise<void>;
}

/** Requests that a process may have out in any one tenant: now, and once the others have made room. */
export interface Share {
  readonly now: number;
  readonly fair: number;
}
