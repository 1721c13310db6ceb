import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import type { Actor } from '../../ground/actor.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import { BUREAU_STAFF, only, type Route, rawRoute, route } from '../../ground/route.ts';
import { readJson } from '../../ground/strict-json.ts';
import type { Transactor, Tx } from '../../ground/transaction.ts';
import { refuse } from './identity.errors.ts';
import { hashPassword, type PasswordRule, passwordFault } from './password.ts';
import { sessionRoutes } from './session.routes.ts';
import { login, logout } from './sessions.ts';

export const PARTY_ROLES = ['agency', 'institution', 'vendor', 'platform-vendor', 'integration-partner', 'carrier'] as const;
const EVERYONE = only(
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

const credentials = z.strictObject({ login: z.string().min(1).max(64), password: z.string().min(1).max(200) });

const person = (actor: Actor) => ({
  id: actor.id,
  name: actor.name,
  role: actor.role,
  level: actor.level,
  bureau: actor.bureauName,
  party: actor.partyId,
  territory: actor.div ?? actor.city ?? actor.prov ?? '100000',
});

const personView = z.object({
  id: z.string(),
  name: z.string(),
  role: z.string(),
  level: z.string(),
  bureau: z.string().nullable(),
  party: z.string().nullable(),
  territory: z.string(),
});

/** The code by which people know the party that somebody belongs to; null for a bureau's staff. */
async function partyCodeOf(tx: Tx): Promise<string | null> {
  const { partyKind, partyId } = tx.actor;
  if (partyKind === null || partyId === null) return null;
  const row = await tx.db.selectFrom(partyKind).select('code').where('id', '=', partyId).executeTakeFirst();
  return row?.code ?? null;
}

/** The rule of the product's own accounts in the caller's territory (NX-13): read from the profile in force. */
export type PasswordRuleOf = (tx: Tx) => Promise<PasswordRule>;

export function identityRoutes(transactor: Transactor, passwordRule: PasswordRuleOf): Route[] {
  return [
    rawRoute({
      method: 'POST',
      path: '/sessions',
      summary: { zh: '登录', en: 'Log in' },
      access: { kind: 'public', why: 'nobody is logged in before it' },
      body: credentials,
      refusals: ['login-failed'],
      maxBytes: 10_000,
      raw: async (request, reply) => {
        const read = readJson(request.bodyBytes);
        const parsed = credentials.safeParse(read.ok ? read.value : null);
        if (!parsed.success) return refuseInput('input-invalid', { path: 'body', rule: '{login, password}' });
        const result = await login(transactor, parsed.data.login, parsed.data.password, request.ip);
        return reply.code(201).send({ token: result.token, expiresAt: result.expiresAt.toISOString(), person: person(result.actor) });
      },
    }),
    rawRoute({
      method: 'POST',
      path: '/sessions/end',
      summary: { zh: '退出登录', en: 'Log out' },
      access: EVERYONE,
      refusals: [],
      raw: async (request, reply) => {
        await logout(transactor, request.headers.authorization!.slice('Bearer '.length));
        return reply.send({ ended: true });
      },
    }),
    ...sessionRoutes(EVERYONE),
    route({
      method: 'GET',
      path: '/me',
      summary: { zh: '我是谁', en: 'Who I am' },
      access: EVERYONE,
      output: personView.extend({ partyCode: z.string().nullable() }),
      refusals: [],
      handler: async (tx) => ({ ...person(tx.actor), partyCode: await partyCodeOf(tx) }),
    }),
    route({
      method: 'POST',
      path: '/accounts',
      summary: { zh: '建立账号（待安全保密管理员启用）', en: 'Create an account, inactive until the security officer activates it' },
      access: only('system-administrator:province'),
      body: z.strictObject({
        login: z.string().regex(/^[a-z0-9][a-z0-9._-]{1,63}$/),
        name: z.string().min(1).max(50),
        role: z.enum(PARTY_ROLES),
        partyKind: z.enum(['institution', 'firm']),
        partyCode: z.string().min(1).max(64),
        password: z.string().max(200),
      }),
      output: z.object({ login: z.string(), active: z.boolean() }),
      status: 201,
      refusals: ['login-taken', 'password-weak'],
      handler: async (tx, { body }) => {
        const fault = passwordFault(body.password, await passwordRule(tx));
        if (fault !== null) refuse('password-weak', { path: 'body.password', rule: fault });
        const table = body.partyKind === 'institution' ? ('institution' as const) : ('firm' as const);
        const party = await tx.db
          .selectFrom(table)
          .select(['id', 'prov', 'city', 'div'])
          .where('code', '=', body.partyCode)
          .executeTakeFirst();
        if (party === undefined) return refuseInput('not-found', { path: 'body.partyCode', value: body.partyCode });
        const id = uuidv7();
        const inserted = await tx.db
          .insertInto('account')
          .values({
            id,
            login: body.login,
            name: body.name,
            role: body.role,
            level: 'party',
            party_kind: body.partyKind,
            party_id: party.id,
            prov: party.prov ?? tx.actor.prov,
            city: party.city,
            div: party.div,
            password_hash: await hashPassword(body.password),
            active: false,
            created_at: tx.now,
            created_by: tx.actor.id,
          })
          .onConflict((conflict) => conflict.column('login').doNothing())
          .executeTakeFirst();
        if (inserted.numInsertedOrUpdatedRows === 0n) refuse('login-taken', { path: 'body.login', value: body.login });
        tx.audit({ event: 'account-created', object: { kind: 'account', id: body.login }, territory: party, detail: { role: body.role } });
        return { login: body.login, active: false };
      },
    }),
    route({
      method: 'POST',
      path: '/accounts/:login/activation',
      summary: { zh: '启用账号', en: 'Activate an account' },
      access: only('security-officer:province'),
      params: z.strictObject({ login: z.string().max(64) }),
      output: z.object({ login: z.string(), active: z.boolean() }),
      refusals: ['account-active'],
      handler: async (tx, { params }) => {
        const account = await tx.db
          .selectFrom('account')
          .select(['id', 'active', 'role', 'prov', 'city', 'div'])
          .where('login', '=', params.login)
          .forUpdate()
          .executeTakeFirst();
        if (account === undefined) return refuseInput('not-found', { path: 'params.login', value: params.login });
        if (account.active) refuse('account-active', { path: 'params.login', value: params.login });
        await tx.db.updateTable('account').set({ active: true, activated_by: tx.actor.id }).where('id', '=', account.id).execute();
        tx.audit({
          event: 'account-activated',
          object: { kind: 'account', id: params.login },
          territory: account,
          detail: { role: account.role },
        });
        return { login: params.login, active: true };
      },
    }),
  ];
}
