import { CURRENT_USER as INES, OTHERS } from '../../src/sandbox/people';
import { startConnector, type Connector } from '../support/connector';
import { startRolecall, type Program } from '../support/process';
import { createTalk, type Place } from '../support/talk';

// The sandbox as a visitor meets it: rights and sign-ins of its people, without a tenant.
jest.setTimeout(120_000);

const AIKO = OTHERS.find(({ role }) => role?.how === 'eligible') ?? INES;
const [TOMASZ = INES] = OTHERS;
const REASON = { inputs: { reason: 'It is time' } };

let connector: Connector;
let program: Program;
let endpoint: string;
let sandbox: string;

beforeAll(async () => {
  connector = await startConnector();
  ({ program, endpoint, sandbox } = await startRolecall({ SWEEP_CRON: '0 0 1 1 *' }));
});

afterAll(async () => {
  await program.stop();
  await connector.close();
});

const PLACES: readonly Place[] = [
  { id: 'a:own-chat', type: 'personal' },
  { id: '19:group@thread.v2', type: 'groupChat' },
  { id: '19:alerts@thread.tacv2', type: 'channel', teamId: '19:team@thread.tacv2' },
];

it('whoever is only eligible is shown which role to activate, and the same button works after that', async () => {
  const talk = createTalk({ endpoint, connector, person: AIKO, place: { id: 'a:aiko', type: 'personal' } });
  const question = await talk.say('dismiss renewals');

  const refused = await talk.press(question, 'Confirm', REASON);
  const still = await talk.press(refused, 'Try again');
  const happened = await fetch(`${sandbox}/events`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ event: 'activate-role' }),
  });
  const done = await talk.press(still, 'Try again');

  expect(refused.card.text).toContain('Activate Privileged Role Administrator in PIM');
  expect(still.card.text).toContain('Activate Privileged Role Administrator in PIM');
  expect(await happened.text()).toContain('Aiko Brandt activates Privileged Role Administrator');
  expect(done.card.text).toContain('Dismissed:');
});

it.each(PLACES)('signed out in a $type is asked to sign in, and goes on by a button', async (place) => {
  const talk = createTalk({ endpoint, connector, person: INES, place });
  await talk.say('sign out');

  const asked = await talk.say('refresh license');
  const early = await talk.press(asked, 'Go on');
  const page = await fetch(linkOn(early.card.json));
  const done = await talk.press(early, 'Go on');

  expect(asked.card.text).toContain('Sign in first');
  expect(early.card.text).toContain('Sign in first');
  expect(await page.text()).toContain('Ines Okafor');
  expect(done.card.text).toContain('Scan');
});

it('a question answered while signed out is answered by the same press after the sign-in', async () => {
  const talk = createTalk({
    endpoint,
    connector,
    person: TOMASZ,
    place: { id: 'a:tomasz', type: 'personal' },
  });
  const question = await talk.say('dismiss no-mfa');
  await talk.say('sign out');

  const asked = await talk.press(question, 'Confirm', REASON);
  await fetch(linkOn(asked.card.json));
  const done = await talk.press(asked, 'Go on');
  const again = await talk.press(asked, 'Go on');

  expect(asked.card.text).toContain('Sign in first');
  expect(done.card.text).toContain('Dismissed:');
  expect(done.card.text).toContain('It is time');
  expect(again.card.text).not.toContain('Dismissed:');
});

function linkOn(card: unknown): string {
  const [link = ''] =
    /http:\/\/127\.0\.0\.1:\d+\/sandbox\/sign-in\?ticket=[\w-]+/.exec(JSON.stringify(card)) ?? [];
  return link;
}
