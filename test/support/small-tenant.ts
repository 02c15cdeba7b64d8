import { incidentKey, type Alert, type Incident } from '../../src/alerts/alert';
import { outsidePim } from '../../src/alerts/kinds/outside-pim';
import { GLOBAL_ADMINISTRATOR, tooManyGlobalAdmins } from '../../src/alerts/kinds/too-many-global-admins';
import type { Clock } from '../../src/lib/clock';
import type { Actor } from '../../src/ports/conversation';
import type { Directory } from '../../src/ports/directory';
import { GraphError, type PimAlertActions, type PimAlerts } from '../../src/ports/pim-alerts';

export const TENANT = '22222222-2222-4222-8222-222222222222';
const EXCHANGE = '29232cdf-9323-42fd-ade2-1d097af3e4de';

/** One who may hold roles: `person-0` and so on, as an object id. */
export function idOf(index: number): string {
  return `aaaaaaaa-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

export interface Holding {
  readonly who: number;
  readonly role: 'admin' | 'exchange';
}

export interface Order {
  readonly actorId: string;
  readonly holding: Holding;
  /** As it stood when the order arrived. */
  readonly incident: Incident;
  readonly adminsLeft: number;
  readonly at: number;
  /** What the one who ordered had pressed. */
  readonly pressed: string;
  readonly mishap: Mishap;
}

/** What may go wrong with one order. */
export type Mishap = 'none' | 'refused' | 'lost-and-done' | 'lost-and-not-done' | 'facts-change';

/**
 * A tenant small enough to know everything about: who holds which role, what every order found when it arrived, and what has gone
 * wrong with it. A dismissal and an answer take no time; an incident goes with its role.
 */
export function createSmallTenant({
  clock,
  holdings,
  stays,
  pressed,
}: {
  readonly clock: Clock;
  readonly holdings: readonly Holding[];
  /** Incidents stay listed until the next scan, as they may at Microsoft. */
  readonly stays: boolean;
  /** What the work that is running now was pressed for. */
  readonly pressed: () => string;
}) {
  let held = uniqueOf(holdings);
  let listed = held;
  let dismissed = false;
  const facts = new Map<string, number>();
  const orders: Order[] = [];
  const mishaps: Mishap[] = [];

  const keyOf = ({ who, role }: Holding): string => `${role}-${who}`;
  const admins = (): number[] => held.filter(({ role }) => role === 'admin').map(({ who }) => who);

  function incidentOf(holding: Holding): Incident {
    const { who, role } = holding;
    const name = `Person ${who}`;
    return {
      id: `Incident-${keyOf(holding)}`,
      principal: { id: idOf(who), name, userPrincipalName: `person.${who}@contoso.example` },
      role:
        role === 'admin'
          ? { id: GLOBAL_ADMINISTRATOR.id, name: GLOBAL_ADMINISTRATOR.name }
          : { id: EXCHANGE, name: 'Exchange Administrator' },
      facts: [{ label: 'Seen', type: 'number', value: facts.get(keyOf(holding)) ?? 0 }],
    };
  }

  function alertOf(kind: typeof outsidePim, role: Holding['role']): Alert {
    const shown = (stays ? listed : held).filter((one) => one.role === role);
    return {
      id: `DirectoryRole_${TENANT}_${kind.suffix}`,
      suffix: kind.suffix,
      slug: kind.slug,
      title: kind.title,
      severity: kind.severity,
      state: dismissed && role === 'exchange' ? 'dismissed' : 'active',
      incidentCount: shown.length,
      lastScanned: new Date(clock.now()).toISOString(),
      remediable: true,
      configurable: true,
      texts: { description: '', impact: '', howToFix: [], howToPrevent: [] },
      configuration: { type: kind.configurationType, enabled: true, settings: {} },
      incidents: shown.map(incidentOf),
      incidentsComplete: true,
    };
  }

  const all = (): Alert[] => [alertOf(outsidePim, 'exchange'), alertOf(tooManyGlobalAdmins, 'admin')];
  const readAt = (): string => new Date(clock.now()).toISOString();
  const unused = (): never => {
    throw new Error('not part of this tenant');
  };

  const alerts: PimAlerts = {
    listAlerts: async () => ({ value: all(), readAt: readAt() }),
    getAlert: async (id) => {
      const found = all().find((one) => one.id === id);
      if (!found) throw new GraphError('no such alert', { reason: 'not-found', status: 404 });
      return { value: found, readAt: readAt() };
    },
    listIncidents: unused,
    getIncident: unused,
    getOperation: unused,
    listDefinitions: unused,
    getDefinition: unused,
    listConfigurations: unused,
    getConfiguration: unused,
  };

  const directory: Directory = {
    isOneOf: async (id, ids) => ids.includes(id),
    describe: async (id) => ({ id, kind: 'user', name: id, enabled: true, guest: false }),
    rolesOf: async (id) =>
      held
        .filter(({ who }) => idOf(who) === id)
        .map(({ role }) => ({
          roleId: role === 'admin' ? GLOBAL_ADMINISTRATOR.id : EXCHANGE,
          roleName: role,
          how: 'permanent',
          through: 'direct',
        })),
    lastingHolders: async () => admins().map(idOf),
    everyoneOf: async (id) => [id],
    servicePrincipalOf: async () => undefined,
  };

  function scan(): void {
    listed = held;
    dismissed = false;
  }

  function actionsFor(actor: Actor): PimAlertActions {
    return {
      dismissAlert: async () => {
        dismissed = true;
        return {};
      },
      enableAlert: unused,
      refreshAlert: unused,
      refreshAll: unused,
      updateConfiguration: unused,
      remediateIncident: async (_alertId, incidentId) => {
        const holding = [...held, ...listed].find((one) => incidentOf(one).id === incidentId);
        if (!holding) throw new GraphError('no such incident', { reason: 'not-found', status: 404 });
        const left = held.filter((one) => keyOf(one) !== keyOf(holding));
        const mishap = mishaps.shift() ?? 'none';
        orders.push({
          actorId: actor.id,
          holding,
          incident: incidentOf(holding),
          adminsLeft: left.filter(({ role }) => role === 'admin').length,
          at: clock.now(),
          pressed: pressed(),
          mishap,
        });
        if (mishap === 'refused') throw new GraphError('no', { reason: 'forbidden', status: 403 });
        const lost = new GraphError('reset', { reason: 'unavailable', maybeDone: true });
        if (mishap === 'lost-and-not-done') throw lost;
        held = left;
        if (mishap === 'lost-and-done') throw lost;
        if (mishap === 'facts-change') change();
        return { requestId: `request-${orders.length}` };
      },
    };
  }

  /** Every incident tells something else from now on. */
  function change(): void {
    for (const one of held) facts.set(keyOf(one), (facts.get(keyOf(one)) ?? 0) + 1);
  }

  return {
    alerts,
    directory,
    actionsFor,
    orders,
    scan,
    /** How each incident looks now, by its key. */
    look: (): ReadonlyMap<string, string> =>
      new Map(
        all().flatMap(({ incidents }) => incidents.map((one) => [incidentKey(one), JSON.stringify(one)])),
      ),
    /** Somebody is given a role, or loses it, past Rolecall. */
    toggle: (holding: Holding): void => {
      const isHeld = held.some((one) => keyOf(one) === keyOf(holding));
      held = isHeld ? held.filter((one) => keyOf(one) !== keyOf(holding)) : [...held, holding];
      listed = uniqueOf([...listed, ...held]);
    },
    change,
    suffer: (mishap: Mishap): void => void mishaps.push(mishap),
  };
}

function uniqueOf(holdings: readonly Holding[]): readonly Holding[] {
  return [...new Map(holdings.map((one) => [`${one.role}-${one.who}`, one])).values()];
}
