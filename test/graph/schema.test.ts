import { alertOf, configurationOf, definitionOf } from '../../src/graph/schema';
import { incidentsOf } from '../../src/graph/incidents';
import { kindOf } from '../../src/alerts/kinds/index';
import { alertId } from './support';

function read(members: object) {
  const result = alertOf({ id: alertId('StaleSignInAlert'), ...members });
  if (!result) throw new Error('No alert');
  return result.alert;
}

describe('the state of an alert', () => {
  it.each([
    ['active', { isActive: true, incidentCount: 2 }],
    ['active', { isActive: true, incidentCount: 0 }],
    ['active', { isActive: 'true', incidentCount: 1 }],
    ['clean', { isActive: false, incidentCount: 0 }],
    ['clean', { isActive: null, incidentCount: null }],
    ['clean', {}],
    ['dismissed', { isActive: false, incidentCount: 2 }],
    ['active', { isActive: null, incidentCount: 2 }],
    ['dismissed', { isActive: false, incidentCount: null, alertIncidents: [{ id: 'x' }] }],
    ['disabled', { isActive: false, incidentCount: 2, alertConfiguration: { isEnabled: false } }],
    ['disabled', { isActive: true, incidentCount: 2, alertConfiguration: { isEnabled: 'false' } }],
    ['dismissed', { isActive: false, incidentCount: 2, alertConfiguration: { isEnabled: 'true' } }],
    ['clean', { isActive: false, alertConfiguration: { isEnabled: null } }],
  ])('is %s for %j', (state, members) => {
    expect(read(members).state).toBe(state);
  });

  it.each([
    [true, { isActive: null, incidentCount: 2 }],
    [true, { incidentCount: 2 }],
    [true, { isActive: false, alertConfiguration: { isEnabled: null } }],
    [undefined, { isActive: false, alertConfiguration: {} }],
    [undefined, { isActive: 'false', incidentCount: 2 }],
  ])('is doubtful (%s) for %j', (doubtful, members) => {
    expect(read(members).doubtful).toBe(doubtful);
  });
});

describe('an alert', () => {
  it('whose incidents came without an id says that its list is no evidence', () => {
    expect(read({ isActive: true, alertIncidents: [{ id: null }, { id: 'x' }] })).toMatchObject({
      incidentCount: 2,
      incidents: [{ id: 'x' }],
      rowsLost: true,
    });
  });

  it('of nothing but nulls is shown with what is known of its type', () => {
    const nulls = {
      alertDefinitionId: null,
      scopeId: null,
      incidentCount: null,
      isActive: null,
      lastModifiedDateTime: null,
      lastScannedDateTime: null,
      alertDefinition: null,
      alertConfiguration: null,
      alertIncidents: null,
    };

    expect(read(nulls)).toEqual({
      id: alertId('StaleSignInAlert'),
      suffix: 'StaleSignInAlert',
      slug: 'stale',
      title: 'Stale accounts hold privileged roles',
      severity: 'medium',
      state: 'clean',
      doubtful: true,
      incidentCount: 0,
      remediable: true,
      configurable: true,
      texts: { description: '', impact: '', howToFix: [], howToPrevent: [] },
      incidents: [],
      incidentsComplete: true,
    });
  });

  it('with members of the wrong type is shown all the same', () => {
    const wrong = {
      incidentCount: 'many',
      isActive: 7,
      lastScannedDateTime: 'yesterday',
      alertDefinition: 'x',
      alertConfiguration: [],
      alertIncidents: {},
    };

    expect(read(wrong)).toMatchObject({ state: 'clean', incidentCount: 0, incidents: [] });
  });

  it.each(['0001-01-01T08:00:00Z', '0001-01-01T00:00:00Z', '', 'never'])(
    'last changed at “%s” was never changed',
    (value) => {
      expect(read({ lastModifiedDateTime: value })).not.toHaveProperty('lastModified');
    },
  );

  it('without an id of its own is known by its definition’s', () => {
    expect(alertOf({ alertDefinitionId: alertId('StaleSignInAlert') })?.alert.slug).toBe('stale');
  });

  it('is matched by the end of its id in any case, never by its display name', () => {
    const alert = alertOf({
      id: alertId('stalesigninALERT'),
      alertDefinition: { displayName: 'There are too many global administrators' },
    })?.alert;

    expect(alert).toMatchObject({ slug: 'stale', suffix: 'StaleSignInAlert' });
  });

  it('of a type nobody knows carries the tenant’s own words', () => {
    const alert = alertOf({
      id: alertId('BrandNewThingAlert'),
      isActive: true,
      incidentCount: 1,
      alertDefinition: {
        displayName: 'A <b>brand new</b> thing',
        severityLevel: 'high',
        isRemediatable: true,
        description: 'New.',
      },
      alertConfiguration: {
        '@odata.type': '#microsoft.graph.brandNewThingAlertConfiguration',
        isEnabled: true,
      },
      alertIncidents: [
        {
          '@odata.type': '#microsoft.graph.brandNewThingAlertIncident',
          id: 'x',
          assigneeId: 'p',
          oddCount: 3,
          nested: {},
        },
      ],
    })?.alert;

    expect(alert).toMatchObject({
      slug: 'brand-new-thing',
      title: 'A brand new thing',
      severity: 'high',
      state: 'active',
      remediable: true,
      configurable: false,
      texts: { description: 'New.' },
      incidents: [
        {
          id: 'x',
          principal: { id: 'p', name: 'p' },
          facts: [{ label: 'Odd count', type: 'number', value: 3 }],
        },
      ],
    });
  });

  it('is complete with all its rows, even where one of them is unusable', () => {
    const alert = read({ incidentCount: 2, alertIncidents: [{ id: 'x' }, {}] });

    expect(alert).toMatchObject({ incidents: [{ id: 'x' }], incidentsComplete: true });
  });

  it('fills the tenant’s placeholders with its own count and threshold', () => {
    const alert = read({
      incidentCount: 4,
      alertDefinition: { description: '{0} account(s) in the past {1} day(s)' },
      alertConfiguration: { duration: 'P45D' },
    });

    expect(alert.texts.description).toBe('4 account(s) in the past 45 day(s)');
  });
});

describe('a definition', () => {
  it.each([
    ['High', 'high'],
    ['unknownFutureValue', 'unknown'],
    ['critical', 'unknown'],
    ['informational', 'informational'],
    [null, 'medium'],
    [undefined, 'medium'],
  ])('of severity %s is %s', (severityLevel, severity) => {
    expect(definitionOf(kindOf('StaleSignInAlert'), 'x', { severityLevel }).severity).toBe(severity);
  });

  it('that says an alert cannot be remediated is believed', () => {
    const definition = definitionOf(kindOf('StaleSignInAlert'), 'x', { isRemediatable: false });

    expect(definition.remediable).toBe(false);
  });
});

describe('a configuration', () => {
  it('keeps its own thresholds and leaves out what every row has', () => {
    const row = {
      '@odata.type': '#microsoft.graph.sequentialActivationRenewalsAlertConfiguration',
      id: 'x',
      alertDefinitionId: 'x',
      scopeType: 'DirectoryRole',
      scopeId: '/',
      isEnabled: true,
      timeIntervalBetweenActivations: 'PT10S',
      sequentialActivationCounterThreshold: '3',
      somethingNull: null,
      alertDefinition: {},
    };

    expect(configurationOf(kindOf('SequentialActivationRenewalsAlert'), row)).toEqual({
      type: '#microsoft.graph.sequentialActivationRenewalsAlertConfiguration',
      enabled: true,
      settings: { timeIntervalBetweenActivations: 'PT10S', sequentialActivationCounterThreshold: 3 },
    });
  });

  it('without a type has the one of its alert', () => {
    expect(configurationOf(kindOf('StaleSignInAlert'), {})?.type).toBe(
      '#microsoft.graph.staleSignInAlertConfiguration',
    );
  });
});

describe('an incident', () => {
  const stale = kindOf('StaleSignInAlert');

  function only(row: object) {
    return incidentsOf(stale, [row]).incidents[0];
  }

  it('of nulls is shown by its id', () => {
    const nulls = { assigneeId: null, roleTemplateId: null, lastSignInDateTime: null };

    expect(only({ id: 'x', ...nulls })).toEqual({
      id: 'x',
      facts: [
        { label: 'Last sign-in', type: 'moment', value: undefined },
        { label: 'Assigned', type: 'moment', value: undefined },
      ],
    });
  });

  it('without a user principal name is named by its display name, without that by its id', () => {
    expect(only({ id: 'x', assigneeId: 'g1', assigneeDisplayName: 'Owners' })?.principal).toEqual({
      id: 'g1',
      name: 'Owners',
    });
    expect(only({ id: 'x', assigneeId: 'g1' })?.principal).toEqual({ id: 'g1', name: 'g1' });
  });

  it('with a type of another alert is read as that type', () => {
    const row = {
      '@odata.type': '#microsoft.graph.redundantAssignmentAlertIncident',
      id: 'x',
      lastActivationDateTime: '2026-01-02T03:04:05Z',
    };

    expect(only(row)?.facts).toEqual([
      { label: 'Last activation', type: 'moment', value: '2026-01-02T03:04:05.000Z' },
    ]);
  });

  it('under the name that the reference pages give it by mistake is still read', () => {
    const row = {
      '@odata.type': '#microsoft.graph.rolesAssignedOutsidePrivilegedIdentityManagementAlertConfiguration',
      id: 'x',
      assignmentCreatedDateTime: '2026-01-02T03:04:05Z',
    };

    expect(only(row)?.facts[0]?.label).toBe('Assigned');
  });

  it('of a type nobody knows is shown plainly', () => {
    const row = { '@odata.type': '#microsoft.graph.newIncident', id: 'x', riskLevel: 'high' };

    expect(only(row)?.facts).toEqual([{ label: 'Risk level', type: 'text', value: 'high' }]);
  });

  it('whose type cannot cope with it is shown plainly', () => {
    const fragile = {
      ...stale,
      incident: () => {
        throw new TypeError('cannot read');
      },
    };

    const { incidents } = incidentsOf(fragile, [{ id: 'x', activationCount: 2 }]);

    expect(incidents).toEqual([
      { id: 'x', facts: [{ label: 'Activation count', type: 'number', value: 2 }] },
    ]);
  });

  it('with a number that came as text shows the text', () => {
    const renewals = kindOf('SequentialActivationRenewalsAlert');

    const { incidents } = incidentsOf(renewals, [{ id: 'x', activationCount: '5' }]);

    expect(incidents[0]?.facts[0]).toEqual({ label: 'Activations', type: 'text', value: '5' });
  });

  it('without an id is counted and left out', () => {
    expect(incidentsOf(stale, [{}, null, 'x', { id: 7 }])).toEqual({ incidents: [], dropped: 4 });
  });
});
