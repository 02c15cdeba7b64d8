import type { Detector } from './detector';

/** The service may gain alert types; a client must bear one it does not know. Not among the seven, added on demand. */
export const unheardOf: Detector = {
  suffix: 'DormantAgentIdentityAlert',
  configurationType: '#microsoft.graph.dormantAgentIdentityAlertConfiguration',
  incidentType: '#microsoft.graph.dormantAgentIdentityAlertIncident',
  definition: {
    displayName: 'Agents hold privileged roles and do nothing',
    severityLevel: 'unknownFutureValue',
    securityImpact: 'An agent that nobody watches can be taken over.',
    mitigationSteps: '·Retire the agent.\r\n·Or give it an owner.',
    howToPrevent: 'Give each agent an owner.',
    isConfigurable: false,
  },
  describe: (incidents) => `${incidents} agent(s) hold a privileged role`,
  thresholds: [],
  find: () => [
    {
      id: 'agent:17/α',
      fields: {
        agentName: 'Invoice <b>sorter</b>',
        riskScore: 0.73,
        owner: null,
        lastSeenDateTime: '0001-01-01T00:00:00Z',
      },
    },
  ],
};
