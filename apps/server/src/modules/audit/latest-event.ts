import type { Kysely } from 'kysely';
import type { Database } from '../../ground/schema.generated.ts';

/** The detail of the newest row of an event, or null where there is none among the months that are not archived. */
export async function latestEvent(db: Kysely<Database>, event: string): Promise<Readonly<Record<string, unknown>> | null> {
  const row = await db
    .selectFrom('audit_event')
    .select('detail')
    .where('event', '=', event)
    .where('result', '=', 'done')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return (row?.detail as Record<string, unknown> | undefined) ?? null;
}
