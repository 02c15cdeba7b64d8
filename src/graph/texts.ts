// Far above any text of the service; keeps the patterns below cheap on anything else.
const LONGEST = 8_000;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  bull: '•',
  copy: '©',
  gt: '>',
  hellip: '…',
  ldquo: '“',
  lsquo: '‘',
  lt: '<',
  mdash: '—',
  middot: '·',
  nbsp: ' ',
  ndash: '–',
  quot: '"',
  rdquo: '”',
  reg: '®',
  rsquo: '’',
  trade: '™',
};

/** What the tenant's texts leave open: how many incidents there are, and the days of the threshold. */
export interface Blanks {
  readonly count?: number;
  readonly days?: number;
}

/** A text of the service on one line, without markup. */
export function sentence(value: unknown, blanks: Blanks = {}): string {
  return listItems(value, blanks).join(' ');
}

/**
 * A text of the service as its separate points. The service writes HTML, bullets of "·" with or without line breaks, and
 * sometimes leaves placeholders like `{0}` unfilled.
 */
export function listItems(value: unknown, blanks: Blanks = {}): string[] {
  if (typeof value !== 'string') return [];
  return (
    decoded(untagged(value.slice(0, LONGEST)))
      // A dot between letters belongs to the word: "col·lega".
      .split(/\r?\n|\r|•|(?<![\p{L}\p{N}])·|·(?=\s)/u)
      .map((item) => filled(item, blanks).replaceAll(/\s+/g, ' ').trim())
      .filter((item) => item !== '')
  );
}

function untagged(html: string): string {
  const links = html
    .replaceAll(/<(script|style)\b[^<>]*>[\s\S]*?<\/\1\s*>/gi, '')
    .replaceAll(/<a\b([^<>]*)>([\s\S]*?)<\/a\s*>/gi, (_all, attributes: string, label: string) =>
      linked(attributes, label),
    )
    .replaceAll(/<(br|\/p|\/li|\/div|\/h\d)\b[^<>]*>/gi, '\n');
  return stripped(links);
}

/** Until nothing is left to strip: taking a tag out can put two halves of another together. */
function stripped(text: string): string {
  const shorter = text.replaceAll(/<!--[\s\S]*?-->|<\/?[a-z][^<>]*>/gi, '');
  return shorter === text ? text : stripped(shorter);
}

/** "text (address)" for a safe link; a link to anything but https is dropped and its text stays. */
function linked(attributes: string, label: string): string {
  const [, quoted, apart, bare] = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(attributes) ?? [];
  const href = decoded(quoted ?? apart ?? bare ?? '').trim();
  const text = stripped(label).trim();
  const url = URL.canParse(href) ? new URL(href) : undefined;
  if (url?.protocol !== 'https:') return text;
  return text === '' || text === href ? url.href : `${text} (${url.href})`;
}

function decoded(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (all, decimal, hex, name) => {
    if (typeof name === 'string') return ENTITIES[name.toLowerCase()] ?? all;
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '';
  });
}

/** `{0}` is the number of incidents and `{1}` the days of the threshold, as far as they are known. */
function filled(text: string, { count, days }: Blanks): string {
  return text.replaceAll(/\{(\d)\}/g, (_all, index: string, at: number) => {
    if (index === '0') return count === undefined ? unknownCount(at) : String(count);
    return days === undefined ? 'N' : String(days);
  });
}

function unknownCount(at: number): string {
  return at === 0 ? 'Some' : 'some';
}
