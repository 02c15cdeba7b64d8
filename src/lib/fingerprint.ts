import { hash } from 'node:crypto';

/** A short digest of plain data: equal data, equal digest, whatever the order of members. */
export function fingerprint(data: unknown): string {
  return digest(canonical(data));
}

/** A short digest of a text that nobody can find another for. */
export function digest(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 32);
}

function canonical(data: unknown): string {
  if (Array.isArray(data)) return `[${data.map(canonical).join(',')}]`;
  if (data === null || typeof data !== 'object') return JSON.stringify(data) ?? 'null';
  const members = Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${JSON.stringify(name)}:${canonical(value)}`);
  return `{${members.join(',')}}`;
}
