import type { Alert, Incident } from '../../src/alerts/alert';
import type { RemediationFacts } from '../../src/alerts/guard-rails';
import { kinds } from '../../src/alerts/kinds';

const TENANT = '22222222-2222-4222-8222-222222222222';

/** An alert of a known kind as it is read, without incidents. */
export function anAlertOf(slug: string, more: Partial<Alert> = {}): Alert {
  const kind = kinds.find((one) => one.slug === slug);
  if (!kind) throw new Error(`No kind ${slug}`);
  return {
    id: `DirectoryRole_${TENANT}_${kind.suffix}`,
    suffix: kind.suffix,
    slug,
    title: kind.title,
    severity: kind.severity,
    state: 'clean',
    incidentCount: 0,
    remediable: kind.remediation !== undefined,
    configurable: true,
    texts: { description: '', impact: '', howToFix: [], howToPrevent: [] },
    incidents: [],
    incidentsComplete: true,
    ...more,
  };
}

export function everyAlert(): readonly Alert[] {
  return kinds.map(({ slug }) => anAlertOf(slug));
}

/** An incident about a person with this name. */
export function anIncidentAbout(name: string, more: Partial<Incident> = {}): Incident {
  const plain = name.toLowerCase().replaceAll(' ', '.');
  return {
    id: `incident-${plain}`,
    principal: { id: `id-${plain}`, name, userPrincipalName: `${plain}@contoso.test` },
    role: { id: 'role-1', name: 'Exchange Administrator' },
    facts: [],
    ...more,
  };
}

/** A remediation that nothing speaks against. */
export function someFacts(more: Partial<RemediationFacts> = {}): RemediationFacts {
  return {
    effect: 'removes-role',
    incident: anIncidentAbout('Megan Bowen'),
    actorId: 'id-alex',
    breakGlass: [],
    own: [],
    minimumGlobalAdmins: 2,
    globalAdmins: undefined,
    principalKind: 'user',
    ...more,
  };
}

/** The same numbers for the same seed, in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
