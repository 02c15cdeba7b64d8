import type { ChannelCloud } from '../teams/clouds';
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

const CLOUDS: Readonly<Record<CloudName, Omit<Cloud, 'name'>>> = {
  public: {
    graphOrigin: 'https://graph.microsoft.com',
    authorityHost: 'https://login.microsoftonline.com',
    channel: 'public',
    serviceHosts: ['smba.trafficmanager.net'],
  },
  // GCC lives in the public cloud; only Teams has an address of its own there.
  'us-gov': {
    graphOrigin: 'https://graph.microsoft.com',
    authorityHost: 'https://login.microsoftonline.com',
    channel: 'public',
    serviceHosts: ['smba.infra.gcc.teams.microsoft.com', 'smba.trafficmanager.net'],
  },
  'us-gov-high': {
    graphOrigin: 'https://graph.microsoft.us',
    authorityHost: 'https://login.microsoftonline.us',
    channel: 'us-gov-high',
    serviceHosts: ['smba.infra.gov.teams.microsoft.us'],
  },
  'us-gov-dod': {
    graphOrigin: 'https://dod-graph.microsoft.us',
    authorityHost: 'https://login.microsoftonline.us',
    channel: 'us-gov-dod',
    serviceHosts: ['smba.infra.dod.teams.microsoft.us'],
  },
  china: {
    graphOrigin: 'https://microsoftgraph.chinacloudapi.cn',
    authorityHost: 'https://login.partner.microsoftonline.cn',
    channel: 'china',
    serviceHosts: ['frontend.botapi.msg.infra.teams.microsoftonline.cn'],
  },
};

/** From `CLOUD`. An address set beside it has to be the one of that cloud. */
export function cloudOf(problems: Problems, graphBaseUrl: string | undefined): Cloud {
  const name = problems.choice('CLOUD', NAMES, 'public');
  const cloud: Cloud = { name, ...CLOUDS[name] };
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
