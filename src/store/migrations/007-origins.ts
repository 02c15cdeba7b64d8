import { sql, type Kysely } from 'kysely';

/** What each post came of, so that its log lines and its span are found with those of the turn or sweep before it. */
export async function origins(db: Kysely<unknown>): Promise<void> {
  await sql`alter table outbox add column origin text`.execute(db);
}
