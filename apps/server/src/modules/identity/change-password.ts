import type { Kysely } from 'kysely';
import type { Database } from '../../ground/schema.generated.ts';
import type { Tx } from '../../ground/transaction.ts';
import { type Account, accountQuery } from './account.store.ts';
import { refuse } from './identity.errors.ts';
import type { Identity } from './identity.ts';
import { settingsFor } from './identity-settings.ts';
import { countFailure, isLocked, lockAccount } from './login-limits.ts';
import { hashPassword, passwordFault, passwordMatches } from './password.ts';

type Db = Kysely<Database>;

/**
 * The hash of a password that the account may take: by the rule of the territory, not common, not among the last ones (NX-13, NX-附3.2-1a).
 *
 * @throws Refusal 'password-weak', 'password-common', 'password-used-before'
 */
export async function acceptPassword(identity: Identity, tx: Tx, account: Account, password: string, path: string): Promise<string> {
  const law = await identity.law(tx);
  const fault = passwordFault(password, law, [account.login, account.name]);
  if (fault !== null) refuse(fault.code, { path, rule: fault.rule });
  const former = await tx.unsafeAsSystem(async (db) => {
    const { passwordHistory } = await settingsFor(db, identity.mode, account.prov);
    return db
      .selectFrom('password_history')
      .select('password_hash')
      .where('account_id', '=', account.id)
      .orderBy('at', 'desc')
      .limit(passwordHistory)
      .execute();
  });
  // The present one is the first of the last ones, whether or not the history began with it.
  for (const hash of new Set([account.password_hash, ...former.map((row) => row.password_hash)]))
    if (await passwordMatches(password, hash)) refuse('password-used-before', { path });
  return hashPassword(password);
}

export async function storePassword(db: Db, account: Pick<Account, 'id'>, hash: string, at: Date): Promise<void> {
  await db
    .updateTable('account')
    .set({ password_hash: hash, password_changed_at: at, must_change_password: false })
    .where('id', '=', account.id)
    .execute();
  await db.insertInto('password_history').values({ account_id: account.id, password_hash: hash, at }).execute();
}

/** The account of whoever acts. */
export function ownAccount(tx: Tx): Promise<Account> {
  return tx.unsafeAsSystem((db) => accountQuery(db).where('account.id', '=', tx.actor.id).executeTakeFirstOrThrow());
}

/** The same, its row held until the end: guesses that come at once are counted one after the other. */
export async function ownAccountLocked(tx: Tx): Promise<Account> {
  await tx.unsafeAsSystem((db) => lockAccount(db, tx.actor.id));
  tx.refreshNow();
  return ownAccount(tx);
}

/**
 * The own password once more, before something that whoever found an open session must not do. Failures count as those of a login.
 *
 * @throws Refusal 'password-wrong'
 */
export async function requirePassword(
  identity: Identity,
  tx: Tx,
  account: Account,
  password: string | undefined,
  path: string,
): Promise<void> {
  const right = !isLocked(account, tx.now) && password !== undefined && (await passwordMatches(password, account.password_hash));
  if (right) return;
  const settle = () =>
    identity.transactor.asIdentity(async (db, now) => {
      const row = await lockAccount(db, account.id);
      if (row !== undefined && !isLocked(row, now)) await countFailure(db, row, await settingsFor(db, identity.mode, account.prov), now);
    });
  refuse('password-wrong', password === undefined ? { path } : { path, settle });
}
