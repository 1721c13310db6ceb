import { randomBytes } from 'node:crypto';
import { type Account, accountQuery, actorOf, addressAllowed } from './account.store.ts';
import { acceptPassword, storePassword } from './change-password.ts';
import { removeFactors } from './factor.store.ts';
import { refuse } from './identity.errors.ts';
import type { Identity } from './identity.ts';
import { settingsFor } from './identity-settings.ts';
import { addressWait, countAddressFailure, countFailure, isLocked, lockAccount } from './login-limits.ts';
import { codeDigest } from './one-time-code.ts';
import { type LoginAnswer, openSession } from './open-session.ts';
import { hashPassword, NO_PASSWORD, passwordMatches } from './password.ts';

export interface Caller {
  readonly address: string;
  readonly requestId: string;
}

let nobody: Promise<string> | null = null;
/** Compared against when the login is unknown, so that the answer takes as long. */
const nobodysHash = () => (nobody ??= hashPassword(randomBytes(16).toString('hex')));

/** @throws Refusal 'login-too-many' (429, Retry-After) while the address is locked: of whatever account, so that nothing is told of any */
async function requireAddress(identity: Identity, { address }: Caller): Promise<void> {
  const seconds = await identity.transactor.asIdentity((db, now) => addressWait(db, address, now));
  if (seconds > 0) refuse('login-too-many', { retryAfter: seconds });
}

/** Takes the failure down, of the account and of the address, and says no more than that it failed. */
async function fail(identity: Identity, caller: Caller, account: Account | undefined, name: string): Promise<never> {
  await identity.transactor.asIdentity(async (db, now) => {
    const settings = await settingsFor(db, identity.mode, account?.prov ?? null);
    const row = account === undefined ? undefined : await lockAccount(db, account.id);
    if (row?.active && !isLocked(row, now)) await countFailure(db, row, settings, now);
    await countAddressFailure(db, caller.address, await settingsFor(db, identity.mode, null), now);
  });
  const subject = account === undefined ? null : ({ kind: 'account', name: account.login, prov: account.prov } as const);
  const signal = {
    kind: 'login',
    subject,
    account: account?.id,
    fault: account === undefined ? 'unknown-login' : 'wrong',
    tried: name,
  } as const;
  return refuse('login-failed', { path: 'body.login', value: name.slice(0, 64), signal });
}

const usable = (account: Account & { allowed: boolean }, now: Date): boolean =>
  account.active &&
  account.kind === 'person' &&
  account.allowed &&
  !isLocked(account, now) &&
  (account.valid_until === null || account.valid_until >= new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10));

const findByLogin = (identity: Identity, name: string, { address }: Caller) =>
  identity.transactor.asIdentity(async (db, now) => ({
    account: await accountQuery(db).select(addressAllowed(address).as('allowed')).where('account.login', '=', name).executeTakeFirst(),
    now,
  }));

/** Password checked, session opened. Says the same of an unknown login, a wrong password, a locked account and a strange address. */
export async function logIn(identity: Identity, name: string, password: string, caller: Caller): Promise<LoginAnswer> {
  await requireAddress(identity, caller);
  const { account, now } = await findByLogin(identity, name, caller);
  const stored = account === undefined || account.password_hash === NO_PASSWORD ? await nobodysHash() : account.password_hash;
  const matches = await passwordMatches(password, stored);
  if (account === undefined || !matches || stored !== account.password_hash || !usable(account, now))
    return fail(identity, caller, account, name);
  await requireSoundDuties(identity, account, caller, name);
  const answer = await identity.transactor.run(actorOf(account, caller.address), caller.requestId, async (tx) => {
    // Guesses that come at once: whoever waited here behind too many wrong ones is locked by now.
    const row = await tx.unsafeAsSystem((db) => lockAccount(db, account.id));
    tx.refreshNow();
    return row === undefined || isLocked(row, tx.now) ? null : openSession(identity, tx, account, { factor: null, former: null });
  });
  return answer ?? fail(identity, caller, account, name);
}

/** Who holds an officer's duty beside another is refused at login too, however the record came to say so (GJ-3.5). */
async function requireSoundDuties(identity: Identity, account: Account, caller: Caller, name: string): Promise<void> {
  const clash = await identity.transactor.asIdentity((db) =>
    db
      .selectFrom('account_duty as mine')
      .innerJoin('account_duty as other', (join) =>
        join.onRef('other.person', '=', 'mine.person').on('other.to_at', 'is', null).onRef('other.role', '<>', 'mine.role'),
      )
      .select('other.id')
      .where('mine.account_id', '=', account.id)
      .where('mine.to_at', 'is', null)
      .where((eb) =>
        eb.or([
          eb('mine.role', 'in', ['system-administrator', 'security-officer', 'auditor']),
          eb('other.role', 'in', ['system-administrator', 'security-officer', 'auditor']),
        ]),
      )
      .executeTakeFirst(),
  );
  if (clash !== undefined) await fail(identity, caller, account, name);
}

/**
 * A one-time code: of an officer whom `anjie init` invited, or of somebody who lost what they log in with. Sets the password; factors that
 * were lost are gone. The account is obliged to enrol anew before it can do anything else.
 */
export async function redeemCode(
  identity: Identity,
  { login: name, code, password }: { login: string; code: string; password: string },
  caller: Caller,
): Promise<LoginAnswer> {
  await requireAddress(identity, caller);
  const { account, now } = await findByLogin(identity, name, caller);
  const digest = codeDigest(code);
  const known = await identity.transactor.asIdentity((db) =>
    db
      .selectFrom('account_code')
      .select(['id', 'kind'])
      .where('account_id', '=', account?.id ?? '00000000-0000-0000-0000-000000000000')
      .where('digest', '=', digest)
      .where('used_at', 'is', null)
      .where('ended_at', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirst(),
  );
  if (account === undefined || known === undefined || !usable(account, now)) return fail(identity, caller, account, name);
  return identity.transactor.run(actorOf(account, caller.address), caller.requestId, async (tx) => {
    const hash = await acceptPassword(identity, tx, account, password, 'body.password');
    await tx.unsafeAsSystem(async (db) => {
      const used = await db
        .updateTable('account_code')
        .set({ used_at: tx.now })
        .where('id', '=', known.id)
        .where('used_at', 'is', null)
        .executeTakeFirst();
      if (used.numUpdatedRows !== 1n) refuse('login-failed', { path: 'body.login', value: name.slice(0, 64) });
      await removeFactors(db, account.id, tx.now);
      await storePassword(db, account, hash, tx.now);
    });
    tx.audit({
      event: 'account-code-redeemed',
      object: { kind: 'account', id: account.login },
      territory: account,
      detail: { kind: known.kind },
    });
    return openSession(
      identity,
      tx,
      { ...account, must_change_password: false, password_changed_at: tx.now },
      { factor: null, former: null },
    );
  });
}
