import type { Verb } from '../actions';
import { accept } from './accept';
import { listAcceptances, withdrawAcceptance } from './acceptances';
import { assign } from './assign';
import { cancel } from './cancel';
import type { Capability } from './capability';
import { configure } from './configure';
import { dismiss } from './dismiss';
import { enable } from './enable';
import { helpOn } from './help';
import { listAlerts } from './list-alerts';
import { listIncidents } from './list-incidents';
import { refreshAlert, refreshAll } from './refresh';
import { remediate } from './remediate/one';
import { remediateMany } from './remediate/many';
import { approveRequest, listRequests, withdrawRequest } from './requests';
import { retryPosts } from './retry-posts';
import { showAlert } from './show-alert';
import { showAudit } from './show-audit';
import { showPerson } from './show-person';
import { showStatus } from './show-status';
import { signOut } from './sign-out';
import { snooze } from './snooze';
import { listSubscriptions, subscribe, unsubscribe } from './subscribe';
import { why } from './why';
import { whatIf } from './what-if';

/** Everything a person can ask, by verb. The order is that of `help`. */
export const capabilities: { readonly [V in Verb]: Capability<V> } = {
  'alerts.list': listAlerts,
  'alert.show': showAlert,
  'alert.incidents': listIncidents,
  'person.show': showPerson,
  'incident.remediate': remediate,
  'incidents.remediate': remediateMany,
  'alert.dismiss': dismiss,
  'alert.enable': enable,
  'alert.configure': configure,
  'alert.refresh': refreshAlert,
  'alerts.refresh': refreshAll,
  'subscription.add': subscribe,
  'subscription.remove': unsubscribe,
  'subscriptions.list': listSubscriptions,
  'posts.snooze': snooze,
  'posts.why': why,
  'alert.what-if': whatIf,
  'incident.accept': accept,
  'acceptances.list': listAcceptances,
  'acceptance.withdraw': withdrawAcceptance,
  'incident.assign': assign,
  'request.approve': approveRequest,
  'request.withdraw': withdrawRequest,
  'requests.list': listRequests,
  'audit.show': showAudit,
  'status.show': showStatus,
  'posts.retry': retryPosts,
  'session.sign-out': signOut,
  'action.cancel': cancel,
  'help.show': helpOn(() => everyCapability()),
};

/** The registry as a list, for those who look through all of it. */
export function everyCapability(): readonly Capability[] {
  // Each entry takes its own verb's input; a caller that has the verb from one entry only ever hands it that entry's input.
  return Object.values(capabilities) as readonly Capability[];
}
