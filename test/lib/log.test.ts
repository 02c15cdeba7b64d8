import { createLog, type LogLevel } from '../../src/lib/log';

function written(level: LogLevel, write: (log: ReturnType<typeof createLog>) => void): readonly unknown[] {
  const lines: string[] = [];
  write(createLog(level, { write: (line: string) => void lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as unknown);
}

describe('the log', () => {
  it('writes one line of JSON for each call, with its fields', () => {
    const [line] = written('info', (log) => log.info('alert dismissed', { alertId: 'a', count: 2 }));

    expect(line).toMatchObject({ msg: 'alert dismissed', alertId: 'a', count: 2 });
  });

  it('passes over what is below its level', () => {
    expect(written('warn', (log) => log.info('quiet'))).toEqual([]);
    expect(written('silent', (log) => log.error('quiet'))).toEqual([]);
    expect(written('debug', (log) => log.debug('loud'))).toHaveLength(1);
  });

  it('carries fields on to every line of a part', () => {
    const [line] = written('info', (log) => log.with({ reference: 'r1' }).warn('careful', { more: 1 }));

    expect(line).toMatchObject({ reference: 'r1', more: 1, msg: 'careful' });
  });

  it.each(['token', 'secret', 'password', 'authorization', 'assertion', 'clientSecret', 'accessToken'])(
    'never writes a %s, not even one level down',
    (name) => {
      const lines = written('info', (log) => {
        log.info('at the top', { [name]: 'hush' });
        log.info('below', { call: { [name]: 'hush' } });
      });

      expect(JSON.stringify(lines)).not.toContain('hush');
    },
  );

  it('writes an error with name, message and stack', () => {
    const [line] = written('info', (log) =>
      log.error('turn failed', { error: new TypeError('no such thing') }),
    );

    expect(line).toMatchObject({
      error: { name: 'TypeError', message: 'no such thing', stack: expect.stringContaining('log.test') },
    });
  });
});
