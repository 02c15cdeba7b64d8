import type { GraphCredential } from '../graph/host-guard-auth';
import type { ServiceUrlRule } from '../lib/service-url';
import type { ChannelMetadata } from '../teams/clouds';
import type { AppIdentity } from '../teams/identity';

/**
 * Microsoft's own services, played by somebody else. Handed over by code alone, and by none of ours: the process has no such
 * argument and no variable leads here, so that nothing in a configuration replaces the channel's keys or Graph.
 */
export interface Doubles {
  readonly channel: {
    readonly app: Extract<AppIdentity, { kind: 'custom' }>;
    readonly metadata: ChannelMetadata;
    readonly serviceUrls: ServiceUrlRule;
  };
  readonly graph: (tenantId: string) => { readonly baseUrl: string; readonly credential: GraphCredential };
}
