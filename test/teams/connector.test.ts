import { systemClock } from '../../src/lib/clock';
import type { DeliveryError } from '../../src/ports/notifier';
import { connectorTo } from '../../src/teams/connector';
import { createOutbound, type Call } from '../../src/teams/outbound';
import { startConnector, type Connector } from '../support/connector';

const TEAMS = { hosts: ['smba.trafficmanager.net'], loopbackOnly: false };

/** Where each call would go, with whose word. */
function recorded(serviceUrl: string) {
  const calls: Call[] = [];
  const outbound = { send: (call: Call) => Promise.resolve(void calls.push(call)) };
  return { calls, connector: connectorTo(serviceUrl, { outbound, serviceUrls: TEAMS }) };
}

describe('the token of the bot', () => {
  test.each([
    'https://smba.trafficmanager.net/emea/',
    'https://smba.trafficmanager.net//evil.example/',
    'https://smba.trafficmanager.net/a/..//evil.example/',
    'https://smba.trafficmanager.net///evil.example',
    'https://SMBA.trafficmanager.net:443//evil.example/?next=//evil.example#//evil.example',
  ])('stays with the channel whatever the path of its address: %s', async (serviceUrl) => {
    const { connector, calls } = recorded(serviceUrl);

    await connector.send('19:chat@thread.v2', {});
    await connector.createConversation({});

    expect(calls.map(({ url }) => url.origin)).toEqual(Array(2).fill('https://smba.trafficmanager.net'));
    expect(calls.map(({ url }) => url.search + url.hash)).toEqual(['', '']);
  });
});

describe('an id', () => {
  test('is one part of the path, whatever it holds', async () => {
    const { connector, calls } = recorded('https://smba.trafficmanager.net/emea/');

    await connector.send('19:a/../../b?c#d@thread', {}, { replyTo: 'm/1\r\nx: y' });

    expect(calls.map(({ url }) => url.href)).toEqual([
      'https://smba.trafficmanager.net/emea/v3/conversations/19%3Aa%2F..%2F..%2Fb%3Fc%23d%40thread/activities/m%2F1%0D%0Ax%3A%20y',
    ]);
  });

  test.each(['', '.', '..', '\ud800'])('that would change the path is sent nowhere: %j', async (id) => {
    const { connector, calls } = recorded('https://smba.trafficmanager.net/emea/');

    const failures = await Promise.all(
      [
        connector.send(id, {}),
        connector.send('c', {}, { replyTo: id }),
        connector.update('c', id, {}),
        connector.member('c', id),
      ].map((work) => work.catch((error: unknown) => (error as DeliveryError).outcome)),
    );

    expect(failures).toEqual(['refused', 'refused', 'refused', 'refused']);
    expect(calls).toEqual([]);
  });
});

describe('an answer without end', () => {
  let channel: Connector;
  const outbound = createOutbound({ clock: systemClock, deadlineMs: 15_000 });

  beforeEach(async () => {
    channel = await startConnector();
  });

  afterEach(async () => {
    outbound.close();
    await channel.close();
  });

  test('is not taken in', async () => {
    const serviceUrls = { hosts: [], loopbackOnly: true };
    const connector = connectorTo(channel.serviceUrl, { outbound, serviceUrls });
    channel.meetAlways({ status: 200, body: { id: 'x'.repeat(2 * 1024 * 1024) } });

    const outcomes = await Promise.all(
      [connector.send('c', {}), connector.update('c', 'm', {})].map((work) =>
        work.then(
          () => 'taken',
          (error: unknown) => (error as DeliveryError).outcome,
        ),
      ),
    );

    expect(outcomes).toEqual(['uncertain', 'retry']);
  });
});
