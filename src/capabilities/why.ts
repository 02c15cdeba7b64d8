import { z } from 'zod';
import { heldBack } from '../alerts/acceptance';
import { incidentKey, type Alert, type Incident } from '../alerts/alert';
import { findPeople } from '../alerts/people';
import { verdict } from '../alerts/subscription';
import { UserError } from '../lib/errors';
import type { KnownIncident } from '../ports/knowledge';
import type { Decision } from '../ports/ledger';
import type { PostRecord } from '../ports/outbox';
import { whyView, type Explained, type Fate } from '../views/why-view';
import type { ReadCapability } from './capability';
import { personName } from './inputs';
import { after } from './words';

const MOST = 8;
const POSTS = 1_000;

/** Why an incident was posted in this conversation, or was not. */
export const why: ReadCapability<'posts.why'> = {
  verb: 'posts.why',
  effect: 'reads',
  help: {
    usage: 'why <incident or person>',
    summary: 'Why something was posted here, or was not',
    examples: ['why Megan Bowen'],
    group: 'watch',
  },
  input: z.object({ about: personName }),
  fromText(text) {
    const about = after('why', text);
    return about ? { about } : undefined;
  },
  async run({ about }, { alerts, store, conversation, tenantId, clock }) {
    const found = incidentsAbout(about, (await alerts.listAlerts({ fresh: true })).value);
    if (found.length === 0)
      throw new UserError(
        `No open incident is about “${about}”. A part of a name or the id of an incident will do.`,
      );
    const now = clock.now();
    const [subscriptions, posts, accepted] = await Promise.all([
      store.subscriptions.list(tenantId, conversation.id),
      store.outbox.recent(tenantId, conversation.id, POSTS),
      store.decisions.list(tenantId, { kind: 'accepted' }),
    ]);
    const incidents: Explained[] = [];
    for (const { alert, incident } of found.slice(0, MOST)) {
      const rules = subscriptions.map((subscription) => ({
        subscription,
        verdict: verdict(subscription, alert, incident, now),
      }));
      const [known] = await store.knowledge.incidents(tenantId, alert.id, [incidentKey(incident)]);
      const subscribedAt = Math.min(...subscriptions.map(({ createdAt }) => createdAt));
      const fate = fateOf({ alert, incident, known, posts, accepted, rules, subscribedAt, now });
      incidents.push({ alert, incident, fate, rules });
    }
    return { message: whyView({ about, incidents, left: found.length - incidents.length, now }) };
  },
};

interface Found {
  readonly alert: Alert;
  readonly incident: Incident;
}

function incidentsAbout(about: string, alerts: readonly Alert[]): readonly Found[] {
  const key = about.toLowerCase();
  const byId = alerts.flatMap((alert) =>
    alert.incidents.flatMap((incident) => (incidentKey(incident) === key ? [{ alert, incident }] : [])),
  );
  if (byId.length > 0) return byId;
  const people = findPeople(about, alerts);
  return people.flatMap(({ matches }) =>
    matches.flatMap(({ alert, incidents }) => incidents.map((incident) => ({ alert, incident }))),
  );
}

interface Evidence extends Found {
  readonly known: KnownIncident | undefined;
  readonly posts: readonly PostRecord[];
  readonly accepted: readonly Decision[];
  readonly rules: Explained['rules'];
  /** The oldest subscription here; `Infinity` without any. */
  readonly subscribedAt: number;
  readonly now: number;
}

function fateOf(evidence: Evidence): Fate {
  const { alert, incident, known, posts, accepted, rules, subscribedAt, now } = evidence;
  const post = posts.find((one) => names(one, incident));
  if (post) return { fate: FATES[post.state], at: post.at };
  if (!known) return { fate: 'not-swept' };
  const { reportedAt } = known;
  if (reportedAt === undefined) return { fate: 'known-before', at: known.firstSeen };
  const storm = posts.find((one) => mayTellOf(one, alert, reportedAt));
  if (storm) return { fate: FATES[storm.state], at: storm.at, among: Number(storm.content.data['count']) };
  const held = heldBack({ alertId: alert.id, incident }, accepted, now);
  if (held) return { fate: 'accepted', by: held.actorName, until: held.until ?? now, reason: held.reason };
  if (rules.every(({ verdict: { outcome } }) => outcome === 'skips')) return { fate: 'unwanted' };
  if (reportedAt < subscribedAt) return { fate: 'before-subscribing', at: reportedAt };
  return { fate: 'forgotten', at: reportedAt };
}

const FATES = { sent: 'posted', together: 'posted', waiting: 'waiting', dead: 'given-up' } as const;

const told = z.object({ keys: z.array(z.string()) });
const digest = z.object({ entries: z.array(z.unknown()) });

function names({ content }: PostRecord, incident: Incident): boolean {
  const { data: entries } = digest.safeParse(content.data);
  return (entries?.entries ?? [content.data]).some(
    (entry) => told.safeParse(entry).data?.keys.includes(incidentKey(incident)) ?? false,
  );
}

const storm = z.object({ alert: z.object({ id: z.string() }), count: z.number(), keys: z.array(z.string()) });

/** A message about more incidents than it names, written when this one was found. */
function mayTellOf({ content, at }: PostRecord, { id }: Alert, reportedAt: number): boolean {
  const { data } = storm.safeParse(content.data);
  if (content.kind !== 'raised' || !data) return false;
  return data.alert.id === id && data.count > data.keys.length && at >= reportedAt;
}
