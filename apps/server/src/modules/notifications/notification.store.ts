import { sql } from 'kysely';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { type TemplateData, wordsOf } from './words-of.ts';

export interface InboxFilter {
  readonly unread: boolean;
  /** those that wait for somebody, or are due, and are not settled */
  readonly waiting: boolean;
  /** id of the last one of the page before */
  readonly after: string | null;
  readonly limit: number;
}

const inbox = (tx: Pick<Tx, 'db' | 'actor'>) =>
  tx.db
    .selectFrom('notification')
    .select(['id', 'event', 'importance', 'topic', 'object_id as object', 'data', 'at', 'read_at as readAt', 'settled_at as settledAt'])
    .where('account_id', '=', tx.actor.id);

/** The caller's own inbox, the latest first, in words. */
export async function listInbox(tx: Pick<Tx, 'db' | 'actor'>, filter: InboxFilter) {
  const rows = await inbox(tx)
    .$if(filter.unread, (query) => query.where('read_at', 'is', null))
    .$if(filter.waiting, (query) => query.where('settled_at', 'is', null).where('importance', '<>', 'decided'))
    .$if(filter.after !== null, (query) => query.where('id', '<', filter.after!))
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .execute();
  return rows.map(({ data, ...row }) => {
    const values = data as unknown as TemplateData;
    return { ...row, institution: typeof values.code === 'string' ? values.code : null, ...wordsOf({ ...row, data: values }) };
  });
}

/** How many are unread, and how many wait: what the bell shows. */
export async function countInbox(tx: Pick<Tx, 'db' | 'actor'>): Promise<{ unread: number; waiting: number }> {
  const row = await tx.db
    .selectFrom('notification')
    .select([
      sql<number>`count(*) filter (where read_at is null)`.as('unread'),
      sql<number>`count(*) filter (where settled_at is null and importance <> 'decided')`.as('waiting'),
    ])
    .where('account_id', '=', tx.actor.id)
    .where((eb) => eb.or([eb('read_at', 'is', null), eb.and([eb('settled_at', 'is', null), eb('importance', '<>', 'decided')])]))
    .executeTakeFirstOrThrow();
  return { unread: row.unread, waiting: row.waiting };
}

/** Marks one as read; reading it again changes nothing. @throws not-found, also for another person's */
export async function readOne(tx: Pick<Tx, 'db' | 'actor' | 'now'>, id: string): Promise<{ id: string; readAt: Date }> {
  await tx.db
    .updateTable('notification')
    .set({ read_at: tx.now })
    .where('id', '=', id)
    .where('account_id', '=', tx.actor.id)
    .where('read_at', 'is', null)
    .execute();
  const row = await inbox(tx).where('id', '=', id).executeTakeFirst();
  return row === undefined ? refuseInput('not-found', { path: 'params.id', value: id }) : { id, readAt: row.readAt! };
}

/** Marks everything up to and including one as read: what came after the reader looked stays unread. @returns how many */
export async function readUntil(tx: Pick<Tx, 'db' | 'actor' | 'now'>, until: string): Promise<number> {
  const result = await tx.db
    .updateTable('notification')
    .set({ read_at: tx.now })
    .where('account_id', '=', tx.actor.id)
    .where('id', '<=', until)
    .where('read_at', 'is', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}
