import { findAlert } from '../../src/capabilities/find';
import type { Context } from '../../src/capabilities/capability';
import { slugsOf } from '../../src/capabilities/subscribe';

const nothingListed = {
  alerts: { listAlerts: async () => ({ value: [], readAt: '' }) },
} as unknown as Context;

describe('a name where nothing is listed', () => {
  it('is not answered with names that are none', async () => {
    await expect(findAlert('stale', nothingListed)).rejects.toThrow(/^Microsoft lists no alerts/);
    await expect(slugsOf(['stale'], nothingListed)).rejects.toThrow(/^Microsoft lists no alerts/);
  });
});
