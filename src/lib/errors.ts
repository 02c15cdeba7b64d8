/**
 * Something a person can be told: the message is shown in chat as it stands, so it says what happened and what to do next.
 * Everything thrown that is neither this nor a typed error of a port is a bug.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** The message of anything that was thrown, for the log. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
