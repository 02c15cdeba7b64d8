import type { Activity } from 'botbuilder';
import { BOT, startBot, type Heard, type WholeBot } from '../support/whole-bot';

let talk: WholeBot;

beforeEach(async () => {
  talk = await startBot();
});
afterEach(() => talk.close());

const CHANNEL = '19:alerts@thread.tacv2';

const places = async (): Promise<readonly string[]> =>
  (await talk.store.conversations.list(talk.sandbox.tenantId)).map(({ id }) => id);

const channel = (activity: Partial<Activity>): Promise<Heard> => talk.hear(activity, { where: 'channel' });

const added = { type: 'conversationUpdate', membersAdded: [{ id: BOT.id, name: BOT.name }] };

describe('the bot', () => {
  it('greets where it is installed, and learns the place', async () => {
    const heard = await channel({ type: 'installationUpdate', action: 'add' });

    expect(talk.cardOf(heard).text).toMatch(/alerts|help/);
    expect(await places()).toEqual([CHANNEL]);
  });

  it.each([
    ['an open one', {}, 'Everybody here can look. Changes run in your own name and with your own rights.'],
    [
      'one for a few that writes as the app',
      { readers: ['11111111-1111-1111-1111-111111111111'], writesAs: 'app' as const },
      'Those who have been let in can look. Operators can make changes, which run in my name.',
    ],
  ])('says who can do what: %s', async (_which, options, expected) => {
    await talk.close();
    talk = await startBot(options);

    const heard = await channel({ type: 'installationUpdate', action: 'add' });

    expect(talk.cardOf(heard).text).toContain(expected);
  });

  it('greets once, whatever else is told of the same installation', async () => {
    const heard = [
      await channel(added),
      await channel({ type: 'installationUpdate', action: 'add-upgrade' }),
    ];

    expect(heard.flatMap(({ sent }) => sent)).toEqual([]);
    expect(await places()).toEqual([CHANNEL]);
  });

  it.each<[string, Partial<Activity>]>([
    ['uninstalled', { type: 'installationUpdate', action: 'remove' }],
    ['uninstalled for an upgrade', { type: 'installationUpdate', action: 'remove-upgrade' }],
    ['taken out', { type: 'conversationUpdate', membersRemoved: [{ id: BOT.id, name: BOT.name }] }],
    [
      'in a channel that is deleted',
      { type: 'conversationUpdate', channelData: { eventType: 'channelDeleted' } },
    ],
    ['in a team that is deleted', { type: 'conversationUpdate', channelData: { eventType: 'teamDeleted' } }],
  ])('forgets the place and its subscriptions when %s', async (_how, activity) => {
    await talk.say('subscribe stale', { where: 'channel' });

    const { sent } = await channel(activity);

    expect(sent).toEqual([]);
    expect(await places()).toEqual([]);
    expect(await talk.store.subscriptions.list(talk.sandbox.tenantId)).toEqual([]);
  });

  it('stays when somebody else leaves or comes', async () => {
    await talk.say('subscribe stale', { where: 'channel' });

    await channel({ type: 'conversationUpdate', membersRemoved: [{ id: '29:other', name: 'Other' }] });
    await channel({ type: 'conversationUpdate', membersAdded: [{ id: '29:other', name: 'Other' }] });

    expect(await places()).toEqual([CHANNEL]);
    expect(await talk.store.subscriptions.list(talk.sandbox.tenantId)).toHaveLength(1);
  });

  it('learns a place from the first word said there', async () => {
    await talk.say('help', { where: 'group' });
    await talk.verb({ verb: 'help.show' }, { where: 'channel' });

    expect(new Set(await places())).toEqual(new Set(['19:chat@thread.v2', CHANNEL]));
  });

  it('keeps up with a place whose address moves', async () => {
    await talk.say('help', { where: 'channel' });

    await talk.say('help', { where: 'channel', with: { serviceUrl: 'http://127.0.0.1:2/' } });

    const place = await talk.store.conversations.get(talk.sandbox.tenantId, CHANNEL);
    expect(place?.serviceUrl).toBe('http://127.0.0.1:2/');
  });

  it('does not write a place again that has not changed', async () => {
    await talk.close();
    let saves = 0;
    talk = await startBot({
      store: (real) => ({
        ...real,
        conversations: {
          ...real.conversations,
          save: (conversation) => {
            saves += 1;
            return real.conversations.save(conversation);
          },
        },
      }),
    });

    await talk.say('help', { where: 'channel' });
    await talk.say('alerts', { where: 'channel' });

    expect(saves).toBe(1);
  });

  it('learns a place again after it was removed and added', async () => {
    await channel(added);
    await channel({ type: 'installationUpdate', action: 'remove' });

    await talk.say('help', { where: 'channel' });

    expect(await places()).toEqual([CHANNEL]);
  });

  it('takes an update from nobody in particular', async () => {
    const { result } = await channel({ ...added, from: undefined as never });

    expect(result).toBeUndefined();
    expect(await places()).toEqual([CHANNEL]);
  });
});
