import { AuthenticationConstants } from 'botframework-connector/lib/auth/authenticationConstants';
import { GovernmentConstants } from 'botframework-connector/lib/auth/governmentConstants';

/** Addresses of the channel's identity. All or nothing: one given alone would make the SDK forget the others. */
export interface ChannelMetadata {
  readonly openIdUrl: string;
  readonly issuer: string;
  readonly loginUrl: string;
  readonly scope: string;
  readonly tokenServiceUrl: string;
}

export type ChannelCloud = 'public' | 'us-gov-high' | 'us-gov-dod' | 'china';

const US_GOVERNMENT = {
  openIdUrl: GovernmentConstants.ToBotFromChannelOpenIdMetadataUrl,
  issuer: GovernmentConstants.ToBotFromChannelTokenIssuer,
  loginUrl: GovernmentConstants.ToChannelFromBotLoginUrl,
  scope: GovernmentConstants.ToChannelFromBotOAuthScope,
};

const CLOUDS: Readonly<Record<ChannelCloud, ChannelMetadata>> = {
  public: {
    openIdUrl: AuthenticationConstants.ToBotFromChannelOpenIdMetadataUrl,
    issuer: AuthenticationConstants.ToBotFromChannelTokenIssuer,
    loginUrl: AuthenticationConstants.ToChannelFromBotLoginUrl,
    scope: AuthenticationConstants.ToChannelFromBotOAuthScope,
    tokenServiceUrl: AuthenticationConstants.OAuthUrl,
  },
  'us-gov-high': { ...US_GOVERNMENT, tokenServiceUrl: 'https://tokengcch.botframework.azure.us' },
  'us-gov-dod': { ...US_GOVERNMENT, tokenServiceUrl: 'https://apiDoD.botframework.azure.us' },
  china: {
    openIdUrl: 'https://login.botframework.azure.cn/v1/.well-known/openidconfiguration',
    issuer: 'https://api.botframework.azure.cn',
    loginUrl: 'https://login.partner.microsoftonline.cn/microsoftservices.partner.onmschina.cn',
    scope: 'https://api.botframework.azure.cn',
    tokenServiceUrl: 'https://token.botframework.azure.cn',
  },
};

export function channelMetadata(cloud: ChannelCloud): ChannelMetadata {
  return CLOUDS[cloud];
}
