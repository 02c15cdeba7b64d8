import type { Activity } from 'botbuilder';
import { actorOf, commandOf, conversationOf, tenantsOf } from '../../src/bot/activity';

const BOT = { id: '28:bot', name: 'Rolecall' };
const TENANT = '22222222-2222-4222-8222-222222222222';

function anActivity(more: object = {}): Activity {
  return {
    type: 'message',
    channelId: 'msteams',
    serviceUrl: 'https://smba.trafficmanager.net/teams/',
    from: { id: '29:alex', name: 'Alex Wilber', aadObjectId: 'alex-id' },
    recipient: BOT,
    conversation: { id: 'a:1', conversationType: 'personal', tenantId: TENANT },
    ...more,
  } as unknown as Activity;
}

const mention = (text: string, id: string, name: string) => ({
  type: 'mention',
  text,
  mentioned: { id, name },
});

describe('what was typed', () => {
  it.each([
    ['alerts', 'alerts'],
    ['  alerts \n', 'alerts'],
    ['Alert   Stale', 'Alert Stale'],
    ['/alerts', 'alerts'],
    ['<at>Rolecall</at> alerts', 'alerts'],
    ['<at>Rolecall</at>&nbsp;alerts&nbsp;', 'alerts'],
    ['&nbsp;alert&NBSP;stale', 'alert stale'],
    ['alert\u00a0stale', 'alert stale'],
    ['subscribe severity&gt;=medium', 'subscribe severity>=medium'],
    ['who Smith &amp; Sons', 'who Smith & Sons'],
    ['who &quot;Max&quot;', 'who "Max"'],
    ['&amp;lt;', '&lt;'],
    ['', ''],
  ])('%j is the command %j', (text, command) => {
    expect(commandOf(anActivity({ text }))).toBe(command);
  });

  it('loses every mention of the bot, wherever it stands', () => {
    const text = '<at>Rolecall</at> alert stale <at>Rolecall</at>';
    const entities = [mention('<at>Rolecall</at>', BOT.id, 'Rolecall')];

    expect(commandOf(anActivity({ text, entities }))).toBe('alert stale');
  });

  it('keeps a mentioned person as a name', () => {
    const text = '<at>Rolecall</at> who <at>Megan</at>';
    const entities = [
      mention('<at>Rolecall</at>', BOT.id, 'Rolecall'),
      mention('<at>Megan</at>', '29:megan', 'Megan Bowen'),
    ];

    expect(commandOf(anActivity({ text, entities }))).toBe('who Megan Bowen');
  });

  it('takes a name literally, whatever patterns it looks like', () => {
    const entities = [mention('<at>M</at>', '29:m', '$& $1 Megan')];

    expect(commandOf(anActivity({ text: 'who <at>M</at>', entities }))).toBe('who $& $1 Megan');
  });

  it('is cut where no command can be that long', () => {
    expect(commandOf(anActivity({ text: `alert ${'x'.repeat(100_000)}` })).length).toBeLessThanOrEqual(1000);
  });

  it.each<[string, unknown[]]>([
    ['an empty mention', Array.from({ length: 200 }, () => mention('', '29:x', 'x'))],
    [
      'a mention of one letter',
      Array.from({ length: 200 }, () => mention('a', '29:x', 'aaaaaaaaaa'.repeat(50))),
    ],
    ['entities that are none', [{ type: 'mention' }, { type: 'clientInfo' }, { type: 'mention', text: 7 }]],
  ])('does not grow by %s', (_what, entities) => {
    expect(commandOf(anActivity({ text: 'a'.repeat(900), entities })).length).toBeLessThanOrEqual(1000);
  });

  it('without a text is empty', () => {
    expect(commandOf(anActivity())).toBe('');
  });
});

describe('where it was said', () => {
  it('is a personal chat with the person in it', () => {
    expect(conversationOf(anActivity(), TENANT)).toEqual({
      tenantId: TENANT,
      id: 'a:1',
      kind: 'personal',
      serviceUrl: 'https://smba.trafficmanager.net/teams/',
      channelId: 'msteams',
      bot: BOT,
      user: { id: '29:alex', name: 'Alex Wilber' },
    });
  });

  it('is the channel, not the thread', () => {
    const place = conversationOf(
      anActivity({
        conversation: { id: '19:c@thread.tacv2;messageid=17', conversationType: 'channel' },
        channelData: { team: { id: '19:team' }, channel: { id: '19:c@thread.tacv2', name: 'PIM alerts' } },
      }),
      TENANT,
    );

    expect(place).toMatchObject({
      id: '19:c@thread.tacv2',
      kind: 'channel',
      teamId: '19:team',
      name: 'PIM alerts',
    });
    expect(place).not.toHaveProperty('user');
  });

  it('is a group chat with its name', () => {
    const conversation = { id: '19:g', conversationType: 'groupChat', name: 'SOC' };

    expect(conversationOf(anActivity({ conversation }), TENANT)).toMatchObject({
      kind: 'group',
      name: 'SOC',
    });
  });

  it('may be told by nobody in particular', () => {
    expect(conversationOf(anActivity({ from: undefined }), TENANT)).not.toHaveProperty('user');
  });
});

describe('who said it', () => {
  it('is the person of the directory', () => {
    expect(actorOf(anActivity(), TENANT)).toEqual({
      id: 'alex-id',
      name: 'Alex Wilber',
      tenantId: TENANT,
      channelUserId: '29:alex',
    });
  });

  it('has no id yet where the activity names none', () => {
    expect(actorOf(anActivity({ from: { id: '29:x', name: '' } }), TENANT)).toEqual({
      id: '',
      name: 'Somebody',
      tenantId: TENANT,
      channelUserId: '29:x',
    });
  });
});

describe('the tenants an activity names', () => {
  it.each<[object, readonly string[]]>([
    [{}, [TENANT]],
    [{ channelData: { tenant: { id: 'ABC' } } }, ['abc', TENANT]],
    [{ conversation: { id: 'a:1' } }, []],
    [{ conversation: { id: 'a:1', tenantId: 7 }, channelData: { tenant: { id: null } } }, []],
    [{ channelData: { tenant: { id: '' } }, conversation: { id: 'a:1' } }, []],
  ])('%j', (more, tenants) => {
    expect(tenantsOf(anActivity(more))).toEqual(tenants);
  });
});
