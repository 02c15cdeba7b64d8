import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../engine';

/** Which processes send, and what part of a tenant's pace each of them has. */
export async function senders(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const key = dialect === 'postgres' ? sql`text collate "C"` : sql`text`;
  await sql`create table sender (
    owner ${key} not null primary key, share bigint not null, expires_at bigint not null)`.execute(db);
}
