import { z } from 'zod';

/** Pieces of button payloads. Limits are generous for people and tight for abuse. */
export const alertName = z.string().trim().min(1).max(200);
export const incidentId = z.string().trim().min(1).max(200);
export const personName = z.string().trim().min(1).max(200).transform(bareName);
/** A box: `true`, or `"true"` where a form sends text. */
export const flag = z
  .union([z.boolean(), z.enum(['true', 'false'])])
  .transform((value) => value === true || value === 'true');
/** What steers a terminal or turns the text around has no business in a reason. */
const STEERING = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

export const reasonText = z
  .string()
  .transform((text) => text.replaceAll(STEERING, ' ').replaceAll(/ {2,}/g, ' ').trim())
  .pipe(z.string().max(500))
  .transform((text) => (text === '' ? undefined : text))
  .optional();

const token = z.string().regex(/^[\w-]{8,64}$/);

export const confirmable = {
  reason: reasonText,
  confirmed: z.object({ nonce: token, seen: token }).optional(),
};

const QUOTED = /^["'“”„‘’‚«»‹›](?<inside>.*\S.*)["'“”‘’«»‹›]$/u;

/** A name as chat writes it, “Paolo Ricci”?, without the quotes around it and the mark that ends the question. */
export function bareName(said: string): string {
  const unasked = said.trim().replace(/\s*[?!]+$/, '');
  const bare = QUOTED.exec(unasked)?.groups?.['inside']?.trim();
  return bare === undefined ? unasked || said : bareName(bare);
}

/** Leaves out members that are undefined, as `exactOptionalPropertyTypes` wants them. */
export function tidy<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
