/** What follows a command word; undefined if the text starts otherwise. `after('alert', 'Alert stale')` is `stale`. */
export function after(command: string, text: string): string | undefined {
  const lower = text.toLowerCase();
  if (lower === command) return '';
  return lower.startsWith(`${command} `) ? text.slice(command.length + 1).trim() : undefined;
}

/** True for the text alone, without anything behind it. */
export function isExactly(text: string, ...commands: readonly string[]): boolean {
  return commands.includes(text.toLowerCase());
}

/**
 * Parts `stale until friday because we migrate` into its head and the clauses named. Only the first of each counts; `because`
 * takes everything behind it.
 */
export function clauses(text: string): {
  readonly head: string;
  readonly until?: string;
  readonly because?: string;
} {
  const because = /(?:^|\s)because\s+(?<said>.+)$/is.exec(text);
  const before = because ? text.slice(0, because.index) : text;
  const until = /(?:^|\s)until\s+(?<when>.+)$/i.exec(before);
  const head = (until ? before.slice(0, until.index) : before).trim();
  const when = until?.groups?.['when']?.trim();
  const said = because?.groups?.['said']?.trim();
  return { head, ...(when ? { until: when } : {}), ...(said ? { because: said } : {}) };
}
