import { randomUUID } from 'node:crypto';
import { CloudAdapterBase, type Activity, type TurnContext } from 'botbuilder';
import { AuthenticationError, type ConnectorClient, type UserTokenClient } from 'botframework-connector';
import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import type { ServiceUrlRule } from '../lib/service-url';
import {
  ChannelAuthentication,
  channelMetadata,
  ForbiddenServiceUrl,
  type ChannelCloud,
  type ChannelMetadata,
} from './authentication';
import { appIdOf, type AppIdentity } from './identity';
import { createOutbound } from './outbound';
import { createVerifier } from './signature';

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

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
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
  /** For speaking outside of a turn. Rejects with `ForbiddenServiceUrl` for an address that is not the channel's. */
  connector(serviceUrl: string): Promise<ConnectorClient>;
  userTokenClient(): Promise<UserTokenClient>;
  /** Ends idle connections. */
  close(): void;
}

export function createTeamsAdapter({
  app,
  cloud = 'public',
  metadata,
  serviceUrls,
  clock,
  log,
  deadlineMs = 15_000,
}: TeamsAdapterOptions): TeamsAdapter {
  const { issuer, openIdUrl } = metadata ?? channelMetadata(cloud);
  const appId = appIdOf(app);
  const outbound = createOutbound({ clock, deadlineMs });
  const verify = createVerifier({ openIdUrl, issuer, appId, clock, deadlineMs });
  const authentication = new ChannelAuthentication({
    app,
    cloud,
    ...(metadata ? { metadata } : {}),
    serviceUrls,
    outbound,
    verify,
  });
  const adapter = new ReceivingAdapter(authentication);
  adapter.onTurnError = (context, error) => lastResort(context, error, log);

  return {
    appId,
    channelIssuer: issuer,
    receive: (inbound) => receive(adapter, inbound, log),
    connector: (serviceUrl) =>
      authentication.createConnectorFactory(adapter.ownIdentity(appId)).create(serviceUrl),
    userTokenClient: () => authentication.createUserTokenClient(adapter.ownIdentity(appId)),
    close: () => outbound.close(),
  };
}

// The SDK's own `process` writes its error texts to the caller and to the console; these are the protected parts beneath it.
class ReceivingAdapter extends CloudAdapterBase {
  run(authorization: string, activity: Activity, logic: (context: TurnContext) => Promise<void>) {
    return this.processActivity(authorization, activity, logic);
  }

  ownIdentity(appId: string) {
    return this.createClaimsIdentity(appId);
  }
}

async function receive(
  adapter: ReceivingAdapter,
  { authorization = '', activity, logic }: Inbound,
  log: Log,
): Promise<Answer> {
  let refusal: Refusal | undefined;
  try {
    const response = await adapter.run(authorization, withDates(activity), async (context) => {
      refusal = (await logic(context)) ?? undefined;
    });
    if (refusal) return { status: refusal.status };
    return response ? { status: response.status, body: response.body as unknown } : { status: 200 };
  } catch (error) {
    return { status: statusOf(error, log) };
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
async function lastResort(context: TurnContext, error: Error, log: Log): Promise<void> {
  const reference = randomUUID();
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
