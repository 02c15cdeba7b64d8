import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { kinds } from '../../src/alerts/kinds';

/** The alerts whose incidents name a person, so that each can be found on a card. */
export const SUFFIXES = kinds
  .filter(({ slug }) => ['outside-pim', 'stale', 'redundant', 'renewals', 'global-admins'].includes(slug))
  .map(({ suffix }) => suffix);

export interface FakeGraph {
  readonly url: string;
  /** A new incident about a person of this name. */
  raise(suffix: string, name: string): void;
  lists(): number;
  /** The most lists that were under way at once. */
  atOnce(): number;
  close(): Promise<void>;
}

/** A service that lists alerts and their incidents, and does nothing else. */
export async function startGraph({
  tenantId,
  latencyMs,
}: {
  readonly tenantId: string;
  readonly latencyMs: () => number;
}): Promise<FakeGraph> {
  const people = new Map(SUFFIXES.map((suffix): [string, string[]] => [suffix, [`${suffix}-old`]]));
  let lists = 0;
  let underWay = 0;
  let atOnce = 0;

  function alert([suffix, names]: readonly [string, readonly string[]]) {
    const id = `DirectoryRole_${tenantId}_${suffix}`;
    return {
      id,
      alertDefinitionId: id,
      scopeId: '/',
      scopeType: 'DirectoryRole',
      incidentCount: names.length,
      isActive: true,
      lastModifiedDateTime: '2026-11-23T08:00:00Z',
      lastScannedDateTime: new Date().toISOString(),
      alertDefinition: { id, displayName: suffix, severityLevel: 'medium', isRemediatable: true },
      alertConfiguration: { id, isEnabled: true },
      alertIncidents: names.map((name) => ({
        id: `incident-${name}`,
        assigneeId: `person-${name}`,
        assigneeDisplayName: name,
        assigneeUserPrincipalName: `${name}@contoso.test`,
        roleTemplateId: 'role-1',
        roleDisplayName: 'Exchange Administrator',
      })),
    };
  }

  const server = createServer((_request, response) => {
    void (async () => {
      lists += 1;
      underWay += 1;
      atOnce = Math.max(atOnce, underWay);
      let open = true;
      const over = (): void => {
        if (open) underWay -= 1;
        open = false;
      };
      response.once('close', over);
      await wait(latencyMs());
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ value: [...people].map(alert) }));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    raise: (suffix, name) => void people.get(suffix)?.push(name),
    lists: () => lists,
    atOnce: () => atOnce,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
