#!/usr/bin/env node
// Prints the commands that grant the app exactly the application permissions that this configuration needs, least privilege first:
//   node scripts/graph-grants.mjs OBJECT_ID     of the service principal: the managed identity, or the app's enterprise application
// Reads CLOUD, GRAPH_WRITE_IDENTITY, SWEEP_REFRESH, OPERATORS, READERS, BREAK_GLASS, MicrosoftAppId, MicrosoftAppType and
// AZURE_CLIENT_ID from .env or the environment.
// Changes nothing itself. To be run by a Privileged Role Administrator.
import { existsSync, readFileSync } from 'node:fs';

const GRAPH = '00000003-0000-0000-c000-000000000000';
const [principal = ''] = process.argv.slice(2);
if (!/^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(principal)) {
  console.error('Usage: node scripts/graph-grants.mjs OBJECT_ID (a GUID, of the service principal)');
  process.exit(2);
}
if (existsSync('.env')) process.loadEnvFile('.env');
const { GRAPH_WRITE_IDENTITY, SWEEP_REFRESH, OPERATORS, READERS, BREAK_GLASS } = process.env;
const { CLOUD, MicrosoftAppId, MicrosoftAppType, AZURE_CLIENT_ID } = process.env;

const clouds = JSON.parse(readFileSync(new URL('../src/config/clouds.json', import.meta.url), 'utf8'));
const cloud = CLOUD?.trim().toLowerCase() || 'public';
if (!Object.hasOwn(clouds, cloud)) {
  console.error(`CLOUD is “${cloud}”; it can be ${Object.keys(clouds).join(', ')}.`);
  process.exit(2);
}
const { graphOrigin } = clouds[cloud];

const alerts =
  GRAPH_WRITE_IDENTITY?.trim().toLowerCase() === 'app' || SWEEP_REFRESH?.trim().toLowerCase() === 'on'
    ? ['RoleManagementAlert.ReadWrite.Directory', '11059518-d6a6-4851-98ed-509268489c4a']
    : ['RoleManagementAlert.Read.Directory', 'ef31918f-2d50-4755-8943-b8638c0a077e'];
const groups = OPERATORS?.trim() || READERS?.trim();
// Only the directory tells which of these ids are groups', so the script that is printed asks it.
const perhapsGroups = groups ? [] : (BREAK_GLASS?.match(/[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/gi) ?? []);
const GROUPS = ['GroupMember.Read.All', '98830695-27a2-44f7-8c18-0c3ebc9698f6'];
const onlyIdentity =
  AZURE_CLIENT_ID || (MicrosoftAppType?.toLowerCase() === 'userassignedmsi' ? MicrosoftAppId : '');
const isTwo = MicrosoftAppId && MicrosoftAppId.toLowerCase() !== onlyIdentity?.toLowerCase();
const grants = [
  alerts,
  ['RoleManagement.Read.Directory', '483bed4a-2ad3-4361-a73b-c83ccdbdc53c'],
  ['User.Read.All', 'df021288-bdef-4463-88db-98f22de89214'],
  ...(groups ? [GROUPS] : []),
  ...(isTwo ? [['Application.Read.All', '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30']] : []),
];

/** @param {string[]} grant */
function commandsFor([name, id]) {
  const body = `{\\"principalId\\":\\"${principal}\\",\\"resourceId\\":\\"$GRAPH\\",\\"appRoleId\\":\\"${id}\\"}`;
  return [
    `# ${name}`,
    'az rest --method POST --headers Content-Type=application/json \\',
    `  --url ${graphOrigin}/v1.0/servicePrincipals/${principal}/appRoleAssignments \\`,
    `  --body "${body}"`,
  ];
}

const lines = [
  `GRAPH=$(az ad sp show --id ${GRAPH} --query id --output tsv)`,
  ...grants.flatMap(commandsFor),
];
if (perhapsGroups.length > 0) {
  const asks = perhapsGroups.map((id) => `az ad group show --group ${id} >/dev/null 2>&1`);
  lines.push(`if ${asks.join(' || ')}; then`, ...commandsFor(GROUPS), 'fi');
}
console.log(lines.join('\n'));
