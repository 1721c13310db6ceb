import { createHash } from 'node:crypto';
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import { type Access, only, type Route, route } from '../../ground/route.ts';
import type { Tx } from '../../ground/transaction.ts';

const view = z.object({
  handle: z.string(),
  createdAt: z.string(),
  lastSeenAt: z.string(),
  expiresAt: z.string(),
  address: z.string().nullable(),
});

/** What a session is called where it is shown: nothing of its token follows from it. */
const handleOf = (tokenDigest: Buffer) => createHash('sm3').update(tokenDigest).digest('hex').slice(0, 16);

const liveSessions = (tx: Tx, accountId: string) =>
  tx.unsafeAsSystem((db) =>
    db
      .selectFrom('session')
      .select(['token_digest', 'created_at', 'last_seen_at', 'expires_at', 'address'])
      .where('account_id', '=', accountId)
      .where('ended_at', 'is', null)
      .where('expires_at', '>', tx.now)
      .orderBy('created_at', 'desc')
      .execute(),
  );

const end = (tx: Tx, digests: readonly Buffer[]) =>
  tx.unsafeAsSystem((db) => db.updateTable('session').set({ ended_at: tx.now }).where('token_digest', 'in', digests).execute());

/** Everybody sees and ends their own sessions; the security officer ends those of an account of the own territory (NX-附3.2-1b). */
export function sessionRoutes(everyone: Access): Route[] {
  return [
    route({
      method: 'GET',
      path: '/sessions',
      summary: { zh: '我的登录会话', en: 'My sessions' },
      access: everyone,
      output: z.object({ sessions: z.array(view) }),
      refusals: [],
      handler: async (tx) => ({
        sessions: (await liveSessions(tx, tx.actor.id)).map((row) => ({
          handle: handleOf(row.token_digest),
          createdAt: row.created_at.toISOString(),
          lastSeenAt: row.last_seen_at.toISOString(),
          expiresAt: row.expires_at.toISOString(),
          address: row.address,
        })),
      }),
    }),
    route({
      method: 'POST',
      path: '/sessions/:handle/end',
      summary: { zh: '结束我的一个登录会话', en: 'End one of my sessions' },
      access: everyone,
      params: z.strictObject({ handle: z.string().regex(/^[0-9a-f]{16}$/) }),
      output: z.object({ ended: z.number() }),
      refusals: [],
      handler: async (tx, { params }) => {
        const found = (await liveSessions(tx, tx.actor.id)).find((row) => handleOf(row.token_digest) === params.handle);
        if (found === undefined) return refuseInput('not-found', { path: 'params.handle', value: params.handle });
        await end(tx, [found.token_digest]);
        tx.audit({ event: 'session-ended', object: { kind: 'session', id: params.handle } });
        return { ended: 1 };
      },
    }),
    route({
      method: 'POST',
      path: '/accounts/:login/sessions/end',
      summary: { zh: '强制结束一个账号的全部会话', en: 'End all sessions of an account' },
      access: only('security-officer:province', 'security-officer:nation'),
      params: z.strictObject({ login: z.string().max(64) }),
      output: z.object({ ended: z.number() }),
      refusals: [],
      handler: async (tx, { params }) => {
        const account = await tx.db
          .selectFrom('account')
          .select(['id', 'prov', 'city', 'div'])
          .where('login', '=', params.login)
          .executeTakeFirst();
        if (account === undefined) return refuseInput('not-found', { path: 'params.login', value: params.login });
        const digests = (await liveSessions(tx, account.id)).map((row) => row.token_digest);
        if (digests.length > 0) await end(tx, digests);
        tx.audit({
          event: 'sessions-ended',
          object: { kind: 'account', id: params.login },
          territory: account,
          detail: { ended: digests.length },
        });
        return { ended: digests.length };
      },
    }),
  ];
}
