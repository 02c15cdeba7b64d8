import type { NewPost } from '../ports/outbox';
import { contentOf, type NoticePost } from './post';

/** Something to say in one conversation, whether or not it subscribes to anything. The same key is said once. */
export function noticeTo(
  tenantId: string,
  conversationId: string,
  key: string,
  notice: Omit<NoticePost, 'kind'>,
): NewPost {
  return {
    tenantId,
    conversationId,
    dedupeKey: `notice|${key}|${conversationId}`,
    op: 'post',
    content: contentOf({ kind: 'notice', ...notice }),
  };
}
