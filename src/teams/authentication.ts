import { ConfigurationBotFrameworkAuthentication, type Activity } from 'botbuilder';
import {
  AuthenticationConstants,
  AuthenticationError,
  BotFrameworkAuthentication,
  ConnectorFactory,
  GovernmentConstants,
  type AuthenticateRequestResult,
  type ClaimsIdentity,
  type ConnectorClient,
  type UserTokenClient,
} from 'botframework-connector';
import { serviceUrlAllowed, type ServiceUrlRule } from '../lib/service-url';
import { credentialsOf, type AppIdentity } from './identity';
import type { Outbound } from './outbound';
import type { VerifyToken } from './signature';

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

export interface ChannelAuthenticationOptions {
  readonly app: AppIdentity;
  readonly cloud: ChannelCloud;
  /** Replaces the cloud's own, for tests. */
  readonly metadata?: ChannelMetadata;
  readonly serviceUrls: ServiceUrlRule;
  readonly outbound: Outbound;
  readonly verify: VerifyToken;
}

/** The SDK's authentication with our own check in front and every client it hands out hardened. */
export class ChannelAuthentication extends BotFrameworkAuthentication {
  readonly #inner: BotFrameworkAuthentication;
  readonly #options: ChannelAuthenticationOptions;
  readonly #connectors: Connectors = new Map();
  #userTokens: Promise<UserTokenClient> | undefined;

  constructor(options: ChannelAuthenticationOptions) {
    super();
    const { issuer } = options.metadata ?? channelMetadata(options.cloud);
    this.#options = options;
    this.#inner = new ConfigurationBotFrameworkAuthentication(
      settingsOf(options),
      credentialsOf(options.app, options.metadata?.loginUrl ?? channelMetadata(options.cloud).loginUrl),
      {
        requiredEndorsements: [],
        // Set, it also replaces the SDK's own refusal of skill tokens: the issuer alone keeps those and emulator tokens out.
        validateClaims: (claims) => {
          const issuers = claims.filter(({ type }) => type === AuthenticationConstants.IssuerClaim);
          if (issuers.length === 1 && issuers[0]?.value === issuer) return Promise.resolve();
          return Promise.reject(new AuthenticationError('Only the channel may speak to the bot.', 401));
        },
      },
    );
  }

  // In front of the SDK, because on a bad token it prints key and stack, and for each unknown tenant it meets in an unverified
  // token it grows a global list: a stranger could flood the log and the memory.
  override async authenticateRequest(
    activity: Activity,
    authorization: string,
  ): Promise<AuthenticateRequestResult> {
    if (this.#options.app.kind !== 'none') await this.#options.verify(authorization, activity.channelId);
    const result = await this.#inner.authenticateRequest(activity, authorization);
    return { ...result, connectorFactory: this.createConnectorFactory(result.claimsIdentity) };
  }

  override authenticateStreamingRequest(): Promise<AuthenticateRequestResult> {
    return Promise.reject(new AuthenticationError('Streaming is not offered.', 401));
  }

  override createConnectorFactory(identity: ClaimsIdentity): ConnectorFactory {
    const { outbound, serviceUrls } = this.#options;
    const inner = this.#inner.createConnectorFactory(identity);
    return new HardenedConnectorFactory(inner, outbound, serviceUrls, this.#connectors);
  }

  override createUserTokenClient(identity: ClaimsIdentity): Promise<UserTokenClient> {
    this.#userTokens ??= this.#inner
      .createUserTokenClient(identity)
      .then((client) => this.#options.outbound.harden(client))
      .catch((error: unknown) => {
        this.#userTokens = undefined;
        throw error;
      });
    return this.#userTokens;
  }
}

// To make a client takes longer than to send with it, and the SDK would make two for each turn. All speak as the one app that
// this bot is, whoever wrote to it, so one for each address serves them all.
type Connectors = Map<string, Promise<ConnectorClient>>;

/** The channel has a few addresses; a flood of others must not stay. */
const MOST_CONNECTORS = 32;

class HardenedConnectorFactory extends ConnectorFactory {
  readonly #inner: ConnectorFactory;
  readonly #outbound: Outbound;
  readonly #serviceUrls: ServiceUrlRule;
  readonly #made: Connectors;

  constructor(inner: ConnectorFactory, outbound: Outbound, serviceUrls: ServiceUrlRule, made: Connectors) {
    super();
    this.#inner = inner;
    this.#outbound = outbound;
    this.#serviceUrls = serviceUrls;
    this.#made = made;
  }

  override async create(serviceUrl: string, audience?: string): Promise<ConnectorClient> {
    if (!serviceUrlAllowed(serviceUrl, this.#serviceUrls)) throw new ForbiddenServiceUrl();
    const key = `${audience ?? ''} ${serviceUrl}`;
    const made = this.#made.get(key);
    if (made) return made;
    if (this.#made.size >= MOST_CONNECTORS) this.#made.clear();
    const making = this.#inner
      .create(serviceUrl, audience)
      .then((client) => this.#outbound.harden(client))
      .catch((error: unknown) => {
        this.#made.delete(key);
        throw error;
      });
    this.#made.set(key, making);
    return making;
  }
}

/** An answer would leave for an address that is not the channel's. */
export class ForbiddenServiceUrl extends Error {
  override readonly name = 'ForbiddenServiceUrl';

  constructor() {
    super('The service URL is not one of the channel.');
  }
}

// An explicit object, never the environment as a whole: a stray `OAuthUrl` or `CallerId` there would change the mode.
function settingsOf({ cloud, metadata }: ChannelAuthenticationOptions): Record<string, string> {
  const { openIdUrl, issuer, loginUrl, scope, tokenServiceUrl } = metadata ?? channelMetadata(cloud);
  return {
    ToBotFromChannelOpenIdMetadataUrl: openIdUrl,
    // Never reached: no emulator token gets this far. The SDK wants all of them or none.
    ToBotFromEmulatorOpenIdMetadataUrl: openIdUrl,
    ToBotFromChannelTokenIssuer: issuer,
    ToChannelFromBotLoginUrl: loginUrl,
    ToChannelFromBotOAuthScope: scope,
    OAuthUrl: tokenServiceUrl,
    ValidateAuthority: 'true',
  };
}
