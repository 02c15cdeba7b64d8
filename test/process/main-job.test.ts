import { CURRENT_USER, OTHERS, type Person } from '../../src/sandbox/people';
import { readCard } from '../support/card';
import { startConnector, type Connector } from '../support/connector';
import { eventually, startRolecall, type Program } from '../support/process';
import { createTalk, type Place, type Shown, type Talk } from '../support/talk';

// One program for all of it: each test minds other alerts, or only looks.
jest.setTimeout(120_000);

const CHANNEL: Place = { id: '19:alerts@thread.tacv2', type: 'channel', teamId: '19:team@thread.tacv2' };
const GROUP: Place = { id: '19:group@thread.v2', type: 'groupChat' };

let connector: Connector;
let program: Program;
let endpoint: string;
let sandbox: string;

beforeAll(async () => {
  connector = await startConnector();
  ({ program, endpoint, sandbox } = await startRolecall({ SWEEP_CRON: '*/2 * * * * *' }));
});

afterAll(async () => {
  const { code } = await program.stop();
  await connector.close();

  expect(code).toBe(0);
});

/** Each test has a chat of its own. */
function talkOf(person: Person, place: Place): Talk {
  return createTalk({ endpoint, connector, person, place });
}

function chat(name: string): Place {
  return { id: `a:${name}`, type: 'personal' };
}

function someone(userPrincipalName: string): Person {
  const found = OTHERS.find((person) => person.userPrincipalName.startsWith(userPrincipalName));
  if (!found) throw new Error(`Nobody is called ${userPrincipalName}.`);
  return found;
}

function happens(event: Readonly<Record<string, unknown>>): Promise<Response> {
  return fetch(`${sandbox}/events`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(event),
  });
}

/** The card once the scan that it follows is over. */
function onceScanned(talk: Talk, shown: Shown): Promise<Shown> {
  return eventually(
    () => {
      const now = talk.now(shown);
      return now.card.text.includes('Scanning') ? undefined : now;
    },
    () => `The scan never ended:\n${talk.now(shown).card.text}`,
  );
}

describe('a person who manages alerts in a personal chat', () => {
  it('sees all seven alerts and opens one of them in place', async () => {
    const talk = talkOf(CURRENT_USER, chat('look'));
    await talk.install();

    const list = await talk.say('alerts');
    const alert = await talk.press(list, 'Open', { about: 'global-admins' });

    expect(list.card.titles.filter((title) => title === 'Open')).toHaveLength(7);
    expect(list.card.text).toContain('Roles are assigned outside PIM');
    expect(alert.id).toBe(list.id);
    expect(alert.card.text).toContain('Too many global administrators');
    expect(alert.card.titles).toEqual(
      expect.arrayContaining(['Refresh', 'Incidents', 'Dismiss', 'Configure']),
    );
  });

  it('remediates one incident after being asked, and the next scan no longer finds it', async () => {
    const talk = talkOf(CURRENT_USER, chat('remediate'));
    const alert = await talk.say('alert outside-pim');
    expect(alert.card.text).toContain('Paolo Ricci');

    const question = await talk.say('remediate outside-pim Paolo Ricci');
    const done = await talk.press(question, 'Confirm', { inputs: { reason: 'Nobody asked for it' } });
    const scan = await onceScanned(talk, await talk.say('refresh outside-pim'));
    const after = await talk.say('alert outside-pim');

    expect(question.card.text).toContain('Paolo Ricci will lose the role Exchange Administrator');
    expect(done.card.text).toContain('Done');
    expect(scan.card.text).not.toContain('Failed');
    expect(after.card.text).not.toContain('Paolo Ricci');
  });

  it('searches the alerts from the compose box and shares one', async () => {
    const talk = talkOf(CURRENT_USER, chat('search'));

    const response = await talk.send({
      type: 'invoke',
      name: 'composeExtension/query',
      value: { commandId: 'alerts', parameters: [{ name: 'words', value: 'stale' }] },
    });
    const { composeExtension } = (await response.json()) as {
      composeExtension: { type: string; attachments: { content: unknown }[] };
    };

    expect(composeExtension.type).toBe('result');
    expect(composeExtension.attachments.map(({ content }) => readCard(content).text)).toEqual([
      expect.stringContaining('Stale accounts hold privileged roles'),
    ]);
  });

  it('thinks again, and nothing is changed', async () => {
    const talk = talkOf(CURRENT_USER, chat('cancel'));
    const question = await talk.say('dismiss no-mfa because we know');

    const answer = await talk.press(question, 'Cancel');

    expect(answer.card.text).toContain('Nothing was changed');
    expect((await talk.say('alert no-mfa')).card.titles).toContain('Dismiss');
  });

  it('dismisses an alert with a reason and brings it back', async () => {
    const talk = talkOf(CURRENT_USER, chat('dismiss'));
    const question = await talk.press(await talk.say('alert renewals'), 'Dismiss');

    const dismissed = await talk.press(question, 'Confirm', { inputs: { reason: 'A training day' } });
    const back = await talk.press(dismissed, 'Re-enable');

    expect(dismissed.card.text).toContain('Dismissed: Roles are activated too often in a row');
    expect(dismissed.card.text).toContain('A training day');
    expect(back.card.text).toContain('Re-enabled');
  });

  it('changes a threshold through the form that shows the current one', async () => {
    const talk = talkOf(CURRENT_USER, chat('configure'));
    const form = await talk.press(await talk.say('alert stale'), 'Configure');

    const question = await talk.press(form, 'Confirm', {
      inputs: { duration: '60 days', reason: 'Parental leave' },
    });
    const done = await talk.press(question, 'Confirm', { inputs: { reason: 'Parental leave' } });

    expect(form.card.inputs['duration']).toBe('30 days');
    expect(question.card.text).toContain('30 days → 60 days');
    expect(done.card.text).toContain('Done');
    expect((await talk.say('configure stale')).card.inputs['duration']).toBe('60 days');
  });

  it('is told the range when a threshold lies outside it', async () => {
    const talk = talkOf(CURRENT_USER, chat('range'));

    const answer = await talk.say('configure global-admins globalAdminCountThreshold=5000');

    expect(answer.card.text).toMatch(/2.*100/);
  });

  it('has one alert scanned and all of them, each told in the same card to the end', async () => {
    const talk = talkOf(someone('tomasz'), chat('refresh'));

    const one = await talk.say('refresh redundant');
    const all = await talk.say('refresh all');
    const oneAfter = await onceScanned(talk, one);
    const allAfter = await onceScanned(talk, all);

    expect(one.card.text).toContain('Scanning: Eligible administrators do not use their role');
    expect(all.card.text).toContain('Scanning: every alert');
    expect(oneAfter.card.text).toContain('Eligible administrators do not use their role');
    expect(allAfter.card.text).toContain('Too many global administrators');
  });

  it('gets the same from a client that knows only Action.Submit', async () => {
    const talk = talkOf(someone('tomasz'), chat('submit'));
    const list = await talk.say('alerts');

    const alert = await talk.submit(list, 'Open', { about: 'outside-pim' });

    expect(alert.card.text).toContain('Somebody was given a privileged role directly');
  });
});

describe('a channel', () => {
  it('subscribes, is told of new incidents by itself with working buttons, and unsubscribes', async () => {
    const talk = talkOf(someone('tomasz'), CHANNEL);
    await talk.install();
    const subscribed = await talk.say('subscribe outside-pim');

    await happens({ event: 'storm', count: 3, scan: true });
    const post = await talk.next();
    const alert = await talk.press(post, 'Open the alert');
    const unsubscribed = await talk.say('unsubscribe');

    expect(subscribed.card.text).toContain('Roles are assigned outside PIM');
    expect(post.card.text).toContain('Roles are assigned outside PIM');
    expect(post.card.text).toContain('Contractor');
    expect(alert.card.text).toContain('Somebody was given a privileged role directly');
    expect(unsubscribed.card.text).toMatch(/no longer|nothing/i);
  });

  it('hears the bot in a group chat as well', async () => {
    const talk = talkOf(someone('tomasz'), GROUP);

    const list = await talk.say('&nbsp;ALERTS ');

    expect(list.card.titles).toContain('Open');
  });
});

describe('a person without the right to change anything', () => {
  it('reads, and is told what is missing when they try to change something', async () => {
    const talk = talkOf(someone('priya'), chat('reader'));
    const alert = await talk.say('alert redundant');
    expect(alert.card.text).toContain('Eligible administrators do not use their role');

    const question = await talk.say('dismiss redundant because I say so');
    const answer = question.card.titles.includes('Confirm')
      ? await talk.press(question, 'Confirm', { inputs: { reason: 'because I say so' } })
      : question;

    expect(answer.card.text).toMatch(/role|allowed|permission/i);
    expect(answer.card.text).not.toContain('Done');
    expect((await talk.say('alert redundant')).card.titles).not.toContain('Re-enable');
  });
});

describe('input that is wrong', () => {
  it('gets a suggestion for a near miss, for an unknown alert and for nonsense', async () => {
    const talk = talkOf(someone('mateo'), chat('wrong'));

    const nearMiss = await talk.say('alrets');
    const unknown = await talk.say('alert outside-pin');
    const nonsense = await talk.say('frobnicate the widgets');

    expect(nearMiss.card.text).toContain('alerts');
    expect(unknown.card.text).toContain('outside-pim');
    expect(nonsense.card.text).toContain('help');
  });

  it('is answered with an out-of-date card when a button says what no button says', async () => {
    const talk = talkOf(someone('mateo'), chat('tampered'));

    const response = await talk.send({
      type: 'invoke',
      name: 'adaptiveCard/action',
      value: { action: { type: 'Action.Execute', verb: 'tenant.delete', data: { alert: '../../me' } } },
    });

    const answer: unknown = await response.json();
    expect(response.status).toBe(200);
    expect(answer).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive' });
    expect(JSON.stringify(answer)).toMatch(/out of date/i);
  });

  it.each([
    ['a list', '[]', 400],
    ['no JSON', '{"type":', 400],
    ['an activity without type', '{"channelId":"msteams"}', 400],
    ['300 KB', JSON.stringify({ type: 'message', text: 'x'.repeat(300_000) }), 413],
  ])('refuses %s, says nothing of itself, and goes on', async (_name, body, status) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    });

    expect(response.status).toBe(status);
    expect(await response.text()).not.toMatch(/error:|stack|restify/i);
    expect((await fetch(new URL('/healthz', endpoint))).status).toBe(200);
  });

  it('refuses an activity that would have the answer sent elsewhere', async () => {
    const talk = talkOf(someone('mateo'), chat('elsewhere'));

    const response = await talk.send({
      type: 'message',
      text: 'alerts',
      serviceUrl: 'https://phish.example/',
    });

    expect(response.status).toBe(403);
  });
});

describe('the operator', () => {
  it('finds the program alive, ready and counted', async () => {
    const [alive, ready, metrics] = await Promise.all(
      ['/healthz', '/readyz', '/metrics'].map((page) => fetch(new URL(page, endpoint))),
    );

    expect(alive?.status).toBe(200);
    expect(ready?.status).toBe(200);
    expect(await metrics?.text()).toMatch(/^# TYPE rolecall_/m);
  });
});
