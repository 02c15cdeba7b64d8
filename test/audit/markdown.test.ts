import { heading, table } from '../../src/audit/markdown';

/** What renderers make links of without any mark around it: GitHub's flavour, and those that look for addresses. */
const LINKED = /(?:https?|ftp):\/\/|www\./i;

const hostile = [
  'Reset at https://evil.example/now',
  'HTTP://EVIL.EXAMPLE',
  'ftp://evil.example',
  'see www.evil.example, today',
  'WWW.evil.example',
  'https://https://evil.example www.www.evil.example',
];

describe('what others wrote', () => {
  it.each(hostile)('“%s” is no link in a table or a heading, and reads the same', (text) => {
    const written = [table(['Reason'], [[text]]), heading(2, text)];

    for (const one of written) {
      expect(one).not.toMatch(LINKED);
      expect(one.replaceAll('\u2060', '')).toContain(text);
    }
  });

  it('cannot bring the invisible signs of its own along', () => {
    expect(table(['Reason'], [['a\u2060b\u200bc']])).toContain('a b c');
  });
});
