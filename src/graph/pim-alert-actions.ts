import { GraphError, type PimAlertActions, type Receipt } from '../ports/pim-alerts';
import { segment } from './addresses';
import type { GraphAnswer, GraphCall, GraphClient } from './client';
import { ALERTS } from './pim-alerts';

export interface PimAlertActionsOptions {
  readonly client: GraphClient;
  /** The person's own Graph token; absent: the app's credential. Kept no longer than this object. */
  readonly token?: string;
  /** After every order, whether it went through or not: what was read before may be out of date. */
  readonly afterChange?: () => void;
}

/** `PimAlertActions` over Microsoft Graph, in one person's name or the app's. Cheap: make one for each action. */
export function createPimAlertActions({
  client,
  token,
  afterChange,
}: PimAlertActionsOptions): PimAlertActions {
  async function order(call: Omit<GraphCall, 'token' | 'signal'>): Promise<GraphAnswer> {
    try {
      return await client.call({ ...call, ...(token === undefined ? {} : { token }) });
    } finally {
      afterChange?.();
    }
  }

  async function setActive(operation: string, alertId: string, isActive: boolean): Promise<Receipt> {
    const path = `${ALERTS}/alerts/${segment(alertId)}`;
    return receipt(await order({ operation, method: 'PATCH', path, body: { isActive } }));
  }

  return {
    /** `RoleManagementAlert.ReadWrite.Directory` */
    dismissAlert: (alertId) => setActive('dismissAlert', alertId, false),
    /** `RoleManagementAlert.ReadWrite.Directory` */
    enableAlert: (alertId) => setActive('enableAlert', alertId, true),
    /** `RoleManagementAlert.ReadWrite.Directory`; there is no narrower one for a scan. */
    refreshAlert: async (alertId) => {
      const path = `${ALERTS}/alerts/${segment(alertId)}/refresh`;
      return started(await order({ operation: 'refreshAlert', method: 'POST', path }));
    },
    /** `RoleManagementAlert.ReadWrite.Directory` */
    refreshAll: async () => {
      const path = `${ALERTS}/alerts/refresh`;
      const body = { scopeId: '/', scopeType: 'DirectoryRole' };
      return started(await order({ operation: 'refreshAll', method: 'POST', path, body }));
    },
    /** `RoleManagementAlert.ReadWrite.Directory` */
    updateConfiguration: async (alertId, change) => {
      const body = {
        ...change.settings,
        '@odata.type': change.type,
        ...(change.enabled === undefined ? {} : { isEnabled: change.enabled }),
      };
      const path = `${ALERTS}/alertConfigurations/${segment(alertId)}`;
      return receipt(await order({ operation: 'updateConfiguration', method: 'PATCH', path, body }));
    },
    /** `RoleManagementAlert.ReadWrite.Directory` */
    remediateIncident: async (alertId, incidentId) => {
      const path = `${ALERTS}/alerts/${segment(alertId)}/alertIncidents/${segment(incidentId)}/remediate`;
      return receipt(await order({ operation: 'remediateIncident', method: 'POST', path }));
    },
  };
}

function receipt({ requestId }: GraphAnswer): Receipt {
  return requestId === undefined ? {} : { requestId };
}

function started(answer: GraphAnswer): Awaited<ReturnType<PimAlertActions['refreshAll']>> {
  const { location } = answer;
  if (location === undefined)
    throw new GraphError('The scan was ordered, and the service did not say where to ask for it', {
      reason: 'unavailable',
      code: 'MissingLocation',
      maybeDone: true,
      ...receipt(answer),
    });
  return { ...receipt(answer), operation: { location, status: 'notStarted', detail: '' } };
}
