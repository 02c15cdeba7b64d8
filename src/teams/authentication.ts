import type { Activity } from 'botbuilder';
import type {
  BotFrameworkAuthentication,
  ServiceClientCredentialsFactory,
  UserTokenClient,
} from 'botframework-connector';
import { AuthenticationConstants } from 'botframework-connector/lib/auth/authenticationConstants';
import { AuthenticationError } from 'botframework-connector/lib/auth/authenticationError';
import { ClaimsIdentity } from 'botframework-connector/lib/auth/claimsIdentity';
import type { Clock } from '../lib/clock';
import type { ChannelMetadata } from './clouds';
import { credentialsOf } from './credentials';
import { appIdOf, type AppIdentity } from './identity';
import type { Outbound } from './outbound';
import { createVerifier, type VerifyToken } from './signature';

/** Who speaks, in both directions. */
export interface Authentication {
  /** Rejects with an `AuthenticationError` unless the channel itself sent this activity to this bot. */
  check(authorization: string, activity: Activity): Promise<void>;
  /** The bot's own word to the channel, as the value of a header; undefined for a bot that is nobody. */
  authorization(): Promise<string | undefined>;
  /** One for the life of the process. */
  userTokenClient(): Promise<UserTokenClient>;
}

interface AuthenticationOptions {
  readonly app: AppIdentity;
  readonly metadata: ChannelMetadata;
  readonly outbound: Outbound;
  readonly clock: Clock;
  /** For fetching the channel's keys. */
  readonly deadlineMs: number;
}

/** The SDK's authentication with our own check in front. */
export function createAuthentication(options: AuthenticationOptions): Authentication {
  const { app, metadata, outbound, clock, deadlineMs } = options;
  const { openIdUrl, issuer, loginUrl, scope } = metadata;
  const appId = appIdOf(app);
  const credentials = credentialsOf(app, loginUrl);
  let loaded: Promise<BotFrameworkAuthentication> | undefined;
  const sdk = (): Promise<BotFrameworkAuthentication> => (loaded ??= loadSdk(metadata, credentials));
  const verify: VerifyToken = createVerifier({ openIdUrl, issuer, appId, clock, deadlineMs });
  let userTokens: Promise<UserTokenClient> | undefined;

  return {
    // In front of the SDK, because on a bad token it prints key and stack, and for each unknown tenant it meets in an unverified
    // token it grows a global list: a stranger could flood the log and the memory.
    async check(authorization, activity) {
      await verify(authorization, activity.channelId);
      await (await sdk()).authenticateRequest(activity, authorization);
    },
    async authorization() {
      let value: string | undefined;
      const headers = { set: (_name: string, text: string) => (value = text) };
      const own = await credentials.createCredentials(appId, scope, loginUrl, true);
      await own.signRequest({ headers } as never);
      return value;
    },
    userTokenClient() {
      userTokens ??= sdk()
        .then((loaded) => loaded.createUserTokenClient(selfOf(appId)))
        .then((client) => outbound.harden(client))
        .catch((error: unknown) => {
          userTokens = undefined;
          throw error;
        });
      return userTokens;
    },
  };
}

// Loaded with the first activity that has to be checked: it takes longer than all that is needed to start.
async function loadSdk(
  metadata: ChannelMetadata,
  credentials: ServiceClientCredentialsFactory,
): Promise<BotFrameworkAuthentication> {
  const { ConfigurationBotFrameworkAuthentication } = await import('botbuilder');
  return new ConfigurationBotFrameworkAuthentication(settingsOf(metadata), credentials, {
    requiredEndorsements: [],
    // Set, it also replaces the SDK's own refusal of skill tokens: the issuer alone keeps those and emulator tokens out.
    validateClaims: (claims) => {
      const issuers = claims.filter(({ type }) => type === AuthenticationConstants.IssuerClaim);
      if (issuers.length === 1 && issuers[0]?.value === metadata.issuer) return Promise.resolve();
      return Promise.reject(new AuthenticationError('Only the channel may speak to the bot.', 401));
    },
  });
}

function selfOf(appId: string): ClaimsIdentity {
  return new ClaimsIdentity([{ type: AuthenticationConstants.AudienceClaim, value: appId }]);
}

// An explicit object, never the environment as a whole: a stray `OAuthUrl` or `CallerId` there would change the mode.
function settingsOf(metadata: ChannelMetadata): Record<string, string> {
  const { openIdUrl, issuer, loginUrl, scope, tokenServiceUrl } = metadata;
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
