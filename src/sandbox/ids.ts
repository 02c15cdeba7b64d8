import { createHash } from 'node:crypto';

/** A GUID that a label always yields, so that a restarted sandbox knows the same people. */
export function stableGuid(label: string): string {
  const hex = createHash('sha256').update(`rolecall sandbox ${label}`).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** Role assignments carry opaque, case-sensitive ids, not GUIDs: a client that assumes otherwise should notice here. */
export function assignmentId(label: string): string {
  return `${createHash('sha256').update(`rolecall assignment ${label}`).digest('base64url')}-1`;
}
