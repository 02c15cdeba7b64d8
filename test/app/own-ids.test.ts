import { createOwnIds } from '../../src/app/own-ids';
import { silentLog } from '../../src/lib/log';
import { GraphError } from '../../src/ports/pim-alerts';

const SCOPE = 'https://graph.microsoft.com/.default';
const APP = '7d3c1b52-6f0a-4a55-9a3e-2f6f0c7a9e11';

const tokenWith = (claims: object): string =>
  ['{}', JSON.stringify(claims), ''].map((part) => Buffer.from(part).toString('base64url')).join('.');

function ownIds(claims: object | Error, found?: string | Error, appIds: readonly string[] = [APP]) {
  const asked = { tokens: 0, apps: [] as string[] };
  const own = createOwnIds({
    credential: {
      getToken: () => {
        asked.tokens += 1;
        if (claims instanceof Error) return Promise.reject(claims);
        return Promise.resolve({ token: tokenWith(claims), expiresOnTimestamp: 0 });
      },
    },
    scope: SCOPE,
    appIds,
    directory: {
      servicePrincipalOf: (appId) => {
        asked.apps.push(appId);
        return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
      },
    },
    log: silentLog,
  });
  return { own, asked };
}

describe('the object ids of the bot itself', () => {
  it('are the one in the token of its Graph identity and the one of its channel identity, asked once', async () => {
    const { own, asked } = ownIds({ oid: 'graph-object', appid: 'another' }, 'channel-object');

    expect(await own()).toEqual(['graph-object', 'channel-object']);
    expect(await own()).toEqual(['graph-object', 'channel-object']);
    expect(asked).toEqual({ tokens: 1, apps: [APP] });
  });

  it('need no directory where both are one application', async () => {
    const { own, asked } = ownIds({ oid: 'object', appid: APP.toUpperCase() });

    expect(await own()).toEqual(['object']);
    expect(asked.apps).toEqual([]);
  });

  it('lack an application that the tenant does not have', async () => {
    expect(await ownIds({ oid: 'object' }).own()).toEqual(['object']);
  });

  it.each([
    ['no token can be had', new Error('no'), undefined],
    ['the token names no object', { appid: APP }, undefined],
    ['the directory refuses', { oid: 'object' }, new GraphError('no', { reason: 'forbidden' })],
  ])('are not known where %s, and are asked for again', async (_what, claims, found) => {
    const { own, asked } = ownIds(claims, found);

    expect(await own()).toBeUndefined();
    expect(await own()).toBeUndefined();
    expect(asked.tokens).toBe(2);
  });

  it('are none where Graph asks for no token', async () => {
    const directory = { servicePrincipalOf: () => Promise.reject(new Error('not asked')) };
    const own = createOwnIds({
      credential: undefined,
      scope: SCOPE,
      appIds: [],
      directory,
      log: silentLog,
    });

    expect(await own()).toEqual([]);
  });
});
