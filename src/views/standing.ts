import type { NewPost, PostContent, PostedCard } from '../ports/outbox';

/** A card that is drawn from the store, wherever it stands, each time something about it has changed. */
export interface Standing {
  readonly kind: 'approval' | 'remedy';
  readonly id: string;
}

export function standingKey({ kind, id }: Standing): string {
  return `${kind}:${id}`;
}

export function standingOfContent({ kind, data }: PostContent): Standing | undefined {
  const { id } = data;
  return (kind === 'approval' || kind === 'remedy') && typeof id === 'string' ? { kind, id } : undefined;
}

/** Posts that redraw these cards. `stamp` tells one change from the next. */
export function redrawn(
  standing: Standing,
  cards: readonly Pick<PostedCard, 'tenantId' | 'conversationId' | 'cardKey'>[],
  stamp: string,
): readonly NewPost[] {
  const { kind, id } = standing;
  return cards.map(({ tenantId, conversationId, cardKey }) => ({
    tenantId,
    conversationId,
    cardKey,
    op: 'update',
    dedupeKey: [standingKey(standing), conversationId, stamp].join('|'),
    content: { kind, data: { id } },
  }));
}
