import { type Kysely, sql } from 'kysely';
import type { Database } from '../../ground/schema.generated.ts';

/** How far due work is behind, in milliseconds: since when the earliest undecided change has been due. 0: nothing is due. */
export async function dueLag(db: Kysely<Database>, now: Date): Promise<number> {
  const { rows } = await sql<{
    at: Date | null;
  }>`select min(next_change_at) as at from admission_entry where next_change_at <= ${now}`.execute(db);
  const at = rows[0]?.at ?? null;
  return at === null ? 0 : now.getTime() - at.getTime();
}
