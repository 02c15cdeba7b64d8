import type { GateOptions } from '../bot/gate';
import type { Config } from '../config';
import type { Doubles } from './doubles';
import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import type { Acting } from '../ports/acting';
import type { Actor, Conversation } from '../ports/conversation';
import type { Members } from '../ports/members';
import type { Notifier } from '../ports/notifier';
import type { PimAlertActions } from '../ports/pim-alerts';
import type { UserTokens } from '../ports/user-tokens';
import { createTeamsAdapter, type TeamsAdapter } from '../teams/adapter';
import { createMembers } from '../teams/members';
import { createNotifier } from '../teams/notifier';
import { createUserTokens } from '../teams/user-tokens';

interface Parts {
  readonly clock: Clock;
  readonly log: Log;
  readonly doubles?: Doubles;
  /** Of the pretend tenant, in place of the channel's token service. */
  readonly userTokens: UserTokens | undefined;
  readonly actionsFor: (token?: string) => PimAlertActions;
}

export interface TeamsSide {
  readonly authenticated: boolean;
  readonly gate: GateOptions;
  readonly receive: TeamsAdapter['receive'];
  readonly notifier: Notifier;
  readonly members: Members;
  readonly acting: Acting;
  readonly signOut: (actor: Actor, conversation: Conversation) => Promise<void>;
  close(): void;
}

/** The channel: Teams itself, or whoever speaks to an unauthenticated bot on this machine. */
export function connectTeams(config: Config, { doubles, ...parts }: Parts): TeamsSide {
  const { clock, log, actionsFor } = parts;
  const authenticated = config.app.kind !== 'none';
  const serviceUrls = doubles?.channel.serviceUrls ?? {
    hosts: config.cloud.serviceHosts,
    loopbackOnly: !authenticated,
  };
  const adapter = createTeamsAdapter({
    app: config.app,
    cloud: config.cloud.channel,
    ...doubles?.channel,
    serviceUrls,
    clock,
    log,
  });
  const { appId, channelIssuer: issuer } = adapter;
  const userTokens = parts.userTokens ?? tokensOf(config, adapter, clock, log);
  return {
    authenticated,
    gate: authenticated ? { authenticated, appId, issuer, serviceUrls } : { authenticated, serviceUrls },
    receive: (inbound) => adapter.receive(inbound),
    notifier: createNotifier({ adapter }),
    members: createMembers({ adapter, clock }),
    acting: actingBy(config.graph.writeIdentity === 'user' ? userTokens : undefined, actionsFor),
    signOut: async (actor, conversation) => userTokens?.signOut(actor, conversation),
    close: () => adapter.close(),
  };
}

/** A Graph on this machine gets no tokens at all, so nobody signs in for it. */
function tokensOf(config: Config, adapter: TeamsAdapter, clock: Clock, log: Log): UserTokens | undefined {
  if (config.mode !== 'tenant') return undefined;
  const { oauthConnection: connectionName, graph } = config;
  return createUserTokens({ adapter, connectionName, graphOrigin: graph.baseUrl, clock, log });
}

/** In the person’s own name where there are tokens of people, else in the name of the app. */
export function actingBy(userTokens: UserTokens | undefined, actionsFor: Parts['actionsFor']): Acting {
  return {
    async as(actor, conversation, proof) {
      if (!userTokens) return { kind: 'ready', actions: actionsFor() };
      const result = await userTokens.get(actor, conversation, proof);
      return result.kind === 'token' ? { kind: 'ready', actions: actionsFor(result.token) } : result;
    },
  };
}
