import { CURRENT_USER as INES, TENANT_ID } from '../../src/sandbox/people';
import { eventually } from '../support/process';
import type { Place, Shown, Talk } from '../support/talk';
import { startTenantApp, type TenantApp } from '../support/tenant-app';

jest.setTimeout(60_000);

const CONTOSO = TENANT_ID;
const FABRIKAM = '44444444-4444-4444-8444-444444444444';
const STRANGER = '99999999-9999-4999-8999-999999999999';

const PERSONAL: Place = { id: 'a:ines', type: 'personal' };
const THERE: Place = { id: 'a:ines-of-fabrikam', type: 'personal' };
const GROUP: Place = { id: '19:group@thread.v2', type: 'groupChat' };
const CHANNEL: Place = { id: '19:alerts@thread.tacv2', type: 'channel', teamId: '19:team@thread.tacv2' };
const INES_ID = `29:${INES.aadObjectId}`;

const SEARCH = {
  type: 'invoke',
  name: 'composeExtension/query',
  value: { commandId: 'alerts', parameters: [{ name: 'words', value: 'stale' }] },
};

let app: TenantApp;

beforeEach(async () => {
  app = await startTenantApp({}, undefined, {
    tenants: [
      { TENANT_NAME: 'Contoso', AZURE_TENANT_ID: CONTOSO },
      { TENANT_NAME: 'Fabrikam', AZURE_TENANT_ID: FABRIKAM },
    ],
  });
  // Before the first sweep, so that the two differ in whatever is remembered of them.
  app.here(FABRIKAM).sandbox.events.run('outside-pim', { count: 7, scan: true });
  // From here on nothing is read but what somebody asks for.
  await eventually(
    async () => {
      const metrics = await (await fetch(`${app.origin}/metrics`)).text();
      return (
        metrics.match(/^rolecall_sweep_seconds_count\{.*outcome="done"\} 1$/gm)?.length === 2 || undefined
      );
    },
    () => 'The tenants were not swept.',
  );
  for (const { id } of [GROUP, CHANNEL])
    app.connector.member(id, INES_ID, { aadObjectId: INES.aadObjectId, tenantId: CONTOSO, name: 'Ines' });
});
afterEach(() => app.stop());

const contoso = (place = PERSONAL): Talk => app.talk(INES, place);
const fabrikam = (place = THERE): Talk => app.talk(INES, place, {}, FABRIKAM);

/** Requests that reached the Graph of a tenant. */
function reads(tenantId: string): number {
  return Object.values(app.here(tenantId).sandbox.requests.counts().routes).reduce(
    (all, one) => all + one,
    0,
  );
}

function everyActivity(shown: Shown): readonly (readonly [string, Readonly<Record<string, unknown>>])[] {
  const { verb, data } = shown.card.button('Incidents');
  const action = { type: 'Action.Execute', verb, data };
  return [
    ['message', { type: 'message', text: 'alerts' }],
    ['button of an old client', { type: 'message', value: data, replyToId: shown.id }],
    ['button', { type: 'invoke', name: 'adaptiveCard/action', value: { action, trigger: 'manual' } }],
    ['search', SEARCH],
    ['sign-in', { type: 'invoke', name: 'signin/verifyState', value: { state: '123456' } }],
    ['installation', { type: 'installationUpdate', action: 'add' }],
    ['removal', { type: 'installationUpdate', action: 'remove' }],
  ];
}

describe('tenants of one process', () => {
  it('are each answered from their own directory', async () => {
    const before = reads(FABRIKAM);

    const here = await contoso().say('alert outside-pim');
    const quiet = reads(FABRIKAM) - before;
    const there = await fabrikam().say('alert outside-pim');

    expect(quiet).toBe(0);
    expect(there.card.text).not.toBe(here.card.text);
  });

  it('are refused where an activity names two of them, whatever it is', async () => {
    const shown = await contoso().say('alert stale');
    const before = [reads(CONTOSO), reads(FABRIKAM)];

    for (const [what, activity] of everyActivity(shown))
      for (const [first, second] of [
        [CONTOSO, FABRIKAM],
        [FABRIKAM, CONTOSO],
        [CONTOSO, STRANGER],
        [STRANGER, STRANGER],
      ]) {
        const response = await contoso().send({
          ...activity,
          conversation: { id: PERSONAL.id, conversationType: 'personal', tenantId: first },
          channelData: { tenant: { id: second } },
        });
        expect([what, response.status, await response.text()]).toEqual([what, 403, '']);
      }

    expect([reads(CONTOSO), reads(FABRIKAM)]).toEqual(before);
  });

  it.each([
    ['personal chat', PERSONAL],
    ['group chat', GROUP],
    ['channel', CHANNEL],
  ])('keep their %s, though the other claims it', async (_what, place) => {
    const shown = await contoso(place).say('alert stale');
    const before = reads(FABRIKAM);
    const standing = app.connector.messages.size;

    for (const [what, activity] of everyActivity(shown)) {
      const response = await fabrikam(place).send(activity);
      expect([what, response.status, await response.text()]).toEqual([what, 403, '']);
    }

    expect([reads(FABRIKAM), app.connector.messages.size]).toEqual([before, standing]);
    expect((await contoso(place).say('alert stale')).card.text).toContain('Stale');
    expect(app.log()).toContain('conversation of another tenant');
  });

  it('find nothing behind the other’s buttons, and change nothing there', async () => {
    app.tokenService.signedIn(INES_ID, app.graphToken(INES));
    const question = await contoso().say('dismiss stale');
    const { verb, data } = question.card.button('Confirm');
    const before = reads(CONTOSO);

    const response = await fabrikam().send({
      type: 'invoke',
      name: 'adaptiveCard/action',
      replyToId: question.id,
      value: { action: { verb, data: { ...data, reason: 'Known' } }, trigger: 'manual' },
    });

    expect(response.status).toBe(200);
    expect(JSON.stringify(await response.json())).not.toContain('Dismissed:');
    expect(reads(CONTOSO)).toBe(before);
    expect([app.asked('PATCH', '{alertId}'), app.asked('PATCH', '{alertId}', FABRIKAM)]).toEqual([0, 0]);
    expect((await contoso().say('alert stale')).card.text).toContain('Active');
  });

  it('serve nobody of the other in a channel they share', async () => {
    app.connector.member(CHANNEL.id, INES_ID, {
      aadObjectId: INES.aadObjectId,
      tenantId: FABRIKAM,
      name: 'Ines',
    });

    const before = [reads(CONTOSO), reads(FABRIKAM)];

    const { card } = await contoso(CHANNEL).say('alerts');

    expect(card.text).toContain('people of this organisation only');
    expect([reads(CONTOSO), reads(FABRIKAM)]).toEqual(before);
  });

  it('take no token of a person of the other', async () => {
    app.tokenService.signedIn(INES_ID, app.graphToken(INES));
    const question = await fabrikam().say('dismiss stale');
    const { verb, data } = question.card.button('Confirm');

    const response = await fabrikam().send({
      type: 'invoke',
      name: 'adaptiveCard/action',
      replyToId: question.id,
      value: { action: { verb, data: { ...data, reason: 'Known' } }, trigger: 'manual' },
    });

    expect(JSON.stringify(await response.json())).toContain('another account than the one you use in Teams');
    expect(app.asked('PATCH', '{alertId}', FABRIKAM)).toBe(0);
  });

  it('stand in each line of the log that is about one of them, and in the metrics', async () => {
    await contoso().say('dismiss stale');
    await fabrikam().say('alerts');
    const lines = app
      .log()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly msg: string; readonly tenantId?: string });
    const metrics = await (await fetch(`${app.origin}/metrics`)).text();

    const ofNobody = lines.filter(({ tenantId }) => tenantId === undefined).map(({ msg }) => msg);
    expect(
      [...new Set(ofNobody)].filter((msg) => !['listening', 'Store schema migrated.'].includes(msg)),
    ).toEqual([]);
    expect(new Set(lines.flatMap(({ tenantId }) => tenantId ?? []))).toEqual(new Set([CONTOSO, FABRIKAM]));
    for (const tenant of [CONTOSO, FABRIKAM])
      expect(metrics).toMatch(
        new RegExp(`^rolecall_turn_seconds_count\\{tenant="${tenant}",kind="message"\\} 1$`, 'm'),
      );
  });

  it('stand on each of their cards: a reply, an answer, what a search has found, and a post', async () => {
    const button = {
      trigger: 'manual',
      action: { type: 'Action.Execute', verb: 'alerts.list', data: { verb: 'alerts.list' } },
    };
    app.tokenService.signedIn(INES_ID, app.graphToken(INES));
    const reply = await contoso().say('alerts');
    const answer = await fabrikam().send({ type: 'invoke', name: 'adaptiveCard/action', value: button });
    const found = await fabrikam().send(SEARCH);
    await contoso(CHANNEL).say('subscribe all');
    const known = app.connector.messages.size;
    app.here(CONTOSO).sandbox.events.run('outside-pim', { count: 1, scan: true });
    await contoso(CHANNEL).say('refresh all');
    await eventually(
      () => app.connector.messages.size > known + 1 || undefined,
      () => 'Nothing was posted.',
    );

    const channel = [...app.connector.messages.values()].filter(
      ({ conversationId }) => conversationId === CHANNEL.id,
    );
    const cards = [reply.card.json, ...channel.map(({ activity }) => activity)].map((one) =>
      JSON.stringify(one),
    );
    expect(cards.filter((card) => !card.includes('"id":"tenant","text":"Contoso"'))).toEqual([]);
    for (const response of [answer, found])
      expect(await response.text()).toContain('"id":"tenant","text":"Fabrikam"');
  });
});
