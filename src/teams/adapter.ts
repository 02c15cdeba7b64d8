import { randomUUID } from 'node:crypto';
import type { Activity, TurnContext } from 'botbuilder';
import type { UserTokenClient } from 'botframework-connector';
import { AuthenticationError } from 'botframework-connector/lib/auth/authenticationError';
import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import { currentOrigin } from '../lib/origin';
import type { ServiceUrlRule } from '../lib/service-url';
import { createAuthentication } from './authentication';
import { channelMetadata, type ChannelCloud, type ChannelMetadata } from './clouds';
import { connectorTo, ForbiddenServiceUrl, type Connector } from './connector';
import { appIdOf, thumbprintOf, type AppIdentity } from './identity';
import { createOutbound } from './outbound';
import { patientAnswers } from './patience';
import { answerTo, ReceivingAdapter, type Answer } from './receiving-adapter';

export interface TeamsAdapterOptions {
  readonly app: AppIdentity;
  /** Default `public`. */
  readonly cloud?: ChannelCloud;
  /** Addresses of a pretend channel, for tests. */
  readonly metadata?: ChannelMetadata;
  readonly serviceUrls: ServiceUrlRule;
  readonly clock: Clock;
  readonly log: Log;
  /** For each call to the channel, in milliseconds. Default 15,000. */
  readonly deadlineMs?: number;
}

/** What the turn says when the activity, though truly from the channel, is not to be served. */
export interface Refusal {
  readonly status: 403;
}

export interface Inbound {
  readonly authorization?: string;
  /** The parsed request body: an object with a string `type`. */
  readonly activity: Readonly<Record<string, unknown>>;
  readonly logic: (context: TurnContext) => Promise<Refusal | void>;
}

export interface TeamsAdapter {
  /** Empty without authentication. */
  readonly appId: string;
  /** Who signs inbound tokens. */
  readonly channelIssuer: string;
  /** Authenticates, runs the turn and says what to answer. Never rejects; failures have no body. */
  receive(inbound: Inbound): Promise<Answer>;
  /** For speaking outside of a turn. Throws `ForbiddenServiceUrl` for an address that is not the channel's. */
  connector(serviceUrl: string): Connector;
  userTokenClient(): Promise<UserTokenClient>;
  /** Ends idle connections. */
  close(): void;
}

export function createTeamsAdapter({
  app,
  cloud = 'public',
  metadata = channelMetadata(cloud),
  serviceUrls,
  clock,
  log,
  deadlineMs = 15_000,
}: TeamsAdapterOptions): TeamsAdapter {
  const appId = appIdOf(app);
  const isSomebody = app.kind !== 'none';
  // One that cannot be read shows at the start, not with the first activity.
  if (app.kind === 'certificate') thumbprintOf(app);
  const outbound = createOutbound({ clock, deadlineMs });
  const authentication = createAuthentication({ app, metadata, outbound, clock, deadlineMs });
  const connector = (serviceUrl: string): Connector =>
    connectorTo(serviceUrl, {
      outbound,
      serviceUrls,
      ...(isSomebody ? { authorization: () => authentication.authorization() } : {}),
    });
  const adapter = new ReceivingAdapter();

  return {
    appId,
    channelIssuer: metadata.issuer,
    async receive({ authorization = '', activity: received, logic }) {
      try {
        const activity = withDates(received);
        if (isSomebody) await authentication.check(authorization, activity);
        const answers = patientAnswers(connector(activity.serviceUrl), clock);
        const context = adapter.contextOf(activity, answers);
        const refusal = await run(context, logic, log);
        return refusal ? { status: refusal.status } : answerTo(context);
      } catch (error) {
        return { status: statusOf(error, log) };
      }
    },
    connector,
    userTokenClient: () => authentication.userTokenClient(),
    close: () => outbound.close(),
  };
}

async function run(context: TurnContext, logic: Inbound['logic'], log: Log): Promise<Refusal | void> {
  try {
    return await logic(context);
  } catch (error) {
    return lastResort(context, error, log);
  }
}

function statusOf(error: unknown, log: Log): number {
  if (error instanceof AuthenticationError && error.statusCode === 401) return 401;
  if (error instanceof ForbiddenServiceUrl) return 403;
  const name = error instanceof Error ? error.name : 'unknown';
  // A second net: whatever of the SDK's own token check should still say no, is a no and not a failure of ours.
  if (['JsonWebTokenError', 'NotBeforeError', 'TokenExpiredError'].includes(name)) return 401;
  log.error('inbound authentication failed', { errorName: name });
  return 500;
}

/** As the SDK expects it: the three moments as dates, their text kept. */
function withDates(activity: Readonly<Record<string, unknown>>): Activity {
  const fixed: Record<string, unknown> = { ...activity };
  for (const name of ['timestamp', 'expiration', 'localTimestamp']) {
    const text = fixed[name];
    if (typeof text !== 'string') continue;
    fixed[`raw${name.charAt(0).toUpperCase()}${name.slice(1)}`] = text;
    fixed[name] = new Date(text);
  }
  return fixed as unknown as Activity;
}

/** The turn itself failed to deal with its failure: a bug, or the channel does not take our words. */
async function lastResort(context: TurnContext, error: unknown, log: Log): Promise<void> {
  const reference = currentOrigin()?.reference ?? randomUUID();
  log.error('turn failed', { reference, activityType: context.activity.type, error });
  const message = `Something went wrong on my side (reference ${reference}).`;
  if (context.activity.type !== 'invoke') {
    await context.sendActivity(message).catch(() => log.warn('turn failure not told', { reference }));
    return;
  }
  const value = { code: 'InternalError', message };
  const body = { statusCode: 500, type: 'application/vnd.microsoft.error', value };
  await context.sendActivity({ type: 'invokeResponse', value: { status: 200, body } });
}
