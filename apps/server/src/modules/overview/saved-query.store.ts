import { uuidv7 } from 'uuidv7';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';

export interface SavedQuery {
  readonly id: string;
  readonly list: string;
  readonly name: string;
  readonly query: unknown;
  /** one's own, or shared by a colleague of one's bureau */
  readonly own: boolean;
  readonly shared: boolean;
  readonly savedAt: Date;
}

/** One's own searches and those shared within one's bureau, by name. */
export async function listSavedQueries(
  tx: Tx,
  page: { readonly list: string | null; readonly after: string | null; readonly limit: number },
): Promise<SavedQuery[]> {
  const { actor } = tx;
  const rows = await tx.db
    .selectFrom('saved_query')
    .select(['id', 'list', 'name', 'query', 'account_id', 'bureau_id', 'saved_at as savedAt'])
    .where('removed_at', 'is', null)
    .where((eb) => eb.or([eb('account_id', '=', actor.id), eb('bureau_id', '=', actor.bureauId)]))
    .$if(page.list !== null, (query) => query.where('list', '=', page.list!))
    .$if(page.after !== null, (query) => query.where('id', '>', page.after!))
    .orderBy('id')
    .limit(page.limit)
    .execute();
  return rows.map(({ account_id, bureau_id, ...row }) => ({ ...row, own: account_id === actor.id, shared: bureau_id !== null }));
}

/** Saves a search; of the same name and list it takes the place of the former. */
export async function saveQuery(
  tx: Tx,
  input: { readonly list: string; readonly name: string; readonly query: Readonly<Record<string, string>>; readonly shared: boolean },
): Promise<SavedQuery> {
  const { actor } = tx;
  const same = tx.db
    .updateTable('saved_query')
    .set({ removed_at: tx.now })
    .where('account_id', '=', actor.id)
    .where('list', '=', input.list)
    .where('name', '=', input.name)
    .where('removed_at', 'is', null);
  await same.execute();
  const id = uuidv7();
  await tx.db
    .insertInto('saved_query')
    .values({
      id,
      account_id: actor.id,
      bureau_id: input.shared ? actor.bureauId : null,
      list: input.list,
      name: input.name,
      query: JSON.stringify(input.query),
      saved_at: tx.now,
    })
    .execute();
  return { id, list: input.list, name: input.name, query: input.query, own: true, shared: input.shared, savedAt: tx.now };
}

/** Takes one's own search away. @throws not-found, also for a colleague's */
export async function removeQuery(tx: Tx, id: string): Promise<void> {
  const removed = await tx.db
    .updateTable('saved_query')
    .set({ removed_at: tx.now })
    .where('id', '=', id)
    .where('account_id', '=', tx.actor.id)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (removed.numUpdatedRows === 0n) refuseInput('not-found', { path: 'params.id', value: id });
}
