/** So often a remediated incident is looked for before it is called still there. */
export const MOST_CHECKS = 5;

const FIRST_CHECK_MS = 15_000;

/** When to look next after so many looks: after 15, 30, 60, 120 and 240 seconds. Undefined: that was the last one. */
export function nextCheckAt(checks: number, now: number): number | undefined {
  return checks >= MOST_CHECKS ? undefined : now + FIRST_CHECK_MS * 2 ** checks;
}
