import type { Actor } from '../../ground/actor.ts';
import type { Transactor } from '../../ground/transaction.ts';
import { accountQuery, actorOf } from './account.store.ts';

/** Who an account acts as, for work that it asked for and that goes on without it; null once the account is shut. */
export async function findActor(transactor: Transactor, accountId: string): Promise<Actor | null> {
  const row = await transactor.asIdentity((db) =>
    accountQuery(db).where('account.id', '=', accountId).where('account.active', '=', true).executeTakeFirst(),
  );
  return row === undefined ? null : actorOf(row, null);
}
