import type { Store } from '../../src/ports/store';

/** A wish for news of stale sign-ins from each of so many channels. */
export async function subscribe(
  store: Store,
  {
    tenantId,
    serviceUrl,
    conversations,
  }: { readonly tenantId: string; readonly serviceUrl: string; readonly conversations: readonly string[] },
): Promise<void> {
  for (const id of conversations) {
    await store.conversations.save({
      tenantId,
      id,
      kind: 'channel',
      serviceUrl,
      channelId: 'msteams',
      bot: { id: '28:rolecall', name: 'Rolecall' },
    });
    await store.subscriptions.save({
      tenantId,
      id: `wish ${id}`,
      conversationId: id,
      createdBy: 'bench',
      createdAt: Date.now(),
      alerts: ['stale'],
      minimumSeverity: 'informational',
      mode: 'new',
    });
  }
}

export function channels(count: number, from = 0): readonly string[] {
  return Array.from({ length: count }, (_, index) => `19:${from + index}@thread.tacv2`);
}
