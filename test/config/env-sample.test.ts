import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, loadConfig } from '../../src/config';

const LINES = readFileSync(path.join(__dirname, '..', '..', '.env.sample'), 'utf8').split('\n');
const VARIABLE = /^(?<name>\w+)=(?<value>.*)$/;

const sample = LINES.flatMap((line) => {
  const { name, value } = VARIABLE.exec(line)?.groups ?? {};
  return name === undefined ? [] : [[name, value ?? ''] as const];
});

/** Every variable that is looked at, whatever the values lead to. */
function namesRead(values: Readonly<Record<string, string>>): readonly string[] {
  const read = new Set<string>();
  const env = new Proxy(values, {
    get: (target, name: string) => {
      read.add(name);
      return target[name];
    },
  });
  try {
    loadConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
  }
  return [...read];
}

/** Read by OpenTelemetry's libraries, which know many more. */
const THEIRS = ['OTEL_EXPORTER_OTLP_HEADERS'];

describe('.env.sample', () => {
  it('holds exactly the variables that the configuration reads', () => {
    const read = new Set([...namesRead({}), ...namesRead({ MicrosoftAppId: 'x', AZURE_CLIENT_SECRET: 'x' })]);

    expect(sample.map(([name]) => name).sort()).toEqual([...read, ...THEIRS].sort());
  });

  it('says what each one is for', () => {
    const unexplained = LINES.filter(
      (line, index) => VARIABLE.test(line) && !LINES[index - 1]?.startsWith('# '),
    );

    expect(unexplained).toEqual([]);
  });

  it('as it stands is the same as no configuration', () => {
    expect(loadConfig(Object.fromEntries(sample))).toEqual(loadConfig({}));
  });
});
