import { z } from 'zod';
import { businessDate } from '../../ground/clock.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import { only, type Route, route } from '../../ground/route.ts';
import type { Tx } from '../../ground/transaction.ts';
import { createAccount, newAccount } from './create-account.ts';
import { listFactors } from './factor.store.ts';
import { refuse } from './identity.errors.ts';
import type { Identity } from './identity.ts';
import { endAllSessions } from './session.store.ts';

export const ADMINISTRATORS = ['system-administrator:province', 'system-administrator:nation'] as const;
export const SECURITY = ['security-officer:province', 'security-officer:nation'] as const;
const AUDITORS = ['auditor:province', 'auditor:nation'] as const;

const loginParam = z.strictObject({ login: z.string().max(64) });
const state = z.enum(['waiting', 'active', 'disabled']);

const accountView = z.object({
  login: z.string(),
  name: z.string(),
  role: z.string(),
  level: z.string(),
  kind: z.string(),
  bureau: z.string().nullable(),
  state,
  createdAt: z.string(),
  lastLoginAt: z.string().nullable(),
  validUntil: z.string().nullable(),
  disabledAt: z.string().nullable(),
  disabledReason: z.string().nullable(),
});

/** The account by its login, in the caller's territory, held until commit. @throws Refusal 'not-found' */
export async function getAccount(tx: Tx, login: string) {
  const row = await tx.db
    .selectFrom('account')
    .select([
      'id',
      'login',
      'name',
      'role',
      'kind',
      'level',
      'active',
      'prov',
      'city',
      'div',
      'disabled_at',
      'disabled_reason',
      'valid_until',
    ])
    .select(['created_by', 'reinstated_by', 'activated_by'])
    .where('login', '=', login)
    .forUpdate()
    .executeTakeFirst();
  return row ?? refuseInput('not-found', { path: 'params.login', value: login });
}

/** Closes an account: its sessions end at once. One person may; giving back takes two. Audited. */
export async function disableAccount(
  tx: Tx,
  account: { id: string; login: string; prov: string | null; city: string | null; div: string | null },
  reason: 'expired' | 'unused' | 'review' | 'left' | 'security',
  by: string | null,
): Promise<void> {
  const set = { active: false, disabled_at: tx.now, disabled_by: by, disabled_reason: reason };
  await tx.db.updateTable('account').set(set).where('id', '=', account.id).execute();
  const ended = await tx.unsafeAsSystem((db) => endAllSessions(db, account.id, tx.now));
  tx.audit({
    event: 'account-disabled',
    object: { kind: 'account', id: account.login },
    territory: account,
    detail: { reason, before: { active: true }, after: { active: false }, endedSessions: ended },
  });
}

/** Accounts: created by the administrator, activated by the security officer, neither alone (NX-附3.2-2b, GJ-3.5). */
export function accountRoutes(identity: Identity): Route[] {
  return [
    route({
      method: 'GET',
      path: '/accounts',
      summary: { zh: '账号清单', en: 'Accounts of the territory, by login' },
      access: only(ADMINISTRATORS, SECURITY, AUDITORS),
      query: z.strictObject({
        state: state.optional(),
        role: z.string().max(40).optional(),
        after: z.string().max(64).optional(),
        limit: z.coerce.number().int().min(1).max(200).default(100),
      }),
      output: z.object({ accounts: z.array(accountView), next: z.string().nullable() }),
      refusals: [],
      handler: async (tx, { query }) => {
        let rows = listed(tx)
          .where('account.login', '>', query.after ?? '')
          .orderBy('account.login')
          .limit(query.limit);
        if (query.role !== undefined) rows = rows.where('account.role', '=', query.role);
        if (query.state === 'active') rows = rows.where('account.active', '=', true);
        if (query.state === 'disabled') rows = rows.where('account.disabled_at', 'is not', null);
        if (query.state === 'waiting') rows = rows.where('account.active', '=', false).where('account.disabled_at', 'is', null);
        const accounts = (await rows.execute()).map(viewOf);
        return { accounts, next: accounts.length === query.limit ? accounts.at(-1)!.login : null };
      },
    }),
    route({
      method: 'GET',
      path: '/accounts/:login',
      summary: { zh: '一个账号', en: 'One account: duties, factors, recoveries' },
      access: only(ADMINISTRATORS, SECURITY, AUDITORS),
      params: loginParam,
      output: accountView.extend({
        factors: z.array(z.object({ kind: z.string(), createdAt: z.string(), lastUsedAt: z.string().nullable() })),
        duties: z.array(z.object({ role: z.string(), from: z.string(), to: z.string().nullable() })),
        recoveries: z.array(z.object({ id: z.string(), reason: z.string().nullable(), requestedAt: z.string(), state: z.string() })),
      }),
      refusals: [],
      handler: async (tx, { params }) => {
        const row = await listed(tx).where('account.login', '=', params.login).executeTakeFirst();
        if (row === undefined) return refuseInput('not-found', { path: 'params.login', value: params.login });
        const factors = await tx.unsafeAsSystem((db) => listFactors(db, row.id));
        const duties = await tx.db
          .selectFrom('account_duty')
          .select(['role', 'from_at', 'to_at'])
          .where('account_id', '=', row.id)
          .orderBy('from_at', 'desc')
          .limit(50)
          .execute();
        const recoveries = await tx.db
          .selectFrom('account_code')
          .select(['id', 'reason', 'requested_at', 'approved_at', 'used_at', 'ended_at', 'expires_at'])
          .where('account_id', '=', row.id)
          .orderBy('requested_at', 'desc')
          .limit(20)
          .execute();
        return {
          ...viewOf(row),
          factors: factors.map((one) => ({
            kind: one.kind,
            createdAt: one.created_at.toISOString(),
            lastUsedAt: one.last_used_at?.toISOString() ?? null,
          })),
          duties: duties.map((one) => ({ role: one.role, from: one.from_at.toISOString(), to: one.to_at?.toISOString() ?? null })),
          recoveries: recoveries.map((one) => ({
            id: one.id,
            reason: one.reason,
            requestedAt: one.requested_at.toISOString(),
            state:
              one.used_at !== null
                ? 'used'
                : one.ended_at !== null || (one.expires_at !== null && one.expires_at <= tx.now)
                  ? 'ended'
                  : one.approved_at !== null
                    ? 'approved'
                    : 'waiting',
          })),
        };
      },
    }),
    route({
      method: 'POST',
      path: '/accounts',
      summary: { zh: '建立账号（待安全保密管理员启用）', en: 'Create an account, inactive until the security officer activates it' },
      access: only(ADMINISTRATORS),
      body: newAccount,
      output: z.object({ login: z.string(), active: z.boolean() }),
      status: 201,
      refusals: ['login-taken', 'password-weak', 'password-common', 'account-expired', 'login-busy'],
      handler: (tx, { body }) => createAccount(identity, tx, body),
    }),
    route({
      method: 'POST',
      path: '/accounts/:login/activation',
      summary: { zh: '启用账号', en: 'Activate an account' },
      access: only(SECURITY),
      params: loginParam,
      output: z.object({ login: z.string(), active: z.boolean() }),
      refusals: ['account-active', 'account-disabled', 'account-expired', 'duties-exclude', 'own-account'],
      handler: async (tx, { params }) => {
        const account = await getAccount(tx, params.login);
        if (account.active) refuse('account-active', { path: 'params.login', value: params.login });
        if (account.disabled_at !== null) refuse('account-disabled', { path: 'params.login', value: params.login });
        if (account.id === tx.actor.id) refuse('own-account', { path: 'params.login', value: params.login });
        if (account.valid_until !== null && account.valid_until < businessDate(tx.now))
          refuse('account-expired', { path: 'params.login', value: account.valid_until });
        await dutiesHeld(() =>
          tx.db.updateTable('account').set({ active: true, activated_by: tx.actor.id }).where('id', '=', account.id).execute(),
        );
        tx.audit({
          event: 'account-activated',
          object: { kind: 'account', id: params.login },
          territory: account,
          detail: { role: account.role, before: { active: false }, after: { active: true } },
        });
        return { login: params.login, active: true };
      },
    }),
    route({
      method: 'POST',
      path: '/accounts/:login/disabling',
      summary: { zh: '停用账号', en: 'Disable an account; its sessions end at once' },
      access: only(ADMINISTRATORS, SECURITY),
      params: loginParam,
      body: z.strictObject({ reason: z.enum(['left', 'security']) }),
      output: z.object({ login: z.string(), active: z.boolean() }),
      refusals: ['account-not-active', 'own-account'],
      handler: async (tx, { params, body }) => {
        const account = await getAccount(tx, params.login);
        if (account.id === tx.actor.id) refuse('own-account', { path: 'params.login', value: params.login });
        if (!account.active) refuse('account-not-active', { path: 'params.login', value: params.login });
        await disableAccount(tx, account, body.reason, tx.actor.id);
        return { login: params.login, active: false };
      },
    }),
    route({
      method: 'POST',
      path: '/accounts/:login/reinstatement',
      summary: {
        zh: '申请恢复停用的账号（待安全保密管理员启用）',
        en: 'Ask for a disabled account back; the security officer activates it',
      },
      access: only(ADMINISTRATORS),
      params: loginParam,
      body: z.strictObject({ validUntil: z.iso.date().nullable().optional() }),
      output: z.object({ login: z.string(), active: z.boolean() }),
      refusals: ['account-not-disabled', 'account-expired', 'own-account'],
      handler: async (tx, { params, body }) => {
        const account = await getAccount(tx, params.login);
        if (account.id === tx.actor.id) refuse('own-account', { path: 'params.login', value: params.login });
        if (account.disabled_at === null) refuse('account-not-disabled', { path: 'params.login', value: params.login });
        const validUntil = body.validUntil === undefined ? account.valid_until : body.validUntil;
        if (validUntil !== null && validUntil < businessDate(tx.now))
          refuse('account-expired', { path: 'body.validUntil', value: validUntil });
        const set = { disabled_at: null, disabled_by: null, disabled_reason: null, activated_by: null };
        await tx.db
          .updateTable('account')
          .set({ ...set, reinstated_by: tx.actor.id, valid_until: validUntil })
          .where('id', '=', account.id)
          .execute();
        tx.audit({
          event: 'account-asked-back',
          object: { kind: 'account', id: params.login },
          territory: account,
          detail: { before: { disabled: account.disabled_reason }, after: { disabled: null, validUntil } },
        });
        return { login: params.login, active: false };
      },
    }),
  ];
}

/** Says in words what the database refuses of duties that exclude each other. */
async function dutiesHeld<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const { constraint } = error as { constraint?: string };
    if (constraint === 'duties_exclude_each_other' || constraint === 'nobody_audits_the_own_past')
      return refuse('duties-exclude', { path: 'params.login', rule: constraint });
    throw error;
  }
}

function listed(tx: Tx) {
  return tx.db
    .selectFrom('account')
    .leftJoin('bureau', 'bureau.id', 'account.bureau_id')
    .select(['account.id', 'account.login', 'account.name', 'account.role', 'account.level', 'account.kind', 'bureau.name as bureau'])
    .select(['account.active', 'account.created_at', 'account.last_login_at', 'account.valid_until'])
    .select(['account.disabled_at', 'account.disabled_reason']);
}

type Listed = Awaited<ReturnType<ReturnType<typeof listed>['executeTakeFirstOrThrow']>>;

function viewOf(row: Listed): z.input<typeof accountView> {
  return {
    login: row.login,
    name: row.name,
    role: row.role,
    level: row.level,
    kind: row.kind,
    bureau: row.bureau,
    state: row.active ? 'active' : row.disabled_at === null ? 'waiting' : 'disabled',
    createdAt: row.created_at.toISOString(),
    lastLoginAt: row.last_login_at?.toISOString() ?? null,
    validUntil: row.valid_until,
    disabledAt: row.disabled_at?.toISOString() ?? null,
    disabledReason: row.disabled_reason,
  };
}
