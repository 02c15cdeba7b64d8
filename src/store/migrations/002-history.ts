import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../engine';

/** What each finished sweep counted, so that a card can show whether things get better. */
export async function history(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const postgres = dialect === 'postgres';
  const key = postgres ? sql`text collate "C"` : sql`text`;
  const identity = postgres
    ? sql`bigint generated always as identity primary key`
    : sql`integer primary key autoincrement`;

  await sql`create table sweep (
    id ${identity}, tenant_id ${key} not null, at bigint not null, by_slug text not null)`.execute(db);
  await sql`create index sweep_newest on sweep (tenant_id, id)`.execute(db);
}
