import type { ChannelCloud } from '../teams/clouds';
import clouds from './clouds.json';
import type { Problems } from './env';

const NAMES = ['public', 'us-gov', 'us-gov-high', 'us-gov-dod', 'china'] as const;

export type CloudName = (typeof NAMES)[number];

/** The addresses of one Microsoft cloud: they belong together, so that one variable sets them all. */
export interface Cloud {
  readonly name: CloudName;
  /** Of Microsoft Graph; its tokens are asked for and checked against it. */
  readonly graphOrigin: string;
  /** Where the app signs in. */
  readonly authorityHost: string;
  readonly channel: ChannelCloud;
  /** Hosts Teams speaks from, and the only ones that are answered. */
  readonly serviceHosts: readonly string[];
}

type Addresses = Pick<Cloud, 'graphOrigin' | 'authorityHost' | 'serviceHosts'>;

/**
 * As data, because the scripts that prepare a tenant run before anything is installed, and take from there what else they need. GCC
 * lives in the public cloud; only Teams has an address of its own there.
 */
const ADDRESSES: Readonly<Record<CloudName, Addresses>> = clouds;

const CHANNELS: Readonly<Record<CloudName, ChannelCloud>> = {
  public: 'public',
  'us-gov': 'public',
  'us-gov-high': 'us-gov-high',
  'us-gov-dod': 'us-gov-dod',
  china: 'china',
};

/** From `CLOUD`. An address set beside it has to be the one of that cloud. */
export function cloudOf(problems: Problems, graphBaseUrl: string | undefined): Cloud {
  const name = problems.choice('CLOUD', NAMES, 'public');
  const { graphOrigin, authorityHost, serviceHosts } = ADDRESSES[name];
  const cloud: Cloud = { name, graphOrigin, authorityHost, serviceHosts, channel: CHANNELS[name] };
  if (graphBaseUrl?.startsWith('https:') && graphBaseUrl !== cloud.graphOrigin) {
    problems.add('GRAPH_BASE_URL', `is not ${cloud.graphOrigin}, where CLOUD=${name} has Microsoft Graph.`);
  }
  const typed = problems.text('AZURE_AUTHORITY_HOST');
  const authority = typed?.replace(/^(?!https?:)/i, 'https://') ?? cloud.authorityHost;
  if (!URL.canParse(authority) || new URL(authority).href !== `${cloud.authorityHost}/`) {
    problems.add('AZURE_AUTHORITY_HOST', `is not ${cloud.authorityHost}, where CLOUD=${name} signs in.`);
  }
  return cloud;
}
