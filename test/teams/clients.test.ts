import { silentLog } from '../../src/lib/log';
import { createTeamsAdapter, type TeamsAdapter } from '../../src/teams/adapter';
import { fakeClock } from '../support/clock';

describe('clients of the channel', () => {
  let adapter: TeamsAdapter;

  beforeEach(() => {
    adapter = createTeamsAdapter({
      app: { kind: 'none' },
      serviceUrls: { hosts: [], loopbackOnly: true },
      clock: fakeClock(),
      log: silentLog,
    });
  });

  afterEach(() => adapter.close());

  it('are made once for each address', async () => {
    const [first, again, other] = await Promise.all([
      adapter.connector('http://127.0.0.1:1/a/'),
      adapter.connector('http://127.0.0.1:1/a/'),
      adapter.connector('http://127.0.0.1:1/b/'),
    ]);

    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('are not kept for ever, however many addresses come by', async () => {
    const first = await adapter.connector('http://127.0.0.1:1/first/');
    for (let port = 1; port <= 32; port += 1) await adapter.connector(`http://127.0.0.1:${port}/`);

    expect(await adapter.connector('http://127.0.0.1:1/first/')).not.toBe(first);
  });

  it('still refuse an address that is not the channel’s', async () => {
    await adapter.connector('http://127.0.0.1:1/');

    await expect(adapter.connector('https://elsewhere.example/')).rejects.toThrow('not one of the channel');
  });

  it('share one client for people’s tokens', async () => {
    expect(await adapter.userTokenClient()).toBe(await adapter.userTokenClient());
  });
});
