import { connectGraph } from '../../src/app/graph';
import { connectTeams } from '../../src/app/teams';
import { loadConfig } from '../../src/config';
import { systemClock as clock } from '../../src/lib/clock';
import { createLog } from '../../src/lib/log';
import { systemRandom as random } from '../../src/lib/random';
import type { SweepWrite } from '../../src/ports/knowledge';
import type { Notifier } from '../../src/ports/notifier';
import { openStore } from '../../src/store/open-store';
import { defaultLeaseTimes, type LeaseTimes } from '../../src/watch/lease-times';
import { defaultLimits } from '../../src/watch/limits';
import { createSending } from '../../src/watch/sending';
import { createSlots } from '../../src/watch/slots';
import { createWatch } from '../../src/watch/watch';
import type { Moment } from './moments';

export interface WorkerOptions {
  readonly name: string;
  readonly graph: string;
  readonly store: { readonly url: string } | { readonly dataDir: string };
  readonly times?: LeaseTimes;
  /** The pace of all replicas together, in place of what is shipped. */
  readonly perSecond?: number;
}

/** One replica as it is shipped, less its inbound side: it watches, posts under its own name and says what it has committed. */
async function main(options: WorkerOptions): Promise<void> {
  const log = createLog('silent');
  const config = loadConfig({ GRAPH_BASE_URL: options.graph, SWEEP_CRON: '* * * * * *' });
  const parts = { clock, random, log };
  const [tenant] = config.tenants;
  const graph = await connectGraph(tenant, { ...parts, config, onCall: () => undefined });
  const teams = connectTeams(config, parts);
  const store = await openStore({ ...options.store, log });
  const { outbox, knowledge } = store;
  const sent: typeof outbox.sent = async (post, activityId, along) => {
    const done = await told('commit', () => outbox.sent(post, activityId, along));
    if (done) say(`committed ${activityId ?? ''}`);
    return done;
  };
  const shared = {
    ...parts,
    store: {
      ...store,
      outbox: { ...outbox, sent },
      knowledge: { ...knowledge, write: (sweep: SweepWrite) => told('write', () => knowledge.write(sweep)) },
    },
    notifier: named(options.name, teams.notifier),
    times: options.times ?? defaultLeaseTimes,
  };
  const tenantId = tenant.id;
  const { perSecond = defaultLimits.perSecond } = options;
  const limits = { ...defaultLimits, perSecond };
  const sender = createSending({ ...shared, tenants: [tenantId], limits });
  const watch = createWatch({
    ...shared,
    tenantId,
    alerts: {
      ...graph.alerts,
      listAlerts: (how) => told('read', () => graph.alerts.listAlerts(how)),
    },
    sender,
    slots: createSlots({ clock }),
    cron: tenant.sweep.cron,
  });
  sender.start();
  watch.start();
  // Whoever started it is gone, however that ended.
  process.stdin.on('end', () => process.exit()).resume();
  say('ready');
}

function named(name: string, notifier: Notifier): Notifier {
  return {
    post: (to, message, signal) =>
      told('send', () => notifier.post({ ...to, bot: { ...to.bot, name } }, message, signal)),
    reply: (to, activityId, message, signal) =>
      told('send', () => notifier.reply({ ...to, bot: { ...to.bot, name } }, activityId, message, signal)),
    update: (to, activityId, message, signal) =>
      told('send', () => notifier.update(to, activityId, message, signal)),
  };
}

/** Says when something begins and ends, so that whoever kills this process can tell in the midst of what. */
async function told<T>(moment: Moment, work: () => Promise<T>): Promise<T> {
  say(`begin ${moment}`);
  try {
    return await work();
  } finally {
    say(`end ${moment}`);
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

void main(JSON.parse(process.argv[3] ?? '{}') as WorkerOptions);
