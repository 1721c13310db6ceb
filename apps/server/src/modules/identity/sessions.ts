import { createHash, randomBytes } from 'node:crypto';
import type { Actor, Level } from '../../ground/actor.ts';
import type { Transactor } from '../../ground/transaction.ts';
import { refuse } from './identity.errors.ts';
import { hashPassword, passwordMatches } from './password.ts';

// Ours (stated: false); the texts name no times. A later profile key may say otherwise.
const ABSOLUTE_MS = 12 * 3_600_000;
const IDLE_MS = 30 * 60_000;
const LOCK_AFTER = 5;
const LOCK_MS = 60_000;
const SEEN_EVERY_MS = 60_000;

const digest = (token: string) => createHash('sha256').update(token).digest();
// Compared against when the login is unknown, so that the answer takes as long.
const nobody = hashPassword(randomBytes(16).toString('hex'));

export interface LoginResult {
  readonly token: string;
  readonly expiresAt: Date;
  readonly actor: Actor;
}

/** Opens a session. Says the same for an unknown login, a wrong password and a locked account. */
export async function login(transactor: Transactor, name: string, password: string, address: string): Promise<LoginResult> {
  const found = await transactor.asIdentity((db) => accountQuery(db).where('account.login', '=', name).executeTakeFirst());
  const matches = await passwordMatches(password, found?.password_hash ?? (await nobody));
  return transactor
    .asIdentity(async (db, now) => {
      const account = await db
        .selectFrom('account')
        .select(['id', 'active', 'locked_until', 'failed_logins'])
        .where('login', '=', name)
        .forUpdate()
        .executeTakeFirst();
      const usable = found !== undefined && account?.active === true && (account.locked_until === null || account.locked_until <= now);
      if (!usable || !matches) {
        if (account !== undefined && usable) {
          const failures = account.failed_logins + 1;
          const locked = failures >= LOCK_AFTER ? new Date(now.getTime() + LOCK_MS * 2 ** Math.min(failures - LOCK_AFTER, 6)) : null;
          await db.updateTable('account').set({ failed_logins: failures, locked_until: locked }).where('id', '=', account.id).execute();
        }
        return null;
      }
      const token = randomBytes(32).toString('base64url');
      const expiresAt = new Date(now.getTime() + ABSOLUTE_MS);
      await db.updateTable('account').set({ failed_logins: 0, locked_until: null }).where('id', '=', account.id).execute();
      await db
        .insertInto('session')
        .values({
          token_digest: digest(token),
          account_id: account.id,
          created_at: now,
          last_seen_at: now,
          expires_at: expiresAt,
          ended_at: null,
          address,
        })
        .execute();
      return { token, expiresAt, actor: actorOf(found, address) };
    })
    .then((result) => result ?? refuse('login-failed', { path: 'body.login', value: name.slice(0, 64) }));
}

/** The actor of a live session, or null. */
export async function authenticate(transactor: Transactor, token: string, address: string): Promise<Actor | null> {
  return transactor.asIdentity(async (db, now) => {
    const row = await accountQuery(db)
      .innerJoin('session', 'session.account_id', 'account.id')
      .select(['session.last_seen_at', 'session.expires_at'])
      .where('session.token_digest', '=', digest(token))
      .where('session.ended_at', 'is', null)
      .where('account.active', '=', true)
      .executeTakeFirst();
    if (row === undefined || row.expires_at <= now) return null;
    // The read-only token of a demonstration is used by programs at any time.
    if (row.role !== 'reader' && now.getTime() - row.last_seen_at.getTime() > IDLE_MS) return null;
    if (now.getTime() - row.last_seen_at.getTime() > SEEN_EVERY_MS)
      await db.updateTable('session').set({ last_seen_at: now }).where('token_digest', '=', digest(token)).execute();
    return actorOf(row, address);
  });
}

export async function logout(transactor: Transactor, token: string): Promise<void> {
  await transactor.asIdentity((db, now) =>
    db.updateTable('session').set({ ended_at: now }).where('token_digest', '=', digest(token)).execute(),
  );
}

type IdentityDb = Parameters<Parameters<Transactor['asIdentity']>[0]>[0];

export function accountQuery(db: IdentityDb) {
  return db
    .selectFrom('account')
    .leftJoin('bureau', 'bureau.id', 'account.bureau_id')
    .select([
      'account.id',
      'account.name',
      'account.role',
      'account.level',
      'account.bureau_id',
      'bureau.name as bureau_name',
      'account.party_kind',
      'account.party_id',
      'account.prov',
      'account.city',
      'account.div',
      'account.password_hash',
    ]);
}

interface AccountRow {
  id: string;
  name: string;
  role: string;
  level: string;
  bureau_id: string | null;
  bureau_name: string | null;
  party_kind: string | null;
  party_id: string | null;
  prov: string | null;
  city: string | null;
  div: string | null;
}

export function actorOf(row: AccountRow, address: string | null): Actor {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    level: row.level as Level,
    bureauId: row.bureau_id,
    bureauName: row.bureau_name,
    partyKind: row.party_kind as Actor['partyKind'],
    partyId: row.party_id,
    prov: row.prov,
    city: row.city,
    div: row.div,
    address,
  };
}
