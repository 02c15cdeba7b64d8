import { seen } from '../support/seen-card';
import { INES, PRIYA, startBot, type Heard, type Speaking, type WholeBot } from '../support/whole-bot';

let talk: WholeBot;

afterEach(() => talk.close());

interface Listed {
  readonly type: string;
  readonly text?: string;
  readonly attachments?: readonly {
    readonly content: unknown;
    readonly preview: { readonly content: { readonly title: string; readonly text: string } };
  }[];
}

/** What a person sees under the compose box. */
async function look(commandId: string, words?: string, speaking: Speaking = {}): Promise<Listed> {
  const parameters = [
    words === undefined ? { name: 'initialRun', value: 'true' } : { name: 'words', value: words },
  ];
  return listIn(
    await talk.hear(
      { type: 'invoke', name: 'composeExtension/query', value: { commandId, parameters } },
      speaking,
    ),
  );
}

function listIn({ answer }: Heard): Listed {
  if (answer?.status !== 200) throw new Error('The search was not answered.');
  return (answer.body as unknown as { readonly composeExtension: Listed }).composeExtension;
}

const titles = ({ attachments = [] }: Listed) => attachments.map(({ preview }) => preview.content.title);

describe('a search for alerts in the compose box', () => {
  it('lists every alert before anything is typed, worst first, with the age of the scan', async () => {
    talk = await startBot();

    const found = await look('alerts');

    expect(found).toMatchObject({ type: 'result', attachmentLayout: 'list' });
    expect(titles(found)).toHaveLength(7);
    expect(found.attachments?.[0]?.preview.content.text).toMatch(/^High · Active · .*scanned \d+ hours ago$/);
  });

  it.each(['stale', 'Accounts STALE', 'StaleSignIn', '  privileged stale '])(
    'finds one by “%s”',
    async (words) => {
      talk = await startBot();

      expect(titles(await look('alerts', words))).toEqual(['🔶 Stale accounts hold privileged roles']);
    },
  );

  it('shares a card whose buttons work', async () => {
    talk = await startBot();
    const found = await look('alerts', 'outside');

    const card = seen(found.attachments?.[0]?.content);
    const incidents = await talk.press(card, 'Incidents');

    expect(card.text).toContain('Paolo Ricci');
    expect(incidents.text).toContain('4 assignments');
  });

  it('says so when there is none', async () => {
    talk = await startBot();

    expect(await look('alerts', 'xyzzy')).toEqual({ type: 'message', text: 'No alert is called that.' });
  });
});

describe('a search for people in the compose box', () => {
  it('lists whom the alerts name, ten at most, and shares what they say', async () => {
    talk = await startBot();

    const everybody = await look('people');
    const found = await look('people', 'quentin');
    const quoted = await look('people', '“Quentin Moreau”');

    expect(titles(everybody)).toHaveLength(10);
    expect(titles(found)).toEqual(['Quentin Moreau']);
    expect(titles(quoted)).toEqual(['Quentin Moreau']);
    expect(found.attachments?.[0]?.preview.content.text).toContain('1 incident · Stale accounts');
    expect(seen(found.attachments?.[0]?.content).text).toContain('Quentin Moreau');
  });

  it('shows names of the directory without effect', async () => {
    talk = await startBot();

    const text = JSON.stringify(await look('people', 'root'));

    expect(text).toContain('**Root**');
    expect(text).not.toContain('"text":"**Root');
    expect(text).not.toContain('](http');
  });

  it('says so when nobody is called like that', async () => {
    talk = await startBot();

    expect(await look('people', 'Rumpelstilzchen')).toMatchObject({
      type: 'message',
      text: 'No alert names anybody like that.',
    });
  });
});

describe('a search in the compose box', () => {
  it('finds nothing for those who may not read', async () => {
    talk = await startBot({ readers: [INES.aadObjectId] });

    const found = await look('alerts', 'stale', { as: PRIYA });

    expect(found).toEqual({
      type: 'message',
      text: 'You are not among those who may use Rolecall here. Whoever runs it can let you in.',
    });
    expect(titles(await look('alerts', 'stale', { as: INES }))).toHaveLength(1);
  });

  it('remembers nothing of a conversation that the bot may be no part of', async () => {
    talk = await startBot();

    await look('alerts', 'stale', { where: 'group' });

    expect(await talk.store.conversations.get(talk.sandbox.tenantId, '19:chat@thread.v2')).toBeUndefined();
  });

  it('tells a fast typist to wait', async () => {
    talk = await startBot({ commands: 1 });
    await look('alerts', 's');

    expect(await look('alerts', 'st')).toMatchObject({
      type: 'message',
      text: expect.stringMatching(/a lot at once/),
    });
  });

  it('says that it could not read the alerts instead of failing', async () => {
    talk = await startBot();
    await talk.fault('unavailable', { match: 'GET' });

    expect(await look('alerts', 'stale')).toMatchObject({
      type: 'message',
      text: expect.stringMatching(/could not read the alerts just now/),
    });
  });

  it('answers before the client gives up, and has it for the next keystroke', async () => {
    talk = await startBot();
    await talk.fault('slow', { match: 'GET', delayMs: 6000 });

    const slow = look('alerts', 'sta');
    await talk.until(() => talk.asked('GET', '') > 0);
    await talk.clock.advance(3600);
    const first = await slow;
    await talk.clock.advance(3000);
    const second = await look('alerts', 'stal');

    expect(first).toEqual({ type: 'message', text: 'Microsoft takes its time. Type on, and I look again.' });
    expect(titles(second)).toHaveLength(1);
  });

  it.each([
    undefined,
    null,
    'x',
    { commandId: 'other' },
    { commandId: 'alerts', parameters: 'x' },
    { commandId: 'alerts', parameters: [null] },
    { commandId: 'alerts', parameters: [{ name: 'words', value: { a: 1 } }] },
    { commandId: 'alerts', parameters: [{ name: 'words', value: 'x'.repeat(100_000) }] },
  ])('is answered whatever the invoke carries: %#', async (value) => {
    talk = await startBot();

    const found = listIn(await talk.hear({ type: 'invoke', name: 'composeExtension/query', value }));

    expect(['message', 'result']).toContain(found.type);
  });
});

describe('a card shared where the bot listens', () => {
  it.each([
    {
      text: '<span class="inline-compose-card" itemid="0" itemtype="http://schema.skype.com/InputExtension"> </span>',
    },
    { text: '', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: {} }] },
  ])('is no question: %#', async (message) => {
    talk = await startBot();

    const { sent } = await talk.hear({ type: 'message', ...message });

    expect(sent).toEqual([]);
  });
});
