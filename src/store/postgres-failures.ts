import { messageOf } from '../lib/errors';
import { StoreError } from '../ports/store';

/** `ECONNREFUSED` and the like from the network, five characters from the server. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';

export function isConflict(error: unknown): boolean {
  const code = codeOf(error);
  return code === SERIALIZATION_FAILURE || code === DEADLOCK;
}

const SENTENCES: Readonly<Record<string, (at: string) => string>> = {
  '28P01': (at) => `The database at ${at} refused the password.`,
  '28000': (at) => `The database at ${at} refused the user.`,
  '3D000': (at) => `The server has no database ${at}: create it first.`,
  '42501': (at) => `The database at ${at} does not let this user do that: it has to own its tables.`,
  '25006': (at) => `The database at ${at} is read-only, perhaps a standby.`,
  '53100': (at) => `The disk of the database at ${at} is full.`,
  '53300': (at) => `The database at ${at} takes no more connections.`,
};

/** `at` names host, port and database, never who logs in. */
export function explainPostgres(error: unknown, at: string): StoreError {
  const code = codeOf(error);
  const sentence = code === undefined ? undefined : SENTENCES[code];
  if (sentence) return new StoreError(sentence(at), { cause: error });
  const fromServer = code !== undefined && /^[0-9A-Z]{5}$/u.test(code) && !/^(57P|08)/u.test(code);
  const message = fromServer
    ? `The database at ${at} failed (${code}): ${messageOf(error)}.`
    : `The database server at ${at} cannot be reached (${code ?? messageOf(error)}).`;
  return new StoreError(message, { cause: error });
}
