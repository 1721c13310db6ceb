import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import { only, type Route, route } from '../../ground/route.ts';
import { ADMINISTRATORS, getAccount, SECURITY } from './account.routes.ts';
import { refuse } from './identity.errors.ts';
import { codeDigest, newCode } from './one-time-code.ts';
import { endAllSessions } from './session.store.ts';

/** Long enough to be handed over in person. */
const CODE_MS = 4 * 3_600_000;

/** Whoever lost password or factors gets in again by two officers: one asks, the other approves and hands the code over (NX-附3.2-1d). */
export const recoveryRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/accounts/:login/recovery',
    summary: { zh: '为丢失密码或第二因素的人员申请恢复', en: 'Ask for somebody to get in again who lost password or factors' },
    access: only(ADMINISTRATORS),
    params: z.strictObject({ login: z.string().max(64) }),
    body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
    output: z.object({ id: z.string() }),
    status: 201,
    refusals: ['account-not-active', 'own-account'],
    handler: async (tx, { params, body }) => {
      const account = await getAccount(tx, params.login);
      if (account.id === tx.actor.id) refuse('own-account', { path: 'params.login', value: params.login });
      if (!account.active || account.kind !== 'person') refuse('account-not-active', { path: 'params.login', value: params.login });
      const id = uuidv7();
      const { prov, city, div } = account;
      await tx.db
        .insertInto('account_code')
        .values({
          id,
          account_id: account.id,
          prov,
          city,
          div,
          kind: 'recovery',
          reason: body.reason,
          requested_by: tx.actor.id,
          requested_at: tx.now,
        })
        .execute();
      tx.audit({ event: 'recovery-requested', object: { kind: 'account', id: account.login }, territory: account });
      return { id };
    },
  }),
  route({
    method: 'POST',
    path: '/account-recoveries/:id/approval',
    summary: { zh: '批准恢复并签发一次性登录码', en: 'Approve the recovery; answers a one-time code, once' },
    access: only(SECURITY),
    params: z.strictObject({ id: z.uuid() }),
    output: z.object({ login: z.string(), code: z.string(), expiresAt: z.string() }),
    shownOnce: true,
    refusals: ['recovery-not-waiting', 'own-account', 'account-not-active'],
    handler: async (tx, { params }) => {
      const row = await tx.db
        .selectFrom('account_code')
        .innerJoin('account', 'account.id', 'account_code.account_id')
        .select(['account.id as account_id', 'account.login', 'account.active', 'account.prov', 'account.city', 'account.div'])
        .select(['account_code.approved_at', 'account_code.ended_at'])
        .where('account_code.id', '=', params.id)
        .where('account_code.kind', '=', 'recovery')
        .forUpdate('account_code')
        .executeTakeFirst();
      if (row === undefined) return refuseInput('not-found', { path: 'params.id', value: params.id });
      if (row.approved_at !== null || row.ended_at !== null) refuse('recovery-not-waiting', { path: 'params.id' });
      if (row.account_id === tx.actor.id) refuse('own-account', { path: 'params.id' });
      if (!row.active) refuse('account-not-active', { path: 'params.id', value: row.login });
      const [code, expiresAt] = [newCode(4), new Date(tx.now.getTime() + CODE_MS)];
      // Earlier codes of the account are void.
      await tx.db
        .updateTable('account_code')
        .set({ ended_at: tx.now })
        .where('account_id', '=', row.account_id)
        .where('id', '<>', params.id)
        .where('used_at', 'is', null)
        .where('ended_at', 'is', null)
        .execute();
      await tx.db
        .updateTable('account_code')
        .set({ digest: codeDigest(code), approved_by: tx.actor.id, approved_at: tx.now, expires_at: expiresAt })
        .where('id', '=', params.id)
        .execute();
      const ended = await tx.unsafeAsSystem((db) => endAllSessions(db, row.account_id, tx.now));
      tx.audit({
        event: 'recovery-approved',
        object: { kind: 'account', id: row.login },
        territory: row,
        detail: { expiresAt: expiresAt.toISOString(), endedSessions: ended },
      });
      return { login: row.login, code, expiresAt: expiresAt.toISOString() };
    },
  }),
];
