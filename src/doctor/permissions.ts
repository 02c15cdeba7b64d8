import type { AppSettings } from '../config/app';
import type { TenantSettings } from '../config/tenant';
import { findings, type Finding } from './finding';

interface Need {
  readonly permission: string;
  /** Permissions that include it. */
  readonly or?: readonly string[];
  readonly purpose: string;
  readonly when: (tenant: TenantSettings, app: AppSettings, namesGroup: boolean) => boolean;
}

const WRITES_AS_APP = ({ writeIdentity, sweep }: TenantSettings): boolean =>
  writeIdentity === 'app' || sweep.refresh;

const NEEDS: readonly Need[] = [
  {
    permission: 'RoleManagementAlert.Read.Directory',
    or: ['RoleManagementAlert.ReadWrite.Directory'],
    purpose: 'reading alerts in the background',
    when: () => true,
  },
  {
    permission: 'RoleManagementAlert.ReadWrite.Directory',
    purpose: 'GRAPH_WRITE_IDENTITY=app or SWEEP_REFRESH=on',
    when: WRITES_AS_APP,
  },
  {
    permission: 'RoleManagement.Read.Directory',
    or: ['RoleManagement.Read.All', 'RoleManagement.ReadWrite.Directory'],
    purpose: 'counting Global Administrators before one is removed',
    when: () => true,
  },
  {
    permission: 'GroupMember.Read.All',
    or: ['Group.Read.All', 'Directory.Read.All'],
    purpose: 'groups in OPERATORS, READERS and BREAK_GLASS',
    // Whoever is not named there may be in a group that is: it has to be asked of everybody.
    when: ({ operators, readers }, _app, namesGroup) => namesGroup || operators.length + readers.length > 0,
  },
  {
    permission: 'User.Read.All',
    or: ['Directory.Read.All'],
    purpose: 'counting as Global Administrators only accounts in use',
    when: () => true,
  },
  {
    permission: 'Application.Read.All',
    or: ['Directory.Read.All'],
    purpose:
      'knowing the bot’s own identity; until then no application’s role is removed, for it could be its own',
    when: hasSecondIdentity,
  },
];

/** The channel knows Rolecall by another application than Graph does, and only the directory tells the object id of that one. */
function hasSecondIdentity({ credential }: TenantSettings, app: AppSettings): boolean {
  if (app.kind === 'none' || !credential) return false;
  return app.appId.toLowerCase() !== credential.clientId?.toLowerCase();
}

const { ok, note, wrong } = findings('Graph permissions');

/**
 * Compares the application permissions in a token with what this configuration needs, and with what it does not. `namesGroup`: an
 * id in `BREAK_GLASS` may be a group's.
 */
export function judgePermissions(
  granted: readonly string[],
  tenant: TenantSettings,
  app: AppSettings,
  namesGroup = false,
): readonly Finding[] {
  const needs = NEEDS.filter(({ when }) => when(tenant, app, namesGroup));
  const lacking = needs.filter(
    ({ permission, or = [] }) => ![permission, ...or].some((one) => granted.includes(one)),
  );
  const known = new Set(NEEDS.flatMap(({ permission, or = [] }) => [permission, ...or]));
  // Writing includes reading, but who only reads should not be able to write.
  if (!WRITES_AS_APP(tenant)) known.delete('RoleManagementAlert.ReadWrite.Directory');
  known.delete('RoleManagement.ReadWrite.Directory');
  const beyond = granted.filter((one) => !known.has(one));
  const mend =
    'scripts/graph-grants.mjs prints the commands that grant exactly what this configuration needs; docs/install.md explains them.';
  return [
    ...lacking.map(({ permission, purpose }) =>
      wrong(`The application permission ${permission} is missing: ${purpose}.`, mend),
    ),
    ...(beyond.length === 0
      ? []
      : [
          note(
            `The app may do more than Rolecall needs: ${beyond.join(', ')}.`,
            'Remove them under API permissions, unless the app serves something else as well.',
          ),
        ]),
    ...(lacking.length > 0 ? [] : [ok(`Granted: ${granted.join(', ')}.`)]),
  ];
}
