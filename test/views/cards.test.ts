import type * as Renderer from 'adaptivecards';
import type { Verb } from '../../src/actions';
import type { Message } from '../../src/ports/notifier';
import { templateNames } from '../../src/views/render';
import { HOSTILE, samples } from './samples';
import { decisionSamples } from './samples-decisions';

// The bundle: the package's own entry is ESM.
const { AdaptiveCard, SerializationContext } = jest.requireActual<typeof Renderer>(
  'adaptivecards/dist/adaptivecards.js',
);

type Json = Record<string, unknown>;

// A record, so that the compiler asks for each verb there is and refuses one that is not.
const VERBS: Readonly<Record<Verb, true>> = {
  'help.show': true,
  'alerts.list': true,
  'alert.show': true,
  'alert.incidents': true,
  'alert.refresh': true,
  'alerts.refresh': true,
  'alert.dismiss': true,
  'alert.enable': true,
  'alert.configure': true,
  'incident.remediate': true,
  'incidents.remediate': true,
  'alert.what-if': true,
  'incident.accept': true,
  'acceptance.withdraw': true,
  'acceptances.list': true,
  'incident.assign': true,
  'request.approve': true,
  'request.withdraw': true,
  'requests.list': true,
  'person.show': true,
  'subscription.add': true,
  'subscription.remove': true,
  'subscriptions.list': true,
  'posts.snooze': true,
  'posts.why': true,
  'audit.show': true,
  'status.show': true,
  'posts.retry': true,
  'session.sign-out': true,
  'action.cancel': true,
};

const NEWER = /^(Badge|Icon|Chart\.\w+|ProgressBar|ProgressRing|CodeBlock)$/;

/** Every object of a card, fallbacks and payloads included. */
function* objects(node: unknown): Generator<Json> {
  if (Array.isArray(node)) for (const entry of node) yield* objects(entry);
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
  yield node as Json;
  for (const value of Object.values(node)) yield* objects(value);
}

function ofType(card: unknown, pattern: RegExp): Json[] {
  return [...objects(card)].filter((node) => typeof node['type'] === 'string' && pattern.test(node['type']));
}

function texts(card: unknown): string[] {
  return ofType(card, /^TextBlock$/).map((block) => String(block['text']));
}

const all = [...samples(), ...decisionSamples()];

describe('every card', () => {
  test('comes from a template that has a sample', () => {
    const rendered = new Set(all.map(([name]) => name.split('-')[0]));

    // These templates serve several views.
    const shared = ['list', 'raised'];
    const unseen = templateNames().filter((name) => !rendered.has(name) && !shared.includes(name));

    expect(unseen).toEqual([]);
  });

  test.each(all)('%s is small, of version 1.5, and has no expression left in it', (_name, { card }) => {
    const text = JSON.stringify(card);

    expect(text).not.toContain('${');
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(25 * 1024);
    expect(card).toMatchObject({ type: 'AdaptiveCard', version: '1.5' });
  });

  test.each(all)('%s is taken by the renderer without complaint', (_name, { card }) => {
    const context = new SerializationContext();

    new AdaptiveCard().parse(card, context);

    const events = Array.from(
      { length: context.eventCount },
      (_, index) => context.getEventAt(index).message,
    );
    expect(events.filter((message) => !message.includes('Fallback will be used'))).toEqual([]);
  });

  test.each(all)('%s says the same to old clients as to new ones', (_name, { card }) => {
    const newer = ofType(card, NEWER);

    for (const element of newer) {
      const numbers = (
        JSON.stringify(element['data'] ?? element['value']).match(/"?(?:y|value)"?:(\d+)/g) ?? []
      ).map((found) => found.replace(/\D/g, ''));
      const said = texts(element['fallback']).join(' ');
      expect(said).not.toBe('');
      for (const number of numbers) expect(said).toContain(number);
    }
  });

  test.each(all)('%s gives each button a fallback with the same payload', (_name, { card }) => {
    for (const { verb, data, fallback, title } of ofType(card, /^Action\.Execute$/)) {
      expect(Object.keys(VERBS)).toContain(verb);
      expect(data).toMatchObject({ verb });
      expect(fallback).toMatchObject({ type: 'Action.Submit', title, data });
    }
  });

  test.each(all)('%s shows at most four buttons below', (_name, { card }) => {
    const actions = card['actions'] as readonly Json[];

    expect(actions.filter((action) => action['mode'] !== 'secondary').length).toBeLessThanOrEqual(4);
  });

  test.each(all)('%s labels each field and says what is wrong with it', (_name, { card }) => {
    for (const input of ofType(card, /^Input\./)) {
      expect(input['label']).toEqual(expect.stringMatching(/\S/));
      expect(input['errorMessage']).toEqual(expect.stringMatching(/\S/));
    }
  });

  test.each(all)('%s has a line for toasts and a line to be spoken', (_name, { card, summary }) => {
    expect(summary).toMatch(/\S/);
    expect(summary).not.toMatch(/[\n<>]/);
    expect(card['speak']).toEqual(expect.stringMatching(/\S/));
  });

  test.each(all)(
    '%s never calls an alert free of incidents without saying when it was scanned',
    (_name, { card }) => {
      for (const text of texts(card).filter((each) => /no incidents/i.test(each))) {
        expect(text).toMatch(/scanned (just now|.* ago)/);
      }
    },
  );
});

describe('one visual language', () => {
  test.each(all)('%s begins with a sign, a word and a title', (_name, { card }) => {
    const [header] = card['body'] as readonly Json[];
    const [kicker = '', ...others] = texts(header);

    expect(kicker).toMatch(/^\p{Extended_Pictographic}\uFE0F? \p{L}/u);
    expect(others.join('')).toMatch(/\S/);
    expect(ofType(header, /^TextBlock$/).filter(({ style }) => style === 'heading')).toHaveLength(1);
  });

  // They say what is always so, or ask something of this moment.
  const undated = /^(welcome|help|sign-in|activate-role|confirm|notice)/;

  test.each(all.filter(([name]) => !undated.test(name)))(
    '%s ends with when it was so, in the zone of the reader',
    (_name, { card }) => {
      const footer = (card['body'] as readonly Json[]).at(-1);

      expect(footer).toMatchObject({ type: 'TextBlock', isSubtle: true, separator: true });
      expect(footer?.['text']).toMatch(/\{\{DATE\(.*\)\}\} \{\{TIME\(.*\)\}\}/);
    },
  );

  test.each(all.filter(([name]) => !/-name-|hostile|template|accepted-many/.test(name)))(
    '%s has no date that the client does not draw',
    (_name, { card, summary }) => {
      const shown = [...texts(card), summary].join('\n').replaceAll(/\{\{(?:DATE|TIME)\([^)]*\)\}\}/g, '');

      expect(shown).not.toMatch(/\d{4}-\d\d-\d\d/);
    },
  );

  test.each(all)('%s has no line right below its header', (_name, { card }) => {
    const [, first, ...others] = card['body'] as readonly Json[];

    // A footer has its line.
    expect(others.length > 0 && first?.['separator'] === true).toBe(false);
  });

  const MORE = /^And \d+ more|^These are the newest|^There are older/;
  const belowHeader = ({ card }: Message) => texts((card['body'] as readonly Json[]).slice(1));

  test.each(all.filter(([, message]) => belowHeader(message).some((text) => MORE.test(text))))(
    '%s says below its rows how many more there are',
    (_name, message) => {
      const shown = belowHeader(message);

      expect(shown.findIndex((text) => MORE.test(text))).toBeGreaterThan(shown.length / 2);
    },
  );

  test.each(all.filter(([name]) => /-none$|-empty$/.test(name)))(
    '%s has more than a header',
    (_name, { card }) => {
      expect((card['body'] as readonly Json[]).length).toBeGreaterThan(2);
    },
  );

  test.each(all)('%s leaves out on a phone what nobody has to press', (_name, { card }) => {
    for (const roomy of [...objects(card)].filter((node) => 'targetWidth' in node)) {
      expect(roomy['targetWidth']).toBe('atLeast:standard');
      expect(ofType(roomy, /^(Action|Input)\./)).toEqual([]);
      expect(texts(roomy).join('\n')).not.toMatch(/scanned/i);
    }
  });

  test.each(all)('%s has a button for each part that is hidden', (_name, { card }) => {
    const targets = ofType(card, /^Action\.ToggleVisibility$/).flatMap(
      ({ targetElements }) => targetElements as readonly string[],
    );
    const hidden = [...objects(card)].filter(({ isVisible }) => isVisible === false);

    for (const { id } of hidden) expect(targets).toContain(id);
    const ids = new Set([...objects(card)].flatMap(({ id }) => (typeof id === 'string' ? [id] : [])));
    for (const target of targets) expect(ids).toContain(target);
  });
});

describe('cards about alerts', () => {
  test.each(all.filter(([name]) => /^alerts?-/.test(name)))(
    '%s keeps its charts for who asks',
    (_name, { card }) => {
      const open = [...(card['body'] as readonly Json[])].filter(({ isVisible }) => isVisible !== false);

      expect(ofType(open, /^Chart\./)).toEqual([]);
    },
  );

  const about = all.filter(([name]) =>
    /^(alerts|alert|incidents|raised|cleared|tamper|configure)-?/.test(name),
  );

  test.each(about)('%s say how old the scan is', (_name, { card }) => {
    expect(texts(card).join('\n')).toMatch(/scanned (just now|\d+ \w+ ago)|never scanned/i);
  });

  test.each(about.filter(([name]) => name.includes('stale-scan')))(
    '%s warns that the scan is old',
    (_name, { card }) => {
      expect(texts(card).join('\n')).toMatch(/⚠️.*Refresh/);
    },
  );
});

describe('names that others have chosen', () => {
  const hostile = all.filter(([name]) => /-name-|-hostile/.test(name));

  test.each(hostile)(
    '%s: no link, mention, macro or control character gets out',
    (_name, { card, summary }) => {
      const text = `${JSON.stringify(card)}${summary}`;

      expect(text).not.toMatch(/<\/?at>|<a /);
      expect(text).not.toContain('](https');
      expect(text).not.toContain('{{DATE(2020-01-01T00:00:00Z)');
      expect(text).not.toMatch(/[\u202A-\u202E\u200E\u200F\u200B]|\\u0007/);
    },
  );

  test('a name from right to left stays within its own bounds', () => {
    const card = samples().get('incidents-name-rightToLeft')?.card;

    const named = texts(card).filter((text) => text.includes('שרה'));

    expect(named.length).toBeGreaterThan(0);
    for (const text of named) expect(text).toMatch(/\u2068[^\u2069]*שרה[^\u2068]*\u2069/);
    expect(HOSTILE.rightToLeft).toContain('\u200E');
  });
});
