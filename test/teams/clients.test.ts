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

  it('refuse an address that is not the channel’s', () => {
    expect(() => adapter.connector('https://elsewhere.example/')).toThrow('not one of the channel');
  });

  it('share one client for people’s tokens', async () => {
    expect(await adapter.userTokenClient()).toBe(await adapter.userTokenClient());
  });
});
