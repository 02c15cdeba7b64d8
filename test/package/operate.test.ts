import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** First cells of the table under a heading of docs/operate.md, without their backquotes. */
function toldUnder(heading: string): readonly string[] {
  const [, section = ''] = read('docs/operate.md').split(`\n### ${heading}\n`);
  const [table = ''] = section.split('\n#');
  return [...table.matchAll(/^\| `([^`]+)` /gm)].map(([, cell = '']) => cell);
}

/** Sentences in a source file, with … for what is filled in. Words from `from` on alone, where only a part of it is for operators. */
function sentencesIn(file: string, from = ''): readonly string[] {
  const source = read(file);
  const text = source.slice(source.indexOf(from)).replaceAll(/^ *(\/\/|\*|\/\*).*$/gm, '');
  const literals = [...text.matchAll(/`([^`]+)`|'([^'\n]+)'/g)].map(
    ([, filled, plain]) => filled ?? plain ?? '',
  );
  const sentences = literals.map((one) => one.replaceAll(/\$\{[^}]*\}/g, '…').replaceAll(/\s+/g, ' '));
  return sentences.filter((one) => /^(…|[A-Z][a-z]+) [a-z…]+ .{6}/.test(one));
}

/** A cell tells the beginning of a sentence. */
function tells(cell: string, sentence: string): boolean {
  return sentence.startsWith(cell.replace(/ …$/, ''));
}

function compare(cells: readonly string[], sentences: readonly string[]) {
  return {
    untold: sentences.filter((sentence) => !cells.some((cell) => tells(cell, sentence))),
    unsaid: cells.filter((cell) => !sentences.some((sentence) => tells(cell, sentence))),
  };
}

describe('docs/operate.md', () => {
  it('explains each sentence with which a start or the store fails, and none that nobody says', () => {
    const failures = [
      'postgres-failures',
      'sqlite-failures',
      'data-folder',
      'migrate',
      'sqlite',
      'postgres',
      'engine',
    ];
    const said = [
      ...failures.flatMap((file) => sentencesIn(`src/store/${file}.ts`)),
      ...sentencesIn('src/bot/server-socket.ts', 'function portProblem'),
    ].filter((sentence) => !/^(Others could read|A database connection|Store schema)/.test(sentence));
    const cells = toldUnder('When it starts, and of the store').filter(
      (cell) => !cell.includes('<VARIABLE>'),
    );

    expect(said.length).toBeGreaterThan(20);
    expect(compare(cells, said)).toEqual({ untold: [], unsaid: [] });
  });

  it('explains each trouble of /readyz and of the channels', () => {
    const health = read('src/watch/health.ts');
    const [, reasons = ''] = /const REASONS[^{]*= \{([^]*?)\n\};/.exec(health) ?? [];
    const said = [
      ...sentencesIn('src/app/problems.ts'),
      ...[...reasons.matchAll(/'([^'\n]+\.)'/g)].map(([, sentence = '']) => sentence),
    ];

    expect(said.length).toBeGreaterThan(8);
    expect(compare(toldUnder('In `/readyz`, in `status` and in subscribed channels'), said)).toEqual({
      untold: [],
      unsaid: [],
    });
  });

  it('explains each warning and each error of the log', () => {
    const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' });
    const sources = files.filter((file) => file.endsWith('.ts') && !file.startsWith('sandbox/'));
    const said = sources.flatMap((file) =>
      [...read(`src/${file}`).matchAll(/log\s*\.(?:warn|error)\(\s*'([^']+)'/g)].map(([, line = '']) => line),
    );

    expect(said.length).toBeGreaterThan(40);
    expect([...toldUnder('In the log')].sort()).toEqual([...new Set(said)].sort());
  });

  it('quotes from cards what stands on them', () => {
    const [, section = ''] = read('docs/operate.md').split('\n### On a card, and elsewhere at Microsoft\n');
    const quoted = [...section.matchAll(/^\| “([^”]+)”/gm)].map(([, words = '']) => words);
    const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' });
    const source = files.filter((file) => file.endsWith('.ts')).map((file) => read(`src/${file}`));

    expect(quoted.length).toBeGreaterThan(4);
    expect(quoted.filter((words) => !source.some((text) => text.includes(words)))).toEqual([]);
  });
});
