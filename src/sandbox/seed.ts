import { applicationId, crowd, crowdId, groupId, type CrowdName } from './crowd';
import { assignmentId } from './ids';
import { PEOPLE, TENANT_ID } from './people';
import {
  APPLICATION_ADMINISTRATOR,
  EXCHANGE_ADMINISTRATOR,
  GLOBAL_ADMINISTRATOR,
  GLOBAL_READER,
  HELPDESK_ADMINISTRATOR,
  PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
  SECURITY_ADMINISTRATOR,
  SECURITY_READER,
  SHAREPOINT_ADMINISTRATOR,
  USER_ADMINISTRATOR,
} from './roles';
import { assign, DAY, HOUR, isUser, type Assignment, type Tenant } from './state';

/** Who may do what when the sandbox starts: some of it as it should be, some of it not. Ages in days. */
export function seedTenant(now: number, id = TENANT_ID): Tenant {
  const tenant: Tenant = {
    id,
    principals: new Map(crowd(now).map((principal) => [principal.id, principal])),
    assignments: new Map(),
    activations: [],
    rolesWithoutMfa: new Set([HELPDESK_ADMINISTRATOR, SHAREPOINT_ADMINISTRATOR]),
    licence: 'Active',
  };
  const give = (
    principalId: string,
    roleId: string,
    kind: Assignment['kind'],
    age: number,
    madeThrough: Assignment['madeThrough'] = 'pim',
  ) =>
    assign(tenant, {
      id: assignmentId(`${principalId} ${roleId} ${kind}`),
      principalId,
      roleId,
      kind,
      madeThrough,
      createdAt: now - age * DAY - age * 1_237,
    });
  const used = (who: CrowdName, roleId: string, age: number) =>
    activate(tenant, crowdId(who), roleId, now - age * DAY);

  addPeople(tenant, now, give);

  give(crowdId('Break Glass One'), GLOBAL_ADMINISTRATOR, 'active', 380);
  give(crowdId('Oksana Melnyk'), GLOBAL_ADMINISTRATOR, 'active', 210);
  give(crowdId('Gustavo Pereira'), GLOBAL_ADMINISTRATOR, 'active', 95);
  give(applicationId('Nightly Backup Automation'), GLOBAL_ADMINISTRATOR, 'active', 12, 'elsewhere');

  give(crowdId('Paolo Ricci'), EXCHANGE_ADMINISTRATOR, 'active', 3, 'elsewhere');
  give(crowdId('link'), USER_ADMINISTRATOR, 'active', 1, 'elsewhere');
  give(groupId('Cloud Operations'), USER_ADMINISTRATOR, 'active', 20, 'elsewhere');
  give(crowdId('Zofia Nowak'), SHAREPOINT_ADMINISTRATOR, 'active', 160, 'elsewhere');

  give(crowdId('Quentin Moreau'), HELPDESK_ADMINISTRATOR, 'active', 260);
  give(crowdId('Wanjiru Kamau'), EXCHANGE_ADMINISTRATOR, 'eligible', 190);
  give(crowdId('mention'), SHAREPOINT_ADMINISTRATOR, 'active', 140);
  give(crowdId('reversed'), APPLICATION_ADMINISTRATOR, 'active', 120);
  goQuiet(tenant, crowdId('Quentin Moreau'), now - 74 * DAY);
  goQuiet(tenant, crowdId('Wanjiru Kamau'), now - 41 * DAY);
  goQuiet(tenant, crowdId('mention'), now - 203 * DAY);
  goQuiet(tenant, crowdId('reversed'), undefined);

  // Enough eligible and unused roles for a list of incidents that does not fit on one card.
  const unused: readonly (readonly [CrowdName, string])[] = [
    ['Adaeze Nwosu', USER_ADMINISTRATOR],
    ['Bjørn Aasen', HELPDESK_ADMINISTRATOR],
    ['Camille Lefèvre', EXCHANGE_ADMINISTRATOR],
    ['Daniela Petrov', SHAREPOINT_ADMINISTRATOR],
    ['Fatima Zahra Bennani', GLOBAL_READER],
    ['Ibrahim Yıldız', SECURITY_ADMINISTRATOR],
    ['Jia Wei Tan', APPLICATION_ADMINISTRATOR],
    ['Katarzyna Wrona', PRIVILEGED_AUTHENTICATION_ADMINISTRATOR],
    ['long', USER_ADMINISTRATOR],
    ['rightToLeft', HELPDESK_ADMINISTRATOR],
    ['formatted', SECURITY_READER],
  ];
  unused.forEach(([who, roleId], index) => give(crowdId(who), roleId, 'eligible', 45 + index * 13));
  used('Adaeze Nwosu', USER_ADMINISTRATOR, 33);
  used('Camille Lefèvre', EXCHANGE_ADMINISTRATOR, 58);
  used('Ibrahim Yıldız', SECURITY_ADMINISTRATOR, 91);

  const busy: readonly (readonly [CrowdName, string])[] = [
    ['Liam O’Sullivan', SECURITY_ADMINISTRATOR],
    ['Nikhil Deshpande', APPLICATION_ADMINISTRATOR],
    ['Thandiwe Mokoena', EXCHANGE_ADMINISTRATOR],
    ['Ulrike Stein', USER_ADMINISTRATOR],
    ['Yusuf Demir', PRIVILEGED_AUTHENTICATION_ADMINISTRATOR],
  ];
  busy.forEach(([who, roleId], index) => {
    give(crowdId(who), roleId, 'eligible', 100 + index * 17);
    used(who, roleId, 2 + index * 3);
  });
  activate(tenant, crowdId('Ulrike Stein'), USER_ADMINISTRATOR, now - HOUR);

  [0, 4, 9, 13].forEach((second) =>
    activate(tenant, crowdId('Nikhil Deshpande'), APPLICATION_ADMINISTRATOR, now - 5 * DAY + second * 1_000),
  );
  return tenant;
}

/** Back to the first day, in place. */
export function reseedTenant(tenant: Tenant, now: number): void {
  const fresh = seedTenant(now);
  tenant.principals.clear();
  tenant.assignments.clear();
  tenant.rolesWithoutMfa.clear();
  for (const [id, principal] of fresh.principals) tenant.principals.set(id, principal);
  for (const [id, assignment] of fresh.assignments) tenant.assignments.set(id, assignment);
  for (const roleId of fresh.rolesWithoutMfa) tenant.rolesWithoutMfa.add(roleId);
  tenant.activations.splice(0, tenant.activations.length, ...fresh.activations);
  tenant.licence = fresh.licence;
}

export function activate(tenant: Tenant, principalId: string, roleId: string, at: number, hours = 8): void {
  const id = assignmentId(`activation ${principalId} ${roleId} ${at}`);
  tenant.activations.push({ id, principalId, roleId, startedAt: at, endsAt: at + hours * HOUR });
}

function addPeople(
  tenant: Tenant,
  now: number,
  give: (principalId: string, roleId: string, kind: Assignment['kind'], age: number) => unknown,
): void {
  PEOPLE.forEach((person, index) => {
    tenant.principals.set(person.aadObjectId, {
      kind: 'user',
      id: person.aadObjectId,
      displayName: person.name,
      userPrincipalName: person.userPrincipalName,
      givenName: person.givenName,
      surname: person.surname,
      department: 'IT Operations',
      jobTitle: 'Administrator',
      guest: false,
      createdAt: now - (900 + index) * DAY,
      enabled: true,
      lastSignInAt: now - index * HOUR,
    });
    if (person.role) give(person.aadObjectId, person.role.id, person.role.how, 10 + index);
  });
}

function goQuiet(tenant: Tenant, id: string, since: number | undefined): void {
  const principal = tenant.principals.get(id);
  if (isUser(principal)) principal.lastSignInAt = since;
}
