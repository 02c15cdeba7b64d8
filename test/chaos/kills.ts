import { setTimeout as wait } from 'node:timers/promises';
import { eventually } from '../support/process';
import { SUFFIXES } from './graph';
import { MOMENTS, type Moment } from './moments';
import type { Replica } from './replicas';
import { senderOf, setScene, type Scene, type StorePlace } from './scene';

export interface ChaosReport {
  readonly kills: number;
  /** How many kills fell in the midst of what; one that fell in several counts in each. */
  readonly fell: Readonly<Record<Moment | 'rest', number>>;
  readonly incidents: number;
  readonly conversations: number;
  readonly cards: number;
  /** Incident and conversation, where no card names it. */
  readonly unreported: readonly string[];
  /** Cards beyond the first about the same. */
  readonly duplicates: number;
  /** Of those, the ones whose first sender was not killed between sending and its own note that it was sent. */
  readonly unexplained: readonly string[];
}

export interface ChaosOptions {
  readonly place: StorePlace;
  readonly kills: number;
  readonly replicas: number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly progress?: (kills: number) => void;
}

/** Short enough that two hundred deaths are followed by two hundred takeovers in minutes. */
const TIMES = { aloneMs: 3_000, sendMs: 6_000, deadlineMs: 3_000 };
const MOST_NEW_AT_ONCE = 3;
/** About how many milliseconds each lasts here; what is over in a few gets no more delay than a signal takes. */
const LASTS: Readonly<Record<Moment, number>> = { read: 60, write: 0, send: 100, commit: 0 };

/** Replicas sweep and send while one after the other is killed at a random moment; then everything is counted. */
export async function runChaos({
  place,
  kills,
  replicas,
  random,
  progress,
}: ChaosOptions): Promise<ChaosReport> {
  const latencyMs = () => 5 + random() * 55;
  const scene = await setScene({ place, latencyMs, times: TIMES });
  try {
    const names: string[] = [];
    const over = new AbortController();
    const raising = raiseUntil(scene, names, random, over.signal);
    let done = 0;
    const lives = Array.from({ length: replicas }, async (_, place) => {
      let replica = place === 0 ? scene.replicas[0] : undefined;
      for (;;) {
        replica ??= scene.start();
        await replica.ready;
        await untilItsTime(replica, random);
        if (done >= kills) return;
        done += 1;
        await replica.kill();
        replica = undefined;
        progress?.(done);
      }
    });
    await Promise.all(lives);
    over.abort();
    await raising;
    await eventually(
      async () => {
        const { pending } = await scene.store.outbox.depth();
        return pending === 0 && missing(scene, names).length === 0 ? true : undefined;
      },
      () => `not all was posted: ${missing(scene, names).slice(0, 5).join(', ')}`,
      120_000,
    ).catch(() => undefined);
    return report(scene, kills, names);
  } finally {
    await scene.close();
  }
}

/** Most of a life is waiting; so four of five die while they are at something, the fifth at any moment. */
async function untilItsTime(replica: Replica, random: () => number): Promise<void> {
  await wait(200 + random() * 2_000);
  const aim = MOMENTS[Math.floor(random() * (MOMENTS.length + 1))];
  if (aim === undefined) return wait(random() * 2_000);
  const over = new AbortController();
  await Promise.race([
    replica.begins(aim),
    wait(4_000, undefined, { signal: over.signal }).catch(() => undefined),
  ]);
  over.abort();
  if (LASTS[aim] > 0) await wait(random() * LASTS[aim]);
}

/** Raises what fits on one card by name, and nothing more about an alert before that has been told somewhere. */
async function raiseUntil(
  scene: Scene,
  names: string[],
  random: () => number,
  signal: AbortSignal,
): Promise<void> {
  const open = new Map<string, readonly string[]>();
  while (!signal.aborted) {
    await wait(50 + random() * 250);
    const suffix = SUFFIXES[Math.floor(random() * SUFFIXES.length)] ?? '';
    const told = (name: string) => scene.conversations.some((room) => scene.cards(room, name).length > 0);
    if (!(open.get(suffix) ?? []).every(told)) continue;
    const count = 1 + Math.floor(random() * MOST_NEW_AT_ONCE);
    const added = Array.from({ length: count }, (_, index) => `Person ${names.length + index}.`);
    for (const name of added) scene.graph.raise(suffix, name);
    names.push(...added);
    open.set(suffix, added);
  }
}

function missing(scene: Scene, names: readonly string[]): string[] {
  return scene.conversations.flatMap((conversation) =>
    names
      .filter((name) => scene.cards(conversation, name).length === 0)
      .map((name) => `${name} ${conversation}`),
  );
}

function report(scene: Scene, kills: number, names: readonly string[]): ChaosReport {
  const extra = new Map<string, string | undefined>();
  for (const conversation of scene.conversations)
    for (const name of names) {
      const [, ...again] = scene.cards(conversation, name);
      if (again.length === 0) continue;
      const cards = scene.cards(conversation, name);
      const excused = cards.filter((card) => {
        const sender = scene.replicas.find((replica) => replica.name === senderOf(card.activity));
        return sender?.killedAt() !== undefined && !sender.committed.has(card.activityId);
      });
      const why =
        excused.length >= again.length ? undefined : `${name} ${conversation}: ${cards.length} cards`;
      for (const card of again) extra.set(card.activityId, why);
    }
  return {
    kills,
    fell: whereTheyFell(scene),
    incidents: names.length,
    conversations: scene.conversations.length,
    cards: scene.connector.messages.size,
    unreported: missing(scene, names),
    duplicates: extra.size,
    unexplained: [...extra.values()].filter((why) => why !== undefined),
  };
}

function whereTheyFell({ replicas }: Scene): ChaosReport['fell'] {
  const fell = { read: 0, write: 0, send: 0, commit: 0, rest: 0 };
  for (const replica of replicas) {
    if (replica.killedAt() === undefined) continue;
    const midst = replica.midst();
    for (const moment of midst.length > 0 ? midst : (['rest'] as const)) fell[moment] += 1;
  }
  return fell;
}
