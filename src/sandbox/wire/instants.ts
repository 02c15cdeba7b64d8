/** How the service writes "never": note the hour. */
export const NEVER = '0001-01-01T08:00:00Z';

/** Trailing zeros of the fraction are dropped, so its length varies: `.25Z`, `.603Z`, `Z`. */
export function wireInstant(at: number | undefined): string {
  return at === undefined ? NEVER : new Date(at).toISOString().replace(/\.?0+Z$/, 'Z');
}

/** Operations carry seven digits. */
export function wirePreciseInstant(at: number): string {
  const beyond = String((at * 31) % 10_000).padStart(4, '0');
  return new Date(at).toISOString().replace('Z', `${beyond}Z`);
}
