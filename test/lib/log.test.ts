import { createLog, type LogLevel } from '../../src/lib/log';
import { withOrigin } from '../../src/lib/origin';

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

  it.each([
    [
      'a JSON web token',
      'refused eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4In0.hush-hush today',
      'refused [redacted] today',
    ],
    [
      'an authorization header',
      'sent Authorization: Bearer hush.hush/hush==',
      'sent Authorization: Bearer [redacted]',
    ],
    [
      'the password of a database',
      'no answer from postgres://rolecall:hush@db:5432/x',
      'no answer from postgres://rolecall:[redacted]@db:5432/x',
    ],
    [
      'a part of a connection string',
      'Server=db;Password=hush;Port=1',
      'Server=db;Password=[redacted];Port=1',
    ],
    ['a part of a form', 'client_id=a&client_secret=hush&x=1', 'client_id=a&client_secret=[redacted]&x=1'],
  ])('never writes %s, wherever it stands', (_what, said, plain) => {
    const lines = written('info', (log) => {
      log.info(said, { deep: { down: { below: said } } });
      log.with({ part: said }).error('failed', { error: new Error(said) });
    });

    expect(JSON.stringify(lines)).not.toContain('hush');
    expect(lines).toEqual([
      expect.objectContaining({ msg: plain, deep: { down: { below: plain } } }),
      expect.objectContaining({ part: plain, error: expect.objectContaining({ message: plain }) }),
    ]);
  });

  it('leaves addresses of conversations and of this machine as they are', () => {
    const said =
      'POST https://smba.example.com:443/v3/conversations/19:abc@thread.tacv2 and http://127.0.0.1:3978';

    expect(written('info', (log) => log.info(said))).toEqual([expect.objectContaining({ msg: said })]);
  });

  it('names on each line what it came of, however deep and late, and nothing where nothing began', async () => {
    const lines: string[] = [];
    const log = createLog('info', { write: (line: string) => void lines.push(line) });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const turn = async (): Promise<void> => {
      await Promise.resolve();
      log.with({ part: 'graph' }).info('asked');
    };

    log.info('started');
    await Promise.all([
      withOrigin({ reference: 'one' }, turn),
      withOrigin({ reference: 'two', traceparent }, turn),
    ]);

    const [before, one, two] = lines.map((line) => JSON.parse(line));
    expect(before).not.toHaveProperty('reference');
    expect(one).toMatchObject({ reference: 'one', part: 'graph' });
    expect(one).not.toHaveProperty('traceId');
    expect(two).toMatchObject({ reference: 'two', traceId: '0af7651916cd43dd8448eb211c80319c' });
  });

  it('writes an error with name, message and stack', () => {
    const [line] = written('info', (log) =>
      log.error('turn failed', { error: new TypeError('no such thing') }),
    );

    expect(line).toMatchObject({
      error: { name: 'TypeError', message: 'no such thing', stack: expect.stringContaining('log.test') },
    });
  });
});
