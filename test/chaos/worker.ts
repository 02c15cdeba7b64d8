import { connectGraph } from '../../src/app/graph';
import { connectTeams } from '../../src/app/teams';
import { loadConfig } from '../../src/config';
import { systemClock as clock } from '../../src/lib/clock';
import { createLog } from '../../src/lib/log';
import { systemRandom as random } from '../../src/lib/random';
import type { Notifier } from '../../src/ports/notifier';
import { openStore } from '../../src/store/open-store';
import { defaultLeaseTimes, type LeaseTimes } from '../../src/watch/lease-times';
import { createSending } from '../../src/watch/sending';
import { createWatch } from '../../src/watch/watch';

export interface WorkerOptions {
  readonly name: string;
  readonly graph: string;
  readonly store: { readonly url: string } | { readonly dataDir: string };
  readonly times?: LeaseTimes;
}

/** One replica as it is shipped, less its inbound side: it watches, posts under its own name and says what it has committed. */
async function main(options: WorkerOptions): Promise<void> {
  const log = createLog('silent');
  const config = loadConfig({ GRAPH_BASE_URL: options.graph, SWEEP_CRON: '* * * * * *' });
  const parts = { clock, random, log };
  const graph = await connectGraph(config, { ...parts, onCall: () => undefined });
  const teams = connectTeams(config, { ...parts, userTokens: undefined, actionsFor: graph.actionsFor });
  const store = await openStore({ ...options.store, log });
  const { outbox } = store;
  const sent: typeof outbox.sent = async (post, activityId, along) => {
    const done = await outbox.sent(post, activityId, along);
    if (done) say(`committed ${activityId ?? ''}`);
    return done;
  };
  const shared = {
    ...parts,
    store: { ...store, outbox: { ...outbox, sent } },
    notifier: named(options.name, teams.notifier),
    times: options.times ?? defaultLeaseTimes,
  };
  const { tenantId } = config;
  const sender = createSending({ ...shared, tenants: [tenantId] });
  const watch = createWatch({
    ...shared,
    tenantId,
    alerts: graph.alerts,
    sender,
    cron: config.sweep.cron,
  });
  sender.start();
  watch.start();
  // Whoever started it is gone, however that ended.
  process.stdin.on('end', () => process.exit()).resume();
  say('ready');
}

function named(name: string, notifier: Notifier): Notifier {
  return {
    post: (to, message, signal) => notifier.post({ ...to, bot: { ...to.bot, name } }, message, signal),
    update: (to, activityId, message, signal) => notifier.update(to, activityId, message, signal),
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

void main(JSON.parse(process.argv[3] ?? '{}') as WorkerOptions);
