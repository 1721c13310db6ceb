import { randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { roleAtLevel } from '../../ground/actor.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import { only, type Route, route } from '../../ground/route.ts';
import type { Tx } from '../../ground/transaction.ts';
import { ADMINISTRATORS, getAccount, SECURITY } from './account.routes.ts';
import { refuse } from './identity.errors.ts';
import type { Identity } from './identity.ts';
import { readClientKey } from './sm2-challenge.ts';

const DAY_MS = 86_400_000;
const keyView = z.object({
  id: z.string(),
  algorithm: z.string(),
  scopes: z.array(z.string()),
  createdAt: z.string(),
  expiresAt: z.string(),
  lastUsedAt: z.string().nullable(),
  state: z.enum(['waiting', 'active', 'expired', 'revoked']),
});

const COLUMNS = [
  'service_key.id',
  'service_key.algorithm',
  'service_key.scopes',
  'service_key.created_at',
  'service_key.expires_at',
] as const;
const MORE = ['service_key.approved_at', 'service_key.revoked_at', 'service_key.last_used_at'] as const;

async function getKey(tx: Tx, id: string) {
  const row = await tx.db
    .selectFrom('service_key')
    .innerJoin('account', 'account.id', 'service_key.account_id')
    .select(['account.login', 'account.prov', 'account.city', 'account.div'])
    .select([...COLUMNS, ...MORE])
    .where('service_key.id', '=', id)
    .forUpdate('service_key')
    .executeTakeFirst();
  return row ?? refuseInput('not-found', { path: 'params.id', value: id });
}

/** Keys of service accounts: registered by the administrator, activated by the security officer; several at once, so that they rotate. */
export function serviceKeyRoutes(identity: Identity): Route[] {
  return [
    route({
      method: 'GET',
      path: '/accounts/:login/keys',
      summary: { zh: '程序账号的密钥', en: 'Keys of a service account, newest first' },
      access: only(...ADMINISTRATORS, ...SECURITY),
      params: z.strictObject({ login: z.string().max(64) }),
      output: z.object({ keys: z.array(keyView) }),
      refusals: [],
      handler: async (tx, { params }) => {
        const account = await tx.db.selectFrom('account').select('id').where('login', '=', params.login).executeTakeFirst();
        if (account === undefined) return refuseInput('not-found', { path: 'params.login', value: params.login });
        const rows = await tx.db
          .selectFrom('service_key')
          .select([...COLUMNS, ...MORE])
          .where('account_id', '=', account.id)
          .orderBy('created_at', 'desc')
          .limit(100)
          .execute();
        return {
          keys: rows.map((row) => ({
            id: row.id,
            algorithm: row.algorithm,
            scopes: row.scopes,
            createdAt: row.created_at.toISOString(),
            expiresAt: row.expires_at.toISOString(),
            lastUsedAt: row.last_used_at?.toISOString() ?? null,
            state: stateOf(row, tx.now),
          })),
        };
      },
    }),
    route({
      method: 'POST',
      path: '/accounts/:login/keys',
      summary: { zh: '为程序账号登记密钥', en: 'Register a key for a service account; the security officer activates it' },
      access: only(...ADMINISTRATORS),
      params: z.strictObject({ login: z.string().max(64) }),
      body: z.strictObject({
        algorithm: z.enum(['HMAC-SM3', 'SM2']),
        publicKey: z.string().max(1000).optional(),
        scopes: z.array(z.string().max(120)).min(1).max(200),
        days: z.number().int().min(1).max(400).default(365),
      }),
      output: z.object({ id: z.string() }),
      status: 201,
      refusals: ['service-account-needed', 'key-scope-unknown', 'key-unusable'],
      handler: async (tx, { params, body }) => {
        const account = await getAccount(tx, params.login);
        if (account.kind !== 'service') refuse('service-account-needed', { path: 'params.login', value: params.login });
        const role = roleAtLevel({ role: account.role, level: account.level } as Parameters<typeof roleAtLevel>[0]);
        const callable = new Set(
          identity
            .routes()
            .filter(
              ({ access, streamed, stages }) =>
                access.kind === 'roles' && !streamed && stages.includes('full') && (access.roles as readonly string[]).includes(role),
            )
            .map(({ method, path }) => `${method} ${path}`),
        );
        for (const [at, scope] of body.scopes.entries())
          if (!callable.has(scope)) refuse('key-scope-unknown', { path: `body.scopes.${at}`, value: scope });
        if ((body.algorithm === 'SM2') !== (body.publicKey !== undefined)) refuse('key-unusable', { path: 'body.publicKey' });
        const id = uuidv7();
        const { prov, city, div } = account;
        await tx.db
          .insertInto('service_key')
          .values({
            id,
            account_id: account.id,
            prov,
            city,
            div,
            algorithm: body.algorithm,
            secret: null,
            public_key: body.publicKey === undefined ? null : readClientKey(body.publicKey),
            scopes: [...new Set(body.scopes)],
            created_by: tx.actor.id,
            created_at: tx.now,
            expires_at: new Date(tx.now.getTime() + body.days * DAY_MS),
          })
          .execute();
        tx.audit({
          event: 'service-key-registered',
          object: { kind: 'service-key', id },
          territory: account,
          detail: { account: account.login, algorithm: body.algorithm, scopes: body.scopes },
        });
        return { id };
      },
    }),
    route({
      method: 'POST',
      path: '/service-keys/:id/approval',
      summary: { zh: '启用密钥（HMAC-SM3 密钥只显示一次）', en: 'Activate a key; the secret of HMAC-SM3 is answered once' },
      access: only(...SECURITY),
      params: z.strictObject({ id: z.uuid() }),
      output: z.object({ id: z.string(), secret: z.string().nullable() }),
      shownOnce: true,
      refusals: ['key-decided'],
      handler: async (tx, { params }) => {
        const key = await getKey(tx, params.id);
        if (key.approved_at !== null || key.revoked_at !== null || key.expires_at <= tx.now) refuse('key-decided', { path: 'params.id' });
        const secret = key.algorithm === 'HMAC-SM3' ? randomBytes(32).toString('base64url') : null;
        const set = { approved_by: tx.actor.id, approved_at: tx.now };
        await tx.db
          .updateTable('service_key')
          .set(secret === null ? set : { ...set, secret })
          .where('id', '=', params.id)
          .execute();
        tx.audit({
          event: 'service-key-activated',
          object: { kind: 'service-key', id: params.id },
          territory: key,
          detail: { account: key.login, before: 'waiting', after: 'active' },
        });
        return { id: params.id, secret };
      },
    }),
    route({
      method: 'POST',
      path: '/service-keys/:id/revocation',
      summary: { zh: '停用密钥', en: 'Revoke a key; the next request that it signs is refused' },
      access: only(...ADMINISTRATORS, ...SECURITY),
      params: z.strictObject({ id: z.uuid() }),
      output: z.object({ revoked: z.boolean() }),
      refusals: ['key-decided'],
      handler: async (tx, { params }) => {
        const key = await getKey(tx, params.id);
        if (key.revoked_at !== null) refuse('key-decided', { path: 'params.id' });
        await tx.db.updateTable('service_key').set({ revoked_at: tx.now, revoked_by: tx.actor.id }).where('id', '=', params.id).execute();
        tx.audit({
          event: 'service-key-revoked',
          object: { kind: 'service-key', id: params.id },
          territory: key,
          detail: { account: key.login },
        });
        return { revoked: true };
      },
    }),
  ];
}

function stateOf(
  row: { revoked_at: Date | null; expires_at: Date; approved_at: Date | null },
  now: Date,
): 'waiting' | 'active' | 'expired' | 'revoked' {
  if (row.revoked_at !== null) return 'revoked';
  if (row.expires_at <= now) return 'expired';
  return row.approved_at === null ? 'waiting' : 'active';
}
