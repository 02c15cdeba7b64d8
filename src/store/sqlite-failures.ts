import { messageOf } from '../lib/errors';
import { StoreError } from '../ports/store';

/** SQLite's primary result code, whichever road it came by. */
export function codeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
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
