import { z } from 'zod';

/** Pieces of button payloads. Limits are generous for people and tight for abuse. */
export const alertName = z.string().trim().min(1).max(200);
export const incidentId = z.string().trim().min(1).max(200);
export const personName = z.string().trim().min(1).max(200);
/** A box: `true`, or `"true"` where a form sends text. */
export const flag = z
  .union([z.boolean(), z.enum(['true', 'false'])])
  .transform((value) => value === true || value === 'true');
export const reasonText = z
  .string()
  .trim()
  .max(500)
  .transform((text) => (text === '' ? undefined : text))
  .optional();

export const confirmable = {
  reason: reasonText,
  confirmed: z.object({ nonce: z.string().min(8).max(64), seen: z.string().min(8).max(64) }).optional(),
};

/** Leaves out members that are undefined, as `exactOptionalPropertyTypes` wants them. */
export function tidy<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
