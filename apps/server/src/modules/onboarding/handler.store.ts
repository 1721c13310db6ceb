import { uuidv7 } from 'uuidv7';
import { businessDate } from '../../ground/clock.ts';
import type { Tx } from '../../ground/transaction.ts';
import { type Application, placeOf } from './application.store.ts';

export interface Handler {
  readonly accountId: string;
  readonly login: string;
}

/** Who of the bureau handles the application now, or null: then any caseworker of it may. */
export async function findHandler(tx: Pick<Tx, 'db'>, applicationId: string, bureauId: string): Promise<Handler | null> {
  const row = await tx.db
    .selectFrom('application_handler')
    .select(['account_id as accountId', 'login'])
    .where('application_id', '=', applicationId)
    .where('bureau_id', '=', bureauId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

/** Every handler that the application has had, the earliest first. */
export function listHandlers(tx: Pick<Tx, 'db'>, applicationId: string) {
  return tx.db
    .selectFrom('application_handler')
    .innerJoin('bureau', 'bureau.id', 'application_handler.bureau_id')
    .select(['bureau.name as bureau', 'login', 'assigned_at as from', 'ended_at as until', 'reason'])
    .where('application_id', '=', applicationId)
    .orderBy('assigned_at')
    .orderBy('application_handler.id')
    .execute();
}

/** From now on this person handles it for the bureau; whoever did until now has handed it over. */
export async function replaceHandler(tx: Tx, application: Application, to: Handler, reason: string | null): Promise<void> {
  await tx.db
    .updateTable('application_handler')
    .set({ ended_at: tx.now })
    .where('application_id', '=', application.id)
    .where('bureau_id', '=', tx.actor.bureauId!)
    .where('ended_at', 'is', null)
    .execute();
  await tx.db
    .insertInto('application_handler')
    .values({
      id: uuidv7(),
      ...placeOf(application),
      bureau_id: tx.actor.bureauId!,
      account_id: to.accountId,
      login: to.login,
      assigned_by: tx.actor.id,
      assigned_at: tx.now,
      reason,
    })
    .execute();
}

/** Whether the actor stands in for that person today. */
export async function standsInFor(tx: Tx, accountId: string): Promise<boolean> {
  const today = businessDate(tx.now);
  const row = await tx.db
    .selectFrom('deputy')
    .select('id')
    .where('account_id', '=', accountId)
    .where('deputy_id', '=', tx.actor.id)
    .where('from_on', '<=', today)
    .where('until_on', '>=', today)
    .where('ended_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** An active caseworker of the actor's own bureau, or null. */
export async function findColleague(tx: Tx, login: string): Promise<Handler | null> {
  const row = await tx.db
    .selectFrom('account')
    .select(['id', 'login'])
    .where('login', '=', login)
    .where('bureau_id', '=', tx.actor.bureauId)
    .where('role', '=', 'caseworker')
    .where('active', '=', true)
    .executeTakeFirst();
  return row === undefined ? null : { accountId: row.id, login: row.login };
}
