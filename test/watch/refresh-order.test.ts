import { GraphError } from '../../src/ports/pim-alerts';
import { TENANT } from '../support/fakes';
import { aWatch, type AWatch } from './fixture';

const ALEX = { id: 'a', name: 'Alex Wilber', tenantId: TENANT, channelUserId: '29:a' };

let watch: AWatch;

beforeEach(async () => {
  watch = await aWatch();
});
afterEach(() => watch.close());

test.each([
  ['the second, after the first was taken', 2, true],
  ['the first', 1, undefined],
])('scans of several that are refused at %s', async (_which, refusedAt, maybeDone) => {
  let orders = 0;
  const refreshAlert: AWatch['tenant']['actions']['refreshAlert'] = async (alertId) => {
    orders += 1;
    if (orders === refusedAt) throw new GraphError('busy', { reason: 'unavailable', status: 423 });
    return watch.tenant.actions.refreshAlert(alertId);
  };
  const alertIds = ['stale', 'outside-pim'].map((slug) => watch.tenant.alert(slug).id);
  const actions = { ...watch.tenant.actions, refreshAlert };

  const error: unknown = await watch.refreshes
    .start({ tenantId: TENANT, target: { alertIds }, startedBy: ALEX, actions })
    .catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(GraphError);
  expect((error as GraphError).details.maybeDone).toBe(maybeDone);
});
