import { configureInput, parseConfigure } from '../../src/capabilities/configure-input';

describe('a configuration typed', () => {
  it.each([
    ['configure stale', { alert: 'stale' }],
    ['configure stale duration=60 days', { alert: 'stale', settings: { duration: '60 days' } }],
    [
      'configure stale duration = 60 days because of leave',
      { alert: 'stale', settings: { duration: '60 days' }, reason: 'of leave' },
    ],
    [
      'configure global admins a=5, b=20 %; enabled=no',
      { alert: 'global admins', settings: { a: '5', b: '20 %', enabled: 'no' } },
    ],
    ['configure stale duration=', { alert: 'stale', settings: { duration: '' } }],
    ['CONFIGURE Stale Duration=P30D', { alert: 'Stale', settings: { Duration: 'P30D' } }],
    ['configure', undefined],
    ['configure duration=5', undefined],
    ['configured stale', undefined],
  ])('%j is %j', (text, expected) => {
    expect(parseConfigure(text)).toEqual(expected);
  });
});

describe('a configuration from a card', () => {
  const parse = (data: unknown): unknown => {
    const parsed = configureInput.safeParse(data);
    return parsed.success ? parsed.data : 'refused';
  };

  it.each<[string, unknown, unknown]>([
    ['nothing filled in', { verb: 'v', alert: 'stale' }, { alert: 'stale' }],
    [
      'a form: its fields become settings',
      { verb: 'v', alert: 'stale', enabled: 'true', duration: '60 days', reason: ' why ' },
      { alert: 'stale', settings: { enabled: 'true', duration: '60 days' }, reason: 'why' },
    ],
    [
      'numbers and switches as a client sends them',
      { alert: 'x', enabled: true, count: 5 },
      { alert: 'x', settings: { enabled: 'true', count: '5' } },
    ],
    ['fields left empty', { alert: 'x', a: '', b: null }, { alert: 'x' }],
    [
      'a confirmation: settings as they are',
      { alert: 'x', settings: { a: '1' }, confirmed: { nonce: '12345678', seen: '12345678' } },
      { alert: 'x', settings: { a: '1' }, confirmed: { nonce: '12345678', seen: '12345678' } },
    ],
    ['a field that is a list', { alert: 'x', a: ['1'] }, 'refused'],
    ['a field without end', { alert: 'x', a: 'x'.repeat(101) }, 'refused'],
    ['settings that are none', { alert: 'x', settings: 'a=1' }, 'refused'],
    ['no alert', { a: '1' }, 'refused'],
    ['nothing', null, 'refused'],
    ['a list', [], 'refused'],
  ])('%s', (_what, data, expected) => {
    expect(parse(data)).toEqual(expected);
  });

  it('takes no names from the language', () => {
    const data = JSON.parse('{"alert":"x","__proto__":"1","settings":{"__proto__":"2"}}') as unknown;

    const parsed = parse(data);

    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
  });
});
