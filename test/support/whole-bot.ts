import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { TestAdapter, type Activity } from 'botbuilder';
import { actingBy } from '../../src/app/teams';
import { createProblems } from '../../src/app/problems';
import { createAuthority } from '../../src/bot/authorise';
import { createBot } from '../../src/bot/bot';
import { createCommandLimits } from '../../src/bot/limits';
import { createLobby } from '../../src/bot/lobby';
import { createMemberships } from '../../src/bot/memberships';
import { createRefusals } from '../../src/bot/refusals';
import type { BotTenant } from '../../src/bot/speaker';
import { createTurn } from '../../src/bot/turn';
import { everyCapability } from '../../src/capabilities';
import type { Policy } from '../../src/capabilities/capability';
import { createGraphClient } from '../../src/graph/client';
import { createDirectory } from '../../src/graph/directory';
import { createPimAlertActions } from '../../src/graph/pim-alert-actions';
import { createPimAlerts } from '../../src/graph/pim-alerts';
import { sharePimAlerts } from '../../src/graph/shared-reads';
import { silentLog, type Log } from '../../src/lib/log';
import { systemRandom } from '../../src/lib/random';
import type { Directory } from '../../src/ports/directory';
import type { Members } from '../../src/ports/members';
import type { PimAlerts } from '../../src/ports/pim-alerts';
import type { Store } from '../../src/ports/store';
import type { UserTokens } from '../../src/ports/user-tokens';
import { APP_PERMISSIONS } from '../../src/sandbox/app-credential';
import { PEOPLE, TENANT_ID, type Person } from '../../src/sandbox/people';
import { createSandbox, type Sandbox } from '../../src/sandbox/sandbox';
import { openStore } from '../../src/store/open-store';
import { createSending } from '../../src/watch/sending';
import { createSlots } from '../../src/watch/slots';
import { createWatch } from '../../src/watch/watch';
import { buttonNamed, seen, type SeenCard } from './seen-card';
import { fakeClock } from './clock';
import { recordingNotifier } from './fakes';

export const BOT = { id: '28:rolecall', name: 'Rolecall' };

/** The Playground's people, by first name. */
export function somebody(givenName: string): Person {
  const found = PEOPLE.find((person) => person.givenName === givenName);
  if (!found) throw new Error(`Nobody is called ${givenName}`);
  return found;
}

export const [INES, TOMASZ, PRIYA, AIKO, SAMIR] = ['Ines', 'Tomasz', 'Priya', 'Aiko', 'Samir'].map(
  somebody,
) as [Person, Person, Person, Person, Person];

export interface BotOptions {
  readonly readers?: readonly string[];
  readonly operators?: readonly string[];
  readonly writesAs?: 'user' | 'app';
  readonly policy?: Partial<Policy>;
  /** In place of the pretend tenant's. */
  readonly userTokens?: (sandbox: Sandbox) => UserTokens;
  /** Of the app in the pretend tenant. */
  readonly permissions?: readonly string[];
  readonly directory?: (real: Directory) => Directory;
  readonly alerts?: (real: PimAlerts) => PimAlerts;
  readonly store?: (real: Store) => Store;
  readonly log?: Log;
  /** Given: the bot defends its tenant, and these are who Teams knows. */
  readonly members?: Members;
  /** Commands a minute. */
  readonly commands?: number;
  readonly maxRetries?: number;
  readonly pageSize?: number;
  readonly expandLimit?: number;
}

export interface Speaking {
  readonly as?: Person;
  readonly where?: 'personal' | 'channel' | 'group';
  /** Members of the activity to replace. */
  readonly with?: Partial<Activity>;
}

/** What came back for one activity. */
export interface Heard {
  /** Messages sent into the conversation. */
  readonly sent: readonly Partial<Activity>[];
  /** Messages of the bot that were replaced. */
  readonly replaced: readonly Partial<Activity>[];
  /** The answer to an invoke. */
  readonly answer: { readonly status: number; readonly body?: InvokeBody } | undefined;
  readonly result: unknown;
}

export interface InvokeBody {
  readonly statusCode: number;
  readonly type: string;
  readonly value: unknown;
}

export type WholeBot = Awaited<ReturnType<typeof startBot>>;

/**
 * The whole bot as `app.ts` puts it together, between botbuilder's own test adapter and the sandbox tenant behind the real Graph
 * client. Only the channel is pretended, and time stands still until it is told to pass.
 */
export async function startBot(options: BotOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-bot-'));
  const clock = fakeClock();
  const log = options.log ?? silentLog;
  const sandbox = createSandbox({
    clock,
    random: systemRandom,
    log: silentLog,
    ...(options.pageSize ? { pageSize: options.pageSize } : {}),
    ...(options.expandLimit ? { expandLimit: options.expandLimit } : {}),
  });
  const { url } = await sandbox.start();
  const opened = await openStore({ dataDir: folder, clock, log: silentLog });
  const store = options.store?.(opened) ?? opened;
  const wire = countedFetch();
  const client = createGraphClient({
    baseUrl: url,
    credential: sandbox.appCredential(options.permissions ?? permissionsOf(options)),
    fetch: wire.fetch,
    clock,
    log,
    maxRetries: options.maxRetries ?? 0,
  });
  const sharedAlerts = sharePimAlerts(createPimAlerts({ client, log }), { clock });
  const alerts = options.alerts?.(sharedAlerts) ?? sharedAlerts;
  const realDirectory = createDirectory({ client, log });
  const directory = options.directory?.(realDirectory) ?? realDirectory;
  const actionsAs = (token?: string) =>
    createPimAlertActions({
      client,
      afterChange: () => sharedAlerts.invalidate(),
      ...(token === undefined ? {} : { token }),
    });
  const notifier = recordingNotifier(clock);
  const shared = { store, notifier, clock, random: systemRandom, log };
  const sender = createSending({ ...shared, tenants: [TENANT_ID] });
  const watch = createWatch({
    ...shared,
    tenantId: TENANT_ID,
    alerts,
    sender,
    slots: createSlots({ clock }),
    cron: '*/10 * * * *',
    ...(options.writesAs === 'app' ? { ownActions: actionsAs() } : {}),
  });
  const writesAs = options.writesAs ?? 'user';
  const people = options.userTokens?.(sandbox) ?? sandbox.userTokens;
  const acting = actingBy(writesAs === 'user' ? people : undefined, actionsAs);
  const rights = { readers: options.readers ?? [], operators: options.operators ?? [], writesAs };
  const tenant: BotTenant = {
    rights,
    turn: createTurn({
      capabilities: everyCapability(),
      authority: createAuthority({ rights, directory }),
      acting,
    }),
    tools: {
      alerts,
      directory,
      store,
      clock,
      random: systemRandom,
      log: log.with({ tenantId: TENANT_ID }),
      problems: createProblems({ store, watch }),
      refreshes: watch.refreshes,
      policy: {
        breakGlass: [],
        own: () => Promise.resolve([]),
        minimumGlobalAdmins: 2,
        acceptMaxDays: 90,
        cron: '*/10 * * * *',
        writesAs,
        twoPerson: 'off',
        ...options.policy,
      },
    },
    signOut: (actor, conversation) => people.signOut(actor, conversation),
  };
  const bot = createBot({
    tenants: new Map([[TENANT_ID, tenant]]),
    clock,
    log,
    notifier,
    memberships: createMemberships({ conversations: store.conversations, log }),
    admit: createLobby({
      tenants: new Set([TENANT_ID]),
      authenticated: options.members !== undefined,
      conversations: store.conversations,
      members: options.members ?? { find: () => Promise.resolve(undefined) },
      limits: createCommandLimits({ commands: options.commands ?? 1000, seconds: 60 }),
      refusals: createRefusals({ clock, log }),
      log,
    }),
  });

  async function hear(activity: Partial<Activity>, speaking: Speaking = {}): Promise<Heard> {
    const adapter = new TestAdapter();
    const replaced: Partial<Activity>[] = [];
    adapter.updateActivity = (_context, changed) => {
      replaced.push(changed);
      return Promise.resolve({ id: changed.id ?? '' });
    };
    const result: unknown[] = [];
    const whole = { ...envelope(speaking), ...activity, ...speaking.with } as Activity;
    await adapter.processActivity(whole, async (context) => {
      result.push((await bot.run(context)).refusal);
      // What takes long is said behind the request.
      const isSilent = adapter.activityBuffer.length + replaced.length === 0;
      if (whole.type === 'message' && isSilent) await bot.settled();
    });
    const answers = adapter.activityBuffer.filter(({ type }) => type === 'invokeResponse');
    return {
      sent: adapter.activityBuffer.filter(({ type }) => type !== 'invokeResponse'),
      replaced,
      answer: answers.at(-1)?.value,
      result: result[0],
    };
  }

  /** The card that answers an activity, whichever way it came; every one of its buttons is checked on the way. */
  function cardOf({ sent, replaced, answer }: Heard): SeenCard {
    if (answer) {
      if (answer.status !== 200) throw new Error(`The invoke was answered with HTTP ${answer.status}`);
      if (answer.body?.type !== 'application/vnd.microsoft.card.adaptive')
        throw new Error(`The invoke was answered with ${JSON.stringify(answer.body)}`);
      return seen(answer.body.value);
    }
    const [message] = [...replaced, ...sent];
    return seen(message?.attachments?.[0]?.content);
  }

  const invoke = (value: unknown, speaking?: Speaking): Promise<Heard> =>
    hear({ type: 'invoke', name: 'adaptiveCard/action', replyToId: 'card-1', value }, speaking);
  const verb = async (payload: Readonly<Record<string, unknown>>, speaking?: Speaking) =>
    cardOf(await invoke(pressed(payload), speaking));

  const talk = {
    clock,
    sandbox,
    store,
    notifier,
    watch: {
      ...watch,
      start: () => {
        sender.start();
        watch.start();
      },
    },
    bot,
    url,
    hear,
    cardOf,
    invoke,
    /** A button's payload, as an `Action.Execute` carries it. */
    verb,
    say: async (text: string, speaking?: Speaking) => cardOf(await hear({ type: 'message', text }, speaking)),
    press: (card: SeenCard, title: string, inputs: Readonly<Record<string, unknown>> = {}, as?: Speaking) =>
      verb({ ...buttonNamed(card, title).data, ...inputs }, as),
    /** The same button where the client knows no Universal Actions: a message with a value. */
    submit: async (
      card: SeenCard,
      title: string,
      inputs: Readonly<Record<string, unknown>> = {},
      speaking?: Speaking,
    ) =>
      hear(
        {
          type: 'message',
          replyToId: 'card-1',
          value: { ...buttonNamed(card, title).fallback, ...inputs },
        },
        speaking,
      ),
    /** From words to the card that asks, to the card that says how it went. */
    confirm: async (text: string, inputs: Readonly<Record<string, unknown>> = {}, speaking?: Speaking) => {
      const card = await talk.say(text, speaking);
      return talk.press(card, 'Confirm', { reason: 'It is time', ...inputs }, speaking);
    },
    /** The same, where the first answer may be a refusal already. */
    confirmOrSee: async (
      text: string,
      inputs: Readonly<Record<string, unknown>>,
      speaking?: Speaking,
    ): Promise<SeenCard> => {
      const card = await talk.say(text, speaking);
      const asks = card.buttons.some(({ title }) => title === 'Confirm');
      return asks ? talk.press(card, 'Confirm', inputs, speaking) : card;
    },
    event: (name: string, request: { count?: number; person?: string; scan?: boolean } = {}) => {
      if (!sandbox.events.run(name, { count: 1, ...request })) throw new Error(`No event ${name}`);
    },
    fault: async (fault: string, more: Readonly<Record<string, unknown>> = {}) => {
      const response = await fetch(`${url}/sandbox/faults`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ fault, ...more }),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    /** Changes made past Rolecall, by a script of somebody else. */
    elsewhere: createPimAlertActions({
      client: createGraphClient({
        baseUrl: url,
        credential: sandbox.appCredential([...APP_PERMISSIONS, 'RoleManagementAlert.ReadWrite.Directory']),
        clock,
        log,
        maxRetries: 0,
      }),
      afterChange: () => undefined,
    }),
    /** How often a route was asked, for example `POST …/remediate`. */
    asked: (method: string, ending: string) =>
      Object.entries(sandbox.requests.counts().routes)
        .filter(([route]) => route.startsWith(`${method} `) && route.endsWith(ending))
        .reduce((sum, [, count]) => sum + count, 0),
    /** Lets time pass in small steps, each only when nothing is on its way to Graph. */
    pass: async (ms: number, step = 500) => {
      for (let left = ms; left > 0; left -= step) {
        await wire.quiet();
        await clock.advance(Math.min(step, left));
      }
      await wire.quiet();
    },
    /** Lets time pass until it is so. */
    passUntil: async (isSo: () => boolean, limitMs = 60_000) => {
      for (let passed = 0; !isSo(); passed += 500) {
        if (passed > limitMs) throw new Error('It never came to be so.');
        await talk.pass(500);
      }
    },
    /** Waits, without time passing, until it is so. */
    until: async (isSo: () => boolean) => {
      for (let turns = 0; !isSo(); turns += 1) {
        if (turns > 200_000) throw new Error('It never came to be so.');
        await setImmediate();
      }
    },
    audit: async () => (await store.audit.list(TENANT_ID)).toReversed(),
    close: async () => {
      await watch.stop();
      await sender.stop();
      await bot.settled();
      await sandbox.stop();
      await opened.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return talk;
}

/** The value of an `adaptiveCard/action` invoke. */
export function pressed(payload: Readonly<Record<string, unknown>>, more: object = {}) {
  return {
    action: { type: 'Action.Execute', verb: payload['verb'], data: payload },
    trigger: 'manual',
    ...more,
  };
}

function permissionsOf({ writesAs }: BotOptions): readonly string[] {
  return writesAs === 'app'
    ? [...APP_PERMISSIONS, 'RoleManagementAlert.ReadWrite.Directory']
    : APP_PERMISSIONS;
}

function envelope({ as = INES, where = 'personal' }: Speaking): Partial<Activity> {
  const places = {
    personal: { id: `a:${as.playgroundId}`, conversationType: 'personal' },
    group: { id: '19:chat@thread.v2', conversationType: 'groupChat', isGroup: true },
    channel: {
      id: '19:alerts@thread.tacv2;messageid=1700000000000',
      conversationType: 'channel',
      isGroup: true,
    },
  };
  return {
    id: systemRandom.uuid(),
    channelId: 'msteams',
    serviceUrl: 'http://127.0.0.1:1/',
    from: { id: `29:${as.playgroundId}`, name: as.name, aadObjectId: as.aadObjectId },
    recipient: BOT,
    conversation: { ...places[where], tenantId: TENANT_ID } as Activity['conversation'],
    localTimezone: 'UTC',
  };
}

/** The platform's `fetch`, with a way to know that nothing is on its way. */
function countedFetch() {
  let onTheWay = 0;
  return {
    fetch: async (url: string, init: RequestInit): Promise<Response> => {
      onTheWay += 1;
      try {
        const response = await fetch(url, init);
        const text = await response.text();
        const hasBody = ![204, 205, 304].includes(response.status);
        return new Response(hasBody ? text : null, response);
      } finally {
        onTheWay -= 1;
      }
    },
    quiet: async () => {
      for (let turns = 0; turns < 30; turns += 1) {
        await setImmediate();
        if (onTheWay > 0) turns = 0;
      }
    },
  };
}
