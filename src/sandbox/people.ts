import {
  GLOBAL_ADMINISTRATOR,
  GLOBAL_READER,
  PRIVILEGED_ROLE_ADMINISTRATOR,
  SECURITY_READER,
  type BuiltInRole,
} from './roles';

export const TENANT_ID = '7c1d0e52-3f4b-4a86-9d27-5b80c6e1f934';
export const TENANT_DOMAIN = 'lindenhof.example';

/** Somebody a visitor can be or meet in the Playground, who also exists in the pretend directory. */
export interface Person {
  /** The Playground's own id, as its configuration file wants it. */
  readonly playgroundId: string;
  readonly aadObjectId: string;
  readonly givenName: string;
  readonly surname: string;
  readonly name: string;
  readonly userPrincipalName: string;
  /** What the person can do from the start; `eligible` is not active, so it allows nothing yet. */
  readonly role?: { readonly id: BuiltInRole['id']; readonly how: 'active' | 'eligible' };
}

/** Reads and changes alerts. */
export const CURRENT_USER = person('0', 'b3a1f6c4-52d7-4e0f-8c19-6f2e7d40a801', 'Ines', 'Okafor', {
  id: PRIVILEGED_ROLE_ADMINISTRATOR,
  how: 'active',
});

/** Exactly five, as the Playground asks; one for each way that Entra can answer. */
export const OTHERS: readonly Person[] = [
  person('1', '4d9e2b70-1c85-4f3a-a6d2-90b7e5c1f302', 'Tomasz', 'Zieliński', {
    id: GLOBAL_ADMINISTRATOR,
    how: 'active',
  }),
  person('2', '8f07c3d5-6ea9-4b12-b4f8-2d91a0e6c703', 'Priya', 'Raghunathan', {
    id: SECURITY_READER,
    how: 'active',
  }),
  person('3', 'e52b84a9-0d36-4c71-9e5a-c7f3186bd204', 'Mateo', 'Quispe', {
    id: GLOBAL_READER,
    how: 'active',
  }),
  person('4', '1a6cf9e8-b740-4d25-8a3e-54e0d2b97c05', 'Aiko', 'Brandt', {
    id: PRIVILEGED_ROLE_ADMINISTRATOR,
    how: 'eligible',
  }),
  person('5', 'c90d7e13-f528-4a6b-bd04-a18e63f5b206', 'Samir', 'Haddad'),
];

export const PEOPLE: readonly Person[] = [CURRENT_USER, ...OTHERS];

function person(
  number: string,
  aadObjectId: string,
  givenName: string,
  surname: string,
  role?: Person['role'],
): Person {
  const plain = `${givenName}.${surname}`
    .normalize('NFD')
    .replace(/[^A-Za-z.]/g, '')
    .toLowerCase();
  return {
    playgroundId: `user-id-${number}`,
    aadObjectId,
    givenName,
    surname,
    name: `${givenName} ${surname}`,
    userPrincipalName: `${plain}@${TENANT_DOMAIN}`,
    ...(role ? { role } : {}),
  };
}
