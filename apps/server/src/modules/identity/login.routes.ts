import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import { requireJson } from '../../ground/request-input.ts';
import { type Access, BUREAU_STAFF, only, type Route, rawRoute, route } from '../../ground/route.ts';
import { readJson } from '../../ground/strict-json.ts';
import type { Tx } from '../../ground/transaction.ts';
import { accountQuery } from './account.store.ts';
import { acceptPassword, ownAccount, requirePassword, storePassword } from './change-password.ts';
import { PARTY_ROLES } from './create-account.ts';
import { refuse } from './identity.errors.ts';
import type { Identity } from './identity.ts';
import { logIn, redeemCode } from './log-in.ts';
import { loginView, openSession, person, personView } from './open-session.ts';
import { endAllSessions, endSession, sessionOf } from './session.store.ts';

export const EVERYONE: Access = only(
  BUREAU_STAFF,
  'caseworker:nation',
  'approver:nation',
  'leader:nation',
  'system-administrator:nation',
  'system-administrator:province',
  'security-officer:nation',
  'security-officer:province',
  'auditor:nation',
  'auditor:province',
  'reader:nation',
  ...PARTY_ROLES,
);

const loginName = z.string().min(1).max(64);
const password = z.string().min(1).max(200);
const credentials = z.strictObject({ login: loginName, password });
const redemption = z.strictObject({ login: loginName, code: z.string().min(10).max(60), password });

/** The code by which people know the party that somebody belongs to; null for a bureau's staff. */
async function partyCodeOf(tx: Tx): Promise<string | null> {
  const { partyKind, partyId } = tx.actor;
  if (partyKind === null || partyId === null) return null;
  const row = await tx.db.selectFrom(partyKind).select('code').where('id', '=', partyId).executeTakeFirst();
  return row?.code ?? null;
}

const tokenOf = (header: string | undefined): string => (header ?? '').slice('Bearer '.length);

/** Logging in, step by step, and out. Every step answers a new token; the one before has ended. */
export function loginRoutes(identity: Identity): Route[] {
  return [
    rawRoute({
      method: 'POST',
      path: '/sessions',
      summary: { zh: '登录', en: 'Log in' },
      access: { kind: 'public', why: 'nobody is logged in before it' },
      body: credentials,
      output: loginView,
      status: 201,
      shownOnce: true,
      refusals: ['login-failed', 'login-too-many', 'login-busy'],
      maxBytes: 10_000,
      raw: async (request, reply) => {
        requireJson(request);
        const read = readJson(request.bodyBytes);
        const parsed = credentials.safeParse(read.ok ? read.value : null);
        if (!parsed.success) return refuseInput('input-invalid', { path: 'body', rule: '{login, password}' });
        const answer = await logIn(identity, parsed.data.login, parsed.data.password, { address: request.ip, requestId: request.id });
        return reply.code(201).send(answer);
      },
    }),
    rawRoute({
      method: 'POST',
      path: '/sessions/code',
      summary: { zh: '以一次性登录码登录并设置密码', en: 'Log in by a one-time code and set the password' },
      access: { kind: 'public', why: 'who comes with a one-time code has no password yet' },
      body: redemption,
      output: loginView,
      status: 201,
      shownOnce: true,
      refusals: ['login-failed', 'login-too-many', 'login-busy', 'password-weak', 'password-common', 'password-used-before'],
      maxBytes: 10_000,
      raw: async (request, reply) => {
        requireJson(request);
        const read = readJson(request.bodyBytes);
        const parsed = redemption.safeParse(read.ok ? read.value : null);
        if (!parsed.success) return refuseInput('input-invalid', { path: 'body', rule: '{login, code, password}' });
        return reply.code(201).send(await redeemCode(identity, parsed.data, { address: request.ip, requestId: request.id }));
      },
    }),
    rawRoute({
      method: 'POST',
      path: '/sessions/end',
      summary: { zh: '退出登录', en: 'Log out' },
      access: EVERYONE,
      stages: ['full', 'second-factor', 'change-password', 'enrol-factor'],
      refusals: [],
      raw: async (request, reply) => {
        await identity.transactor.asIdentity((db, now) => endSession(db, tokenOf(request.headers.authorization), now));
        return reply.send({ ended: true });
      },
    }),
    route({
      method: 'POST',
      path: '/sessions/delegated',
      summary: { zh: '按授权的委托代行同事的岗位', en: 'Stand in for a colleague under a granted delegation' },
      access: only(BUREAU_STAFF, 'caseworker:nation', 'approver:nation', 'leader:nation'),
      body: z.strictObject({ delegation: z.uuid() }),
      output: loginView,
      status: 201,
      shownOnce: true,
      refusals: ['delegation-not-in-force'],
      handler: async (tx, { body }) => {
        const { now, actor } = tx;
        if (actor.delegatedFrom !== undefined) refuse('delegation-not-in-force', { path: 'body.delegation' });
        const found = await tx.unsafeAsSystem((db) =>
          accountQuery(db)
            .innerJoin('delegation', 'delegation.from_account', 'account.id')
            .select('delegation.ends_at')
            .where('delegation.id', '=', body.delegation)
            .where('delegation.to_account', '=', actor.id)
            .where('delegation.granted_at', 'is not', null)
            .where('delegation.ended_at', 'is', null)
            .where('delegation.starts_at', '<=', now)
            .where('delegation.ends_at', '>', now)
            .where('account.active', '=', true)
            .executeTakeFirst(),
        );
        if (found === undefined) return refuse('delegation-not-in-force', { path: 'body.delegation', value: body.delegation });
        const [own, session] = [await ownAccount(tx), await tx.unsafeAsSystem((db) => sessionOf(db, actor.proof!))];
        const answer = await openSession(identity, tx, own, {
          factor: session.factor as 'totp' | null,
          former: null,
          expiresAt: session.expires_at,
          delegation: { id: body.delegation, endsAt: found.ends_at },
        });
        tx.audit({
          event: 'delegation-used',
          object: { kind: 'delegation', id: body.delegation },
          territory: found,
          detail: { from: found.login },
        });
        return { ...answer, person: { ...answer.person, role: found.role, level: found.level } };
      },
    }),
    route({
      method: 'POST',
      path: '/me/password',
      summary: { zh: '更换本人密码', en: 'Change one’s own password' },
      access: EVERYONE,
      stages: ['full', 'change-password'],
      body: z.strictObject({ current: password, next: password }),
      output: loginView,
      shownOnce: true,
      refusals: ['password-wrong', 'password-weak', 'password-common', 'password-used-before', 'login-busy'],
      handler: async (tx, { body }) => {
        const account = await ownAccount(tx);
        await requirePassword(identity, tx, account, body.current, 'body.current');
        const hash = await acceptPassword(identity, tx, account, body.next, 'body.next');
        const session = await tx.unsafeAsSystem(async (db) => {
          const standing = await sessionOf(db, tx.actor.proof!);
          await storePassword(db, account, hash, tx.now);
          // Whoever knew the former password is out everywhere.
          await endAllSessions(db, account.id, tx.now);
          return standing;
        });
        tx.audit({ event: 'password-changed', object: { kind: 'account', id: account.login }, territory: account });
        const changed = { ...account, must_change_password: false, password_changed_at: tx.now };
        return openSession(identity, tx, changed, { factor: session.factor as 'totp' | null, former: tx.actor.proof! });
      },
    }),
    route({
      method: 'GET',
      path: '/me',
      summary: { zh: '我是谁', en: 'Who I am' },
      access: EVERYONE,
      stages: ['full', 'second-factor', 'change-password', 'enrol-factor'],
      output: personView.extend({
        partyCode: z.string().nullable(),
        must: z.enum(['second-factor', 'change-password', 'enrol-factor']).nullable(),
        delegatedFrom: z.string().nullable(),
      }),
      refusals: [],
      handler: async (tx) => {
        const { stage = 'full', delegatedFrom = null } = tx.actor;
        return { ...person(tx.actor), partyCode: await partyCodeOf(tx), must: stage === 'full' ? null : stage, delegatedFrom };
      },
    }),
  ];
}
