import { isObject } from './failures';

/** A body of the service: what the schema promises, and any member may be missing, null or of another type. */
export type Wire<T> = { readonly [K in keyof T]?: unknown } & Readonly<Record<string, unknown>>;

export function wireObject<T>(value: unknown): Wire<T> | undefined {
  return isObject(value) ? value : undefined;
}

export function wireString(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** The service's own examples also send booleans as strings. */
export function wireBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  return { true: true, false: false }[value.trim().toLowerCase()];
}

/** A count: whole and not negative. */
export function wireCount(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
