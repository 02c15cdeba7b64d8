/** A right to do something alone, for a while. */
export interface Lease {
  readonly name: string;
  readonly owner: string;
  /** Grows with each taker: a late writer with an old fence is refused. */
  readonly fence: number;
}

export interface Leases {
  /** Undefined while somebody else holds it. */
  take(name: string, owner: string, forMs: number): Promise<Lease | undefined>;
  /** False: lost meanwhile. */
  renew(lease: Lease, forMs: number): Promise<boolean>;
  release(lease: Lease): Promise<void>;
}
