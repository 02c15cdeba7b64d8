/** Pieces of a Markdown page whose words others wrote: what they typed stays inside its cell. */
export function heading(level: 1 | 2, text: string): string {
  return `${'#'.repeat(level)} ${cell(text)}`;
}

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((one) => cell(String(one))).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const ACTIVE = /[\\`*_~[\]|<>!&#]/g;
// Renderers make a link of a bare address, a backslash in it or not. Broken by a sign that is not seen it is none.
const ADDRESS = /:(?=\/\/)|(?<=www)(?=\.)/gi;
const WORD_JOINER = '\u2060';

function cell(text: string): string {
  return /^-+$/.test(text)
    ? text
    : text
        .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
        .replaceAll(ACTIVE, String.raw`\$&`)
        .replaceAll(ADDRESS, `$&${WORD_JOINER}`)
        .trim();
}

/** `2026-11-23 08:15`. */
export function instant(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

const HOUR = 3_600_000;

/** In the unit that tells most: "12 minutes", "5.5 hours", "3.2 days". */
export function duration(ms: number): string {
  if (ms < HOUR) return `${Math.round(ms / 60_000)} minutes`;
  if (ms < 48 * HOUR) return `${(ms / HOUR).toFixed(1)} hours`;
  return `${(ms / 24 / HOUR).toFixed(1)} days`;
}
