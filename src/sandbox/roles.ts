export interface BuiltInRole {
  /** Built-in roles have the same template and definition id in every tenant. */
  readonly id: string;
  readonly name: string;
}

export const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';
export const PRIVILEGED_ROLE_ADMINISTRATOR = 'e8611ab8-c189-46e8-94e1-60213ab1f814';
export const SECURITY_ADMINISTRATOR = '194ae4cb-b126-40b2-bd5b-6091b380977d';
export const SECURITY_READER = '5d6b6bb7-de71-4623-b4af-96380a352509';
export const GLOBAL_READER = 'f2ef992c-3afb-46b9-b7cf-a126ee74c451';
export const USER_ADMINISTRATOR = 'fe930be7-5e62-47db-91af-98c3a49a38b1';
export const PRIVILEGED_AUTHENTICATION_ADMINISTRATOR = '7be44c8a-adaf-4e2a-84d6-ab2649e08a13';
export const EXCHANGE_ADMINISTRATOR = '29232cdf-9323-42fd-ade2-1d097af3e4de';
export const SHAREPOINT_ADMINISTRATOR = 'f28a1f50-f6e7-4571-818b-6a12f2af6b6c';
export const APPLICATION_ADMINISTRATOR = '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3';
export const HELPDESK_ADMINISTRATOR = '729827e3-9c14-49f7-bb1b-9608f156bbb8';

export const BUILT_IN_ROLES: readonly BuiltInRole[] = [
  { id: GLOBAL_ADMINISTRATOR, name: 'Global Administrator' },
  { id: PRIVILEGED_ROLE_ADMINISTRATOR, name: 'Privileged Role Administrator' },
  { id: SECURITY_ADMINISTRATOR, name: 'Security Administrator' },
  { id: SECURITY_READER, name: 'Security Reader' },
  { id: GLOBAL_READER, name: 'Global Reader' },
  { id: USER_ADMINISTRATOR, name: 'User Administrator' },
  { id: PRIVILEGED_AUTHENTICATION_ADMINISTRATOR, name: 'Privileged Authentication Administrator' },
  { id: EXCHANGE_ADMINISTRATOR, name: 'Exchange Administrator' },
  { id: SHAREPOINT_ADMINISTRATOR, name: 'SharePoint Administrator' },
  { id: APPLICATION_ADMINISTRATOR, name: 'Application Administrator' },
  { id: HELPDESK_ADMINISTRATOR, name: 'Helpdesk Administrator' },
];

export function roleName(id: string): string {
  return BUILT_IN_ROLES.find((role) => role.id === id)?.name ?? id;
}
