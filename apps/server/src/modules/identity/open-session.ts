import { z } from 'zod';
import type { Actor, SessionStage } from '../../ground/actor.ts';
import type { Tx } from '../../ground/transaction.ts';
import { type Account, isOfficer } from './account.store.ts';
import { listFactors, recoveryCodesLeft } from './factor.store.ts';
import type { Identity, IdentityLaw } from './identity.ts';
import { type IdentitySettings, settingsFor } from './identity-settings.ts';
import { endSession, endSessionsOfPerson, insertSession } from './session.store.ts';

/** A login that waits for its second factor is no seat to be kept. */
const UNFINISHED_MS = { 'second-factor': 5 * 60_000, 'change-password': 30 * 60_000, 'enrol-factor': 30 * 60_000 } as const;
const DAY_MS = 86_400_000;

export const personView = z.object({
  id: z.string(),
  name: z.string(),
  role: z.string(),
  level: z.string(),
  bureau: z.string().nullable(),
  party: z.string().nullable(),
  territory: z.string(),
});

export const person = (actor: Actor): z.input<typeof personView> => ({
  id: actor.id,
  name: actor.name,
  role: actor.role,
  level: actor.level,
  bureau: actor.bureauName,
  party: actor.partyId,
  territory: actor.div ?? actor.city ?? actor.prov ?? '100000',
});

/** What every step of a login answers. */
export const loginView = z.object({
  token: z.string(),
  expiresAt: z.string(),
  person: personView,
  /** what the person must do next; the token serves for that alone */
  must: z.enum(['second-factor', 'change-password', 'enrol-factor']).nullable(),
  factors: z.array(z.enum(['totp', 'passkey', 'sm2', 'recovery-code'])),
  /** a demonstration that obliges nobody to a second factor, and says so */
  relaxed: z.boolean(),
  idleMinutes: z.number(),
});
export type LoginAnswer = z.input<typeof loginView>;

/** Whether the account must have a second factor: what the text says comes before any setting, in production. */
export function factorRequired(
  identity: Pick<Identity, 'mode'>,
  account: Pick<Account, 'role' | 'kind'>,
  settings: Pick<IdentitySettings, 'secondFactor'>,
  law: Pick<IdentityLaw, 'secondFactor'>,
): boolean {
  if (isProgram(account)) return false;
  const asked = identity.mode === 'production' && law.secondFactor === 'everybody' ? 'everybody' : settings.secondFactor;
  return asked === 'everybody' || (asked === 'officers' && isOfficer(account.role));
}

/** Programs prove themselves otherwise; the reader of a demonstration is one of them. */
export const isProgram = (account: Pick<Account, 'role' | 'kind'>): boolean => account.kind === 'service' || account.role === 'reader';

/** Whether the password must be changed before anything else: at the first login, or when its days are over (NX-13). */
export function passwordIsDue(
  account: Pick<Account, 'role' | 'kind' | 'must_change_password' | 'password_changed_at' | 'created_at'>,
  settings: Pick<IdentitySettings, 'firstChange' | 'passwordExpiry'>,
  law: Pick<IdentityLaw, 'changeDays'>,
  now: Date,
): boolean {
  if (isProgram(account)) return false;
  if (account.must_change_password && settings.firstChange === 'on') return true;
  if (law.changeDays === null || settings.passwordExpiry === 'off') return false;
  return now.getTime() - (account.password_changed_at ?? account.created_at).getTime() >= law.changeDays * DAY_MS;
}

export interface Proven {
  /** the second factor that this login has shown */
  readonly factor: 'totp' | 'passkey' | 'sm2' | 'recovery-code' | null;
  /** the token of the step before: ended, whatever comes next */
  readonly former: string | null;
  /** when the login began and must end, where a step goes before */
  readonly expiresAt?: Date;
  readonly delegation?: { readonly id: string; readonly endsAt: Date };
}

/** The session that an account has earned by what it has proven, and what is owed next. Audited. */
export async function openSession(identity: Identity, tx: Tx, account: Account, proven: Proven): Promise<LoginAnswer> {
  const law = await identity.law(tx);
  const { now } = tx;
  const [settings, factors, codesLeft] = await tx.unsafeAsSystem(async (db) => [
    await settingsFor(db, identity.mode, account.prov),
    await listFactors(db, account.id),
    await recoveryCodesLeft(db, account.id),
  ]);
  const required = factorRequired(identity, account, settings, law);
  const stage: SessionStage =
    factors.length > 0 && proven.factor === null
      ? 'second-factor'
      : passwordIsDue(account, settings, law, now)
        ? 'change-password'
        : required && factors.length === 0
          ? 'enrol-factor'
          : 'full';
  const longest = new Date(now.getTime() + (stage === 'full' ? settings.sessionHours * 3_600_000 : UNFINISHED_MS[stage]));
  const ends = [longest, proven.expiresAt, proven.delegation?.endsAt].filter((one) => one !== undefined);
  const expiresAt = new Date(Math.min(...ends.map((one) => one.getTime())));
  const alone =
    !isProgram(account) &&
    (settings.oneSession === 'everybody' || (settings.oneSession === 'where-lending-is-forbidden' && law.lendingForbidden));
  const { token, ended } = await tx.unsafeAsSystem(async (db) => {
    if (proven.former !== null) await endSession(db, proven.former, now);
    const others = stage === 'full' && alone && proven.delegation === undefined ? await endSessionsOfPerson(db, account.id, now) : 0;
    if (stage === 'full' && proven.delegation === undefined)
      await db
        .updateTable('account')
        .set({ failed_logins: 0, locked_until: null, last_login_at: now })
        .where('id', '=', account.id)
        .execute();
    const session = {
      accountId: account.id,
      stage,
      factor: proven.factor,
      delegationId: proven.delegation?.id ?? null,
      at: now,
      expiresAt,
      address: tx.actor.address,
    };
    return { token: await insertSession(db, session), ended: others };
  });
  tx.audit({
    event: stage === 'full' ? 'logged-in' : 'login-begun',
    object: { kind: 'account', id: account.login },
    territory: account,
    detail: { stage, factor: proven.factor, ...(ended > 0 ? { endedElsewhere: ended } : {}) },
  });
  return {
    token,
    expiresAt: expiresAt.toISOString(),
    person: person(tx.actor),
    must: stage === 'full' ? null : stage,
    factors: [...new Set(factors.map(({ kind }) => kind as 'totp')), ...(codesLeft > 0 ? (['recovery-code'] as const) : [])],
    relaxed: identity.mode === 'demonstration' && !required,
    idleMinutes: settings.idleMinutes,
  };
}
