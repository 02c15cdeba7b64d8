/** How long the others wait before they take over from a replica that has gone silent. */
export interface LeaseTimes {
  /** For what one replica at a time may do: sweep, follow a scan. Renewed all the while. */
  readonly aloneMs: number;
  /** For a post that was claimed. Longer than `deadlineMs`. */
  readonly sendMs: number;
  /** One attempt to deliver. */
  readonly deadlineMs: number;
}

/** A replica that dies is followed by another within half a minute, though the other looks only now and then. */
export const defaultLeaseTimes: LeaseTimes = { aloneMs: 20_000, sendMs: 28_000, deadlineMs: 15_000 };
