import { stableGuid } from './ids';
import { CURRENT_USER, OTHERS, TENANT_DOMAIN } from './people';
import { DAY, type DirectoryPrincipal, type Group, type ServicePrincipal, type User } from './state';

/** Names as a directory may hold them: nobody promises that they are harmless in a chat card. */
export const AWKWARD_NAMES = {
  link: '[Verify your account](http://phish.example/login)',
  mention: '<at>Everyone</at> & "friends"',
  reversed: '\u202eresU detsurT\u202c (External)',
  rightToLeft: 'ليلى الحسيني',
  formatted: '**Root** _of_ `all` ${evil} # {{things}}',
  long: `Wolfeschlegelsteinhausenbergerdorff ${'von Hohenlohe-Langenburg '.repeat(8)}`.trim(),
} as const;

const PLAIN_NAMES = [
  'Adaeze Nwosu',
  'Bjørn Aasen',
  'Camille Lefèvre',
  'Daniela Petrov',
  'Emeka Obi',
  'Fatima Zahra Bennani',
  'Gustavo Pereira',
  'Hana Kovář',
  'Ibrahim Yıldız',
  'Jia Wei Tan',
  'Katarzyna Wrona',
  'Liam O’Sullivan',
  'Mei-Ling Chou',
  'Nikhil Deshpande',
  'Oksana Melnyk',
  'Paolo Ricci',
  'Quentin Moreau',
  'Ravi Subramaniam',
  'Siobhán Byrne',
  'Thandiwe Mokoena',
  'Ulrike Stein',
  'Viktor Lindqvist',
  'Wanjiru Kamau',
  'Xiomara Delgado',
  'Yusuf Demir',
  'Zofia Nowak',
] as const;

const DEPARTMENTS = ['IT Operations', 'Security', 'Finance', 'Human Resources', 'Engineering'] as const;

export type CrowdName = (typeof PLAIN_NAMES)[number] | keyof typeof AWKWARD_NAMES | 'Break Glass One';

/** Everyone else in the tenant: users, two applications and four groups. */
export function crowd(now: number): readonly DirectoryPrincipal[] {
  const plain = PLAIN_NAMES.map((name, index) => user(name, name, now, index));
  const awkward = Object.entries(AWKWARD_NAMES).map(([key, name], index) =>
    user(key, name, now, PLAIN_NAMES.length + index),
  );
  return [
    ...plain,
    ...awkward,
    { ...user('Break Glass One', 'Break Glass One', now, 90), lastSignInAt: undefined },
    { ...user('guest', 'Rosa Ferreira (Vendor)', now, 91), guest: true, givenName: null, surname: null },
    ...APPLICATIONS.map((name) => application(name, now)),
    group('Cloud Operations', now, [crowdId('Emeka Obi'), groupId('Cloud Operations On-call')]),
    group('Cloud Operations On-call', now, [crowdId('Hana Kovář'), crowdId('Viktor Lindqvist')]),
    group('PIM Operators', now, [CURRENT_USER.aadObjectId, groupId('Security Duty')]),
    group('Security Duty', now, [
      ...OTHERS.slice(0, 1).map((one) => one.aadObjectId),
      crowdId('Oksana Melnyk'),
    ]),
  ];
}

const APPLICATIONS = ['Nightly Backup Automation', 'legacy-sync-connector'] as const;

export function crowdId(name: CrowdName | 'guest'): string {
  return stableGuid(`user ${name}`);
}

export function groupId(name: string): string {
  return stableGuid(`group ${name}`);
}

export function applicationId(name: (typeof APPLICATIONS)[number]): string {
  return stableGuid(`application ${name}`);
}

function user(key: string, displayName: string, now: number, index: number): User {
  const ascii = key
    .normalize('NFD')
    .replace(/[^A-Za-z ]/g, '')
    .trim()
    .replace(/ +/g, '.')
    .toLowerCase();
  const [givenName, ...rest] = displayName.split(' ');
  return {
    kind: 'user',
    id: stableGuid(`user ${key}`),
    displayName,
    userPrincipalName: `${ascii}@${TENANT_DOMAIN}`,
    givenName: givenName ?? null,
    surname: rest.length > 0 ? rest.join(' ').slice(0, 64) : null,
    department: DEPARTMENTS[index % DEPARTMENTS.length] ?? null,
    jobTitle: index % 3 === 0 ? null : 'Specialist',
    guest: false,
    createdAt: now - (400 + index * 11) * DAY - index * 7_919,
    enabled: true,
    lastSignInAt: now - (1 + (index % 9)) * DAY - index * 60_413,
  };
}

function application(displayName: (typeof APPLICATIONS)[number], now: number): ServicePrincipal {
  return {
    kind: 'servicePrincipal',
    id: applicationId(displayName),
    displayName,
    appId: stableGuid(`app ${displayName}`),
    createdAt: now - 700 * DAY,
    enabled: true,
  };
}

function group(displayName: string, now: number, members: readonly string[]): Group {
  return {
    kind: 'group',
    id: groupId(displayName),
    displayName,
    createdAt: now - 500 * DAY,
    members: new Set(members),
  };
}
