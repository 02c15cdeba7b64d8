import type { AppSettings } from '../config/app';
import type { TenantSettings } from '../config/tenant';
import type { GraphCredential } from '../graph/host-guard-auth';
import { claimsOf } from '../graph/token-claims';
import { messageOf } from '../lib/errors';
import { findings, type Finding } from './finding';
import { judgePermissions } from './permissions';

const TIMEOUT_MS = 20_000;

/** What Entra's own codes mean here, and the way out. */
const REFUSALS: readonly (readonly [RegExp, string, string])[] = [
  [
    /AADSTS7000215/,
    'Entra refuses the secret.',
    'Make a new client secret and copy its value, not its id, to where the old one was.',
  ],
  [
    /AADSTS7000222/,
    'The client secret has expired.',
    'Make a new one, or a certificate or federated credential that needs no renewal.',
  ],
  [
    /AADSTS700016/,
    'Entra knows no app of this client id in this tenant.',
    'Compare AZURE_CLIENT_ID and AZURE_TENANT_ID (or MicrosoftAppId and MicrosoftAppTenantId) with the app’s overview page.',
  ],
  [/AADSTS90002/, 'Entra knows no such tenant.', 'Compare AZURE_TENANT_ID with the tenant’s overview page.'],
  [
    /AADSTS700027/,
    'Entra does not know the certificate.',
    'Upload its public part under Certificates & secrets.',
  ],
  [
    /AADSTS7002\d\d|AADSTS70021/,
    'No federated credential of the app fits the token of this machine.',
    'Compare issuer, subject and audience under Certificates & secrets > Federated credentials.',
  ],
  [
    /CredentialUnavailable|IMDS|managed identity|ManagedIdentity/i,
    'There is no managed identity here.',
    'It exists on an Azure resource it is assigned to; elsewhere set AZURE_CLIENT_SECRET or a certificate.',
  ],
  [/ENOENT/, 'The file of the credential is not there.', 'Check AZURE_CLIENT_CERTIFICATE_PATH.'],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|network_error|fetch failed/i,
    'The sign-in service cannot be reached.',
    'Let this machine reach the sign-in host of your cloud over https (port 443).',
  ],
];

/** Asks for one token of the app. Undefined where it cannot be had. */
export async function tokenOf(
  area: string,
  { credential, scope }: { readonly credential: GraphCredential; readonly scope: string },
): Promise<{ readonly token?: string; readonly found: Finding }> {
  const { ok, wrong } = findings(area);
  try {
    const abortSignal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await credential.getToken(scope, { abortSignal });
    if (answer) return { token: answer.token, found: ok('A token can be had.') };
    return { found: wrong('The credential gave no token.', 'Check the AZURE_ variables.') };
  } catch (error) {
    const text = `${error instanceof Error ? error.name : ''} ${messageOf(error)}`;
    const [, says, mend] = REFUSALS.find(([pattern]) => pattern.test(text)) ?? [
      undefined,
      `No token can be had: ${firstLine(messageOf(error))}`,
      'Search for the AADSTS number, if there is one, at https://login.microsoftonline.com/error.',
    ];
    return { found: wrong(says, mend) };
  }
}

/** Whose token it is and what it may do. Its signature is Graph's business: nothing is decided by it here. */
export function judgeToken(
  token: string,
  tenant: TenantSettings,
  { app, namesGroup }: { readonly app: AppSettings; readonly namesGroup: boolean },
): readonly Finding[] {
  const { wrong, note } = findings('Graph permissions');
  const claims = claimsOf(token);
  if (!claims) return [note('The token cannot be read here, so its permissions are not known.')];
  const { tid, roles } = claims;
  const own = tenant.id;
  const elsewhere = typeof tid === 'string' && tid.toLowerCase() !== own.toLowerCase();
  const granted = Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [];
  return [
    ...(elsewhere
      ? [
          wrong(
            `The token is of tenant ${tid}, and the bot serves ${own}.`,
            'Set AZURE_TENANT_ID to the tenant the bot serves, and use an identity of that tenant.',
          ),
        ]
      : []),
    ...judgePermissions(granted, tenant, app, namesGroup),
  ];
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.slice(0, 200) ?? '';
}
