/** What a recipe needs to know of a role that was taken away. */
interface Taken {
  readonly principalId: string;
  readonly roleId: string;
}

const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const REFERENCE = /^[\w-]{1,40}$/;
const REQUEST = 'New-MgRoleManagementDirectoryRoleEligibilityScheduleRequest';

/**
 * Microsoft Graph PowerShell that makes these people eligible again for the roles they lost, line by line. Only ids of the
 * directory get into it, never names or reasons: whoever can rename an account must not write commands for an administrator.
 * Empty where nothing is known exactly enough.
 */
export function giveBackCommands(taken: readonly Taken[], reference: string): readonly string[] {
  const exact = taken.filter(({ principalId, roleId }) => GUID.test(principalId) && GUID.test(roleId));
  const [first, ...others] = exact;
  if (!first) return [];
  const why = REFERENCE.test(reference) ? `Given back, Rolecall ${reference}` : 'Given back';
  const connect = "Connect-MgGraph -Scopes 'RoleEligibilitySchedule.ReadWrite.Directory'";
  if (others.length === 0) return [connect, request(`'${first.principalId}'`, `'${first.roleId}'`, why)];
  const pairs = exact.map(({ principalId, roleId }) => `'${principalId} ${roleId}'`).join(', ');
  return [
    connect,
    `foreach ($pair in ${pairs}) { $who, $role = $pair -split ' '; ${request('$who', '$role', why)} }`,
  ];
}

function request(principal: string, role: string, why: string): string {
  const body = [
    "action = 'adminAssign'",
    `principalId = ${principal}`,
    `roleDefinitionId = ${role}`,
    "directoryScopeId = '/'",
    `justification = '${why}'`,
    "scheduleInfo = @{ startDateTime = (Get-Date).ToUniversalTime(); expiration = @{ type = 'noExpiration' } }",
  ];
  return `${REQUEST} -BodyParameter @{ ${body.join('; ')} }`;
}
