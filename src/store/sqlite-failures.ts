import { messageOf } from '../lib/errors';
import { StoreError } from '../ports/store';

// The native module gives no code with a failure while it reads rows, only SQLite's own words.
const WORDS: readonly (readonly [string, number])[] = [
  ['database is locked', 5],
  ['attempt to write a readonly database', 8],
  ['disk I/O error', 10],
  ['database disk image is malformed', 11],
  ['database or disk is full', 13],
  ['unable to open database file', 14],
  ['file is not a database', 26],
];

/** SQLite's primary result code, whichever road it came by. */
export function codeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('errcode' in error && typeof error.errcode === 'number') return error.errcode & 0xff;
  const message = 'message' in error ? String(error.message) : '';
  return WORDS.find(([words]) => message.includes(words))?.[1];
}

export function isBusy(error: unknown): boolean {
  return codeOf(error) === BUSY;
}

const BUSY = 5;

const SENTENCES: Readonly<Record<number, (file: string) => string>> = {
  [BUSY]: (file) => `The store file ${file} was locked by another process for too long.`,
  8: (file) => `The store file ${file} is read-only.`,
  10: (file) => `The disk failed to read or write the store file ${file}.`,
  11: (file) => `The store file ${file} is damaged: move it away and restore a backup.`,
  13: (file) => `The disk is full: the store file ${file} cannot grow.`,
  14: (file) => `The store file ${file} cannot be opened.`,
  26: (file) => `The store file ${file} is damaged or no SQLite file: move it away and restore a backup.`,
};

export function explainSqlite(error: unknown, file: string): StoreError {
  const sentence = SENTENCES[codeOf(error) ?? -1];
  const message = sentence ? sentence(file) : `The store file ${file} failed: ${messageOf(error)}.`;
  return new StoreError(message, { cause: error });
}
