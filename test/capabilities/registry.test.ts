import { capabilities, everyCapability } from '../../src/capabilities';
import type { Capability } from '../../src/capabilities/capability';

const entries = Object.entries(capabilities);
const whoUnderstands = (text: string): readonly string[] =>
  everyCapability()
    .filter((capability) => capability.fromText(text) !== undefined)
    .map(({ verb }) => verb);

/** The grammar of the design, as far as this version goes. */
const GRAMMAR: Readonly<Record<string, string>> = {
  'help.show': 'help',
  'alerts.list': 'alerts',
  'alert.show': 'alert <alert>',
  'alert.incidents': 'incidents <alert>',
  'alert.refresh': 'refresh <alert>',
  'alerts.refresh': 'refresh all',
  'alert.dismiss': 'dismiss <alert> [until <date>] [because …]',
  'alert.enable': 'enable <alert>',
  'alert.configure': 'configure <alert> [setting=value …]',
  'incident.remediate': 'remediate <alert> [<person>]',
  'incidents.remediate': 'remediate <alert> all',
  'requests.list': 'requests',
  'alert.what-if': 'what-if <alert> setting=value …',
  'incident.accept': 'accept <alert> <person> [until <date>] because …',
  'acceptances.list': 'accepted',
  'incident.assign': 'assign <alert> <person> to <me|name>',
  'person.show': 'who <person>',
  'subscription.add':
    'subscribe [<alert> …] [severity≥medium] [new|all] [role=…] [person=…] [quiet 22:00-06:00] [escalate after 4 hours]',
  'subscription.remove': 'unsubscribe',
  'subscriptions.list': 'subscriptions',
  'posts.snooze': 'snooze [<alert>|all] until <date>|for <time>|off',
  'posts.why': 'why <incident or person>',
  'audit.show': 'audit [<words>] [person=…] [alert=…] [verb=…] [outcome=…]',
  'status.show': 'status',
  'posts.retry': 'retry',
  'session.sign-out': 'sign out',
};

const examples = everyCapability().flatMap(({ verb, help }) =>
  (help?.examples ?? []).map((example) => [example, verb] as const),
);

describe('the registry', () => {
  it.each(entries.map(([name, capability]) => [name, capability.verb]))(
    'holds %s under its own name',
    (name, verb) => {
      expect(verb).toBe(name);
    },
  );

  it('offers the grammar of the design', () => {
    const usages = everyCapability().flatMap(({ verb, help }) => (help ? [[verb, help.usage]] : []));

    expect(Object.fromEntries(usages)).toEqual(GRAMMAR);
  });

  it.each(examples)('“%s” is understood by %s alone', (example, verb) => {
    expect(whoUnderstands(example)).toEqual([verb]);
  });

  it.each(examples)('“%s” means the same shouted', (example, verb) => {
    expect(whoUnderstands(example.toUpperCase())).toEqual([verb]);
  });

  it.each(examples)('what “%s” means can travel in a button', (example, verb) => {
    const capability = everyCapability().find((one) => one.verb === verb);
    const input = capability?.fromText(example);

    expect(capability?.input.safeParse({ verb, ...input })).toEqual({ success: true, data: input });
  });

  it('has at least one example and a summary for whatever can be typed', () => {
    const silent = everyCapability().filter(
      ({ help }) => help && !(help.summary && help.examples.length > 0),
    );

    expect(silent).toEqual([]);
  });

  it('tells no two commands of the Teams app by the same word, and no more than Teams takes', () => {
    const words = everyCapability().flatMap(({ help }) => (help?.command ? [help.command] : []));

    expect(new Set(words).size).toBe(words.length);
    for (const { help } of everyCapability())
      if (help?.command) expect(help.usage.split(' ')[0]).toBe(help.command);
  });

  it.each(['', '   ', 'xyzzy', '<alert>', 'alert', 'because', 'until friday', 'all'])(
    'nobody but help takes %j for a command',
    (text) => {
      expect(whoUnderstands(text).filter((verb) => verb !== 'help.show')).toEqual([]);
    },
  );
});

describe('every input', () => {
  const junk: readonly unknown[] = [undefined, null, 'text', 7, true, [], [{}], () => 1];

  it.each(entries.map(([, capability]) => [capability.verb, capability as Capability] as const))(
    'of %s refuses what is no object',
    (_verb, { input }) => {
      for (const data of junk) expect(input.safeParse(data).success).toBe(false);
    },
  );

  it.each(entries.map(([, capability]) => [capability.verb, capability as Capability] as const))(
    'of %s keeps nothing it does not know',
    (verb, { input }) => {
      const data = {
        verb,
        alert: 'stale',
        person: 'Megan',
        alerts: [],
        stranger: 'x',
        id: 'x1',
        filter: 'y',
      };

      const parsed = input.safeParse(data);

      const known = JSON.stringify(parsed.success ? parsed.data : {});
      // A form's fields are the settings of an alert: what is no setting is refused with words later.
      if (verb !== 'alert.configure') expect(known).not.toContain('stranger');
      expect(known).not.toContain('verb');
    },
  );
});
