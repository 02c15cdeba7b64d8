import type { GateOptions } from '../bot/gate';
import type { Config } from '../config';
import type { Doubles } from './doubles';
import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import type { Acting } from '../ports/acting';
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
  readonly doubles?: Doubles | undefined;
}

export interface TeamsSide {
  readonly authenticated: boolean;
  readonly gate: GateOptions;
  readonly receive: TeamsAdapter['receive'];
  readonly notifier: Notifier;
  readonly members: Members;
  /** People's tokens of one tenant from this OAuth connection; none where nobody signs in. */
  readonly userTokens: (connectionName: string, log: Log) => UserTokens | undefined;
  close(): void;
}

/** The channel: Teams itself, or whoever speaks to an unauthenticated bot on this machine. */
export function connectTeams(config: Config, { doubles, ...parts }: Parts): TeamsSide {
  const { clock, log } = parts;
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
  return {
    authenticated,
    gate: authenticated ? { authenticated, appId, issuer, serviceUrls } : { authenticated, serviceUrls },
    receive: (inbound) => adapter.receive(inbound),
    notifier: createNotifier({ adapter }),
    members: createMembers({ adapter, clock }),
    // A Graph on this machine gets no tokens at all, so nobody signs in for it.
    userTokens: (connectionName, tenantLog) =>
      config.mode === 'tenant'
        ? createUserTokens({
            adapter,
            connectionName,
            graphOrigin: config.graphBaseUrl,
            clock,
            log: tenantLog,
          })
        : undefined,
    close: () => adapter.close(),
  };
}

/** In the person’s own name where there are tokens of people, else in the name of the app. */
export function actingBy(
  userTokens: UserTokens | undefined,
  actionsFor: (token?: string) => PimAlertActions,
): Acting {
  return {
    async as(actor, conversation, proof) {
      if (!userTokens) return { kind: 'ready', actions: actionsFor() };
      const result = await userTokens.get(actor, conversation, proof);
      return result.kind === 'token' ? { kind: 'ready', actions: actionsFor(result.token) } : result;
    },
  };
}
