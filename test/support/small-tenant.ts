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

/** Not people: two applications, a group, and a group of break-glass accounts that holds nothing. */
export const APPLICATION = 8;
export const GROUP = 9;
export const OTHER_APPLICATION = 10;
export const GLASS_GROUP = 11;
/** The directory lists for so long who has lost a role. */
const LAG_MS = 10 * 60_000;

export interface Holding {
  readonly who: number;
  readonly role: 'admin' | 'exchange';
}

export interface Order {
  readonly actorId: string;
  readonly holding: Holding;
  /** As it stood when the order arrived. */
  readonly incident: Incident;
  /** As whoever ordered had read it last, where another's order has changed it since: no reading is later than the order itself. */
  readonly readBefore?: Incident;
  /** Object ids of everyone it takes the role from, the principal among them. */
  readonly losers: readonly string[];
  /** People who can sign in and are Global Administrator when it is done. */
  readonly adminsLeft: number;
  readonly at: number;
  /** Grows whenever roles or the list of incidents change in another way. */
  readonly epoch: number;
  /** What the one who ordered had pressed. */
  readonly pressed: string;
  readonly mishap: Mishap;
}

/** One press of a button; no other is the same, whatever it was pressed for. */
export interface Pressed {
  readonly pressed: string;
}

/** What is odd about a tenant, by whom it is about. */
export interface Oddities {
  /** Accounts that cannot sign in. */
  readonly disabled: readonly number[];
  /** Who is in the group. */
  readonly members: readonly number[];
  /** Of their incidents the service does not say whose they are, or which role they are about. */
  readonly nameless: readonly number[];
  readonly roleless: readonly number[];
  /** Nobody may look into the group. */
  readonly closed: boolean;
  /** The directory lists for ten minutes who has lost the role by an order. */
  readonly lags: boolean;
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
  press,
  odd,
}: {
  readonly clock: Clock;
  readonly holdings: readonly Holding[];
  /** Incidents stay listed until the next scan, as they may at Microsoft. */
  readonly stays: boolean;
  /** The press that the work belongs to which is running now. */
  readonly press: () => Pressed | undefined;
  readonly odd: Oddities;
}) {
  let held = uniqueOf(holdings);
  let listed = held;
  let dismissed = false;
  const blind = { all: false, holders: false };
  let epoch = 0;
  let members = odd.members;
  const lately: { readonly who: number; readonly at: number }[] = [];
  const facts = new Map<string, number>();
  const changedBy: (Pressed | undefined)[] = [];
  const readings = new Map<
    Pressed | undefined,
    Map<string, { readonly incident: Incident; readonly changes: number }>
  >();
  const orders: Order[] = [];
  const dismissals: string[] = [];
  const mishaps: Mishap[] = [];

  const keyOf = ({ who, role }: Holding): string => `${role}-${who}`;

  /** People who can sign in and are Global Administrator, themselves or through the group. */
  function adminsAmong(holdings: readonly Holding[]): readonly number[] {
    const holders = holdings.filter(({ role }) => role === 'admin').map(({ who }) => who);
    const people = holders.flatMap((who) => (who === GROUP ? members : [who]));
    return [...new Set(people)].filter((who) => who < APPLICATION && !odd.disabled.includes(who));
  }

  function incidentOf(holding: Holding): Incident {
    const { who, role } = holding;
    const name = `Person ${who}`;
    return {
      id: `Incident-${keyOf(holding)}`,
      ...(odd.nameless.includes(who)
        ? {}
        : {
            principal: {
              id: idOf(who),
              name,
              ...(who < APPLICATION ? { userPrincipalName: `person.${who}@contoso.example` } : {}),
            },
          }),
      ...(odd.roleless.includes(who)
        ? {}
        : {
            role:
              role === 'admin'
                ? { id: GLOBAL_ADMINISTRATOR.id, name: GLOBAL_ADMINISTRATOR.name }
                : { id: EXCHANGE, name: 'Exchange Administrator' },
          }),
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
      const read = readings.get(press()) ?? new Map();
      for (const incident of found.incidents) read.set(incident.id, { incident, changes: changedBy.length });
      readings.set(press(), read);
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

  const kindOf = (id: string) => {
    if (id === idOf(GROUP)) return 'group' as const;
    const isApplication = [APPLICATION, OTHER_APPLICATION].map(idOf).includes(id);
    return isApplication ? ('servicePrincipal' as const) : ('user' as const);
  };
  function seeing(): void {
    if (blind.all) throw new GraphError('down', { reason: 'unavailable' });
  }

  const directory: Directory = {
    isOneOf: async (id, ids) => ids.includes(id),
    describe: async (id) => {
      seeing();
      return { id, kind: kindOf(id), name: id, enabled: true, guest: false };
    },
    rolesOf: async (id) =>
      held
        .filter(({ who }) => idOf(who) === id)
        .map(({ role }) => ({
          roleId: role === 'admin' ? GLOBAL_ADMINISTRATOR.id : EXCHANGE,
          roleName: role,
          how: 'permanent',
          through: 'direct',
        })),
    roleGroupsOf: async () => [],
    lastingHolders: async () => {
      seeing();
      if (blind.holders) throw new GraphError('down', { reason: 'unavailable' });
      const late = odd.lags ? lately.filter(({ at }) => clock.now() - at < LAG_MS) : [];
      return [...new Set([...adminsAmong(held), ...late.map(({ who }) => who)])].map(idOf);
    },
    everyoneOf: async (id) => {
      seeing();
      if (id === idOf(GLASS_GROUP)) return [id, idOf(7)];
      if (id === idOf(GROUP) && odd.closed) throw new GraphError('closed', { reason: 'forbidden' });
      return id === idOf(GROUP) ? [id, ...members.map(idOf)] : [id];
    },
    servicePrincipalOf: async () => undefined,
  };

  function scan(): void {
    epoch += 1;
    listed = held;
    dismissed = false;
  }

  function actionsFor(actor: Actor): PimAlertActions {
    return {
      dismissAlert: async () => {
        dismissed = true;
        dismissals.push(press()?.pressed ?? 'nothing');
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
        const reading = readings.get(press())?.get(incidentId);
        const since = reading ? changedBy.slice(reading.changes) : [];
        orders.push({
          actorId: actor.id,
          holding,
          incident: incidentOf(holding),
          ...(reading && since.some((by) => by !== press()) ? { readBefore: reading.incident } : {}),
          losers: [holding.who, ...(holding.who === GROUP ? members : [])].map(idOf),
          adminsLeft: adminsAmong(left).length,
          at: clock.now(),
          epoch,
          pressed: press()?.pressed ?? 'nothing',
          mishap,
        });
        if (mishap === 'refused') throw new GraphError('no', { reason: 'forbidden', status: 403 });
        const lost = new GraphError('reset', { reason: 'unavailable', maybeDone: true });
        if (mishap === 'lost-and-not-done') throw lost;
        for (const who of adminsAmong(held))
          if (!adminsAmong(left).includes(who)) lately.push({ who, at: clock.now() });
        held = left;
        if (mishap === 'lost-and-done') throw lost;
        if (mishap === 'facts-change') change();
        return { requestId: `request-${orders.length}` };
      },
    };
  }

  /** Every incident tells something else from now on. */
  function change(): void {
    changedBy.push(press());
    for (const one of held) facts.set(keyOf(one), (facts.get(keyOf(one)) ?? 0) + 1);
  }

  return {
    alerts,
    directory,
    actionsFor,
    orders,
    /** What was pressed for each. */
    dismissals,
    scan,
    /** How each incident looks now, by its key. */
    look: (): ReadonlyMap<string, string> =>
      new Map(
        all().flatMap(({ incidents }) => incidents.map((one) => [incidentKey(one), JSON.stringify(one)])),
      ),
    /** Somebody is given a role, or loses it, past Rolecall. */
    toggle: (holding: Holding): void => {
      epoch += 1;
      const isHeld = held.some((one) => keyOf(one) === keyOf(holding));
      held = isHeld ? held.filter((one) => keyOf(one) !== keyOf(holding)) : [...held, holding];
      listed = uniqueOf([...listed, ...held]);
    },
    change,
    /** Somebody comes to be in the group. */
    join: (who: number): void => {
      members = [...members, who];
    },
    /** The directory does not answer, in part or at all, until it is seen again. */
    blink: (what: 'all' | 'holders'): void => {
      blind[what] = true;
    },
    see: (): void => {
      blind.all = false;
      blind.holders = false;
    },
    suffer: (mishap: Mishap): void => void mishaps.push(mishap),
  };
}

function uniqueOf(holdings: readonly Holding[]): readonly Holding[] {
  return [...new Map(holdings.map((one) => [`${one.role}-${one.who}`, one])).values()];
}
