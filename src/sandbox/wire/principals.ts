import type { DirectoryPrincipal, Group, ServicePrincipal, User } from '../state';
import { wireInstant } from './instants';

type Wire = Record<string, unknown>;

/** What a user looks like unless `$select` asks for something else. */
export const USER_DEFAULTS: readonly string[] = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
  'id',
];

export function userWire(user: User): Wire {
  return {
    businessPhones: [],
    displayName: user.displayName,
    givenName: user.givenName,
    jobTitle: user.jobTitle,
    mail: user.userPrincipalName,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    surname: user.surname,
    userPrincipalName: user.userPrincipalName,
    id: user.id,
    accountEnabled: user.enabled,
    userType: user.guest ? 'Guest' : 'Member',
    createdDateTime: wireInstant(user.createdAt),
    department: user.department,
    signInActivity:
      user.lastSignInAt === undefined
        ? null
        : {
            lastSignInDateTime: wireInstant(user.lastSignInAt),
            lastSuccessfulSignInDateTime: wireInstant(user.lastSignInAt),
          },
  };
}

function groupWire(group: Group): Wire {
  return {
    id: group.id,
    createdDateTime: wireInstant(group.createdAt),
    description: null,
    displayName: group.displayName,
    groupTypes: [],
    isAssignableToRole: true,
    mailEnabled: false,
    securityEnabled: true,
  };
}

function servicePrincipalWire(application: ServicePrincipal): Wire {
  return {
    id: application.id,
    accountEnabled: application.enabled,
    appDisplayName: application.displayName,
    appId: application.appId,
    createdDateTime: wireInstant(application.createdAt),
    displayName: application.displayName,
    servicePrincipalType: 'Application',
  };
}

/** Any directory object, by its own kind. */
export function principalWire(principal: DirectoryPrincipal): Wire {
  switch (principal.kind) {
    case 'user':
      return pick(userWire(principal), USER_DEFAULTS);
    case 'group':
      return groupWire(principal);
    case 'servicePrincipal':
      return servicePrincipalWire(principal);
  }
}

/** Of what a caller may not read, the directory says that it is there and no more. */
export function hiddenWire(principal: DirectoryPrincipal): Wire {
  const names = Object.keys(principalWire(principal));
  return { ...Object.fromEntries(names.map((name) => [name, null])), id: principal.id };
}

export function typed(principal: DirectoryPrincipal, wire: Wire): Wire {
  return { '@odata.type': `#microsoft.graph.${principal.kind}`, ...wire };
}

export function pick(wire: Wire, names: readonly string[]): Wire {
  return Object.fromEntries(Object.entries(wire).filter(([name]) => names.includes(name)));
}
