import { md, plain } from '../../../src/views/parts/escape';

// The sort of text that renaming an account can bring, put together from its worst pieces by a fixed dice.
const PIECES = [
  'Adele',
  ' ',
  '[x](https://evil.example)',
  '**',
  '_',
  '~~',
  '`',
  '<at>',
  '</at>',
  '<b>',
  '# ',
  '- ',
  '1. ',
  '\\',
  '\\[',
  '${x}',
  '$',
  '{',
  '{{',
  '}}',
  '{{DATE(2020-01-01T00:00:00Z)}}',
  '\u202E',
  '\u2066',
  '\u200B',
  '\u0000',
  '\n',
  '\r\n',
  '\t',
  'שרה',
  'محمد',
  '👩🏽‍🚀',
  '\u0301',
  '\uD83D',
  '!',
  '|',
  '&amp;',
  'http://',
  'é',
];

function hostileTexts(count: number): string[] {
  let state = 42;
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: next(40) }, () => PIECES[next(PIECES.length)] ?? '').join(''),
  );
}

describe('md', () => {
  test.each([
    ['[a](b)', String.raw`\[a\]\(b\)`],
    ['**a** _b_ ~c~', String.raw`\*\*a\*\* \_b\_ \~c\~`],
    ['`a` # b', '\\`a\\` \\# b'],
    [String.raw`a\[b`, String.raw`a\\\[b`],
    ['<at>Everyone</at>', '‹at›Everyone‹/at›'],
    ['- a', String.raw`\- a`],
    ['+ a', String.raw`\+ a`],
    ['1. a', String.raw`1\. a`],
    ['a - b', 'a - b'],
    ['see https://evil.example', 'see https:\u2060//evil.example'],
    ['a\r\n# b\tc', String.raw`a \# b c`],
    ['${title} {{DATE(x)}}', String.raw`$ {title} { {DATE\(x\)}}`],
    ['', ''],
  ])('writes %j as %j', (text, expected) => {
    expect(md(text)).toBe(expected);
  });

  test.each(hostileTexts(500))('lets nothing through: %j', (text) => {
    const safe = md(text);

    const bare = safe.replaceAll(/\\[!-/:-@[-`{-~]/g, 'x');
    expect(bare).not.toMatch(/[\\`*_~[\]()#|!<>]/);
    expect(bare).not.toMatch(/\$\{|\{\{|:\/\//);
    expect(bare).not.toMatch(/^[-+]|^\d+[.)]/);
    expect(safe).not.toMatch(/[\p{Cc}\u200B\u202A-\u202E\u2066\u2067]/u);
    expect(safe).toBe(safe.trim());
  });

  test('keeps an emoji of several parts whole when it shortens', () => {
    expect(md('👩🏽‍🚀'.repeat(30), 40)).toBe(`${'👩🏽‍🚀'.repeat(5)}…`);
  });
});

describe('plain', () => {
  test('keeps the signs of markdown, which mean nothing there', () => {
    expect(plain('[Grady] *A*')).toBe('[Grady] *A*');
  });

  test('parts the halves of a link', () => {
    expect(plain('[a](https://evil.example)')).toBe('[a] (https://evil.example)');
  });

  test.each([
    ['abcdefgh', 8, 'abcdefgh'],
    ['abcdefghi', 8, 'abcdefg…'],
    ['abcdef hij', 8, 'abcdef…'],
  ])('cuts %j at %d to %j', (text, max, expected) => {
    expect(plain(text, max)).toBe(expected);
  });

  test.each(hostileTexts(200))('never exceeds its length by more than the marks of direction: %j', (text) => {
    expect(plain(text, 20).length).toBeLessThanOrEqual(22);
  });

  test('shuts a name from right to left in', () => {
    expect(plain('‮שרה')).toBe('\u2068שרה\u2069');
  });

  test('takes all but three marks off a letter', () => {
    expect(plain(`Z${'\u0335'.repeat(50)}`)).toBe(`Z${'\u0335'.repeat(3)}`);
  });
});
