import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import { only, type Route, route } from '../../ground/route.ts';
import { disableAccount, getAccount, SECURITY } from './account.routes.ts';
import { refuse } from './identity.errors.ts';

const READERS = [...SECURITY, 'auditor:province', 'auditor:nation'] as const;
const idParam = z.strictObject({ id: z.uuid() });

const reviewView = z.object({
  id: z.string(),
  period: z.string(),
  territory: z.string().nullable(),
  openedAt: z.string(),
  dueAt: z.string(),
  closedAt: z.string().nullable(),
  overdue: z.boolean(),
  accounts: z.number(),
  decided: z.number(),
});

const itemView = z.object({
  id: z.string(),
  login: z.string(),
  name: z.string(),
  role: z.string(),
  lastLoginAt: z.string().nullable(),
  decision: z.enum(['keep', 'withdraw']).nullable(),
  reason: z.string().nullable(),
  decidedAt: z.string().nullable(),
});

/** Who may still do what, asked anew each quarter, account by account (NX-附3.2-2c). */
export const reviewRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/access-reviews',
    summary: { zh: '权限季度复核', en: 'Quarterly access reviews, newest first' },
    access: only(...READERS),
    query: z.strictObject({ before: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(100).default(20) }),
    output: z.object({ reviews: z.array(reviewView), next: z.string().nullable() }),
    refusals: [],
    handler: async (tx, { query }) => {
      let rows = tx.db
        .selectFrom('access_review')
        .select(['id', 'period', 'prov', 'opened_at', 'due_at', 'closed_at'])
        .select((eb) => [
          eb
            .selectFrom('access_review_item')
            .select(eb.fn.countAll<number>().as('n'))
            .whereRef('review_id', '=', 'access_review.id')
            .as('accounts'),
          eb
            .selectFrom('access_review_item')
            .select(eb.fn.countAll<number>().as('n'))
            .whereRef('review_id', '=', 'access_review.id')
            .where('decided_at', 'is not', null)
            .as('decided'),
        ])
        .orderBy('id', 'desc')
        .limit(query.limit);
      if (query.before !== undefined) rows = rows.where('id', '<', query.before);
      const reviews = (await rows.execute()).map((row) => ({
        id: row.id,
        period: row.period,
        territory: row.prov,
        openedAt: row.opened_at.toISOString(),
        dueAt: row.due_at.toISOString(),
        closedAt: row.closed_at?.toISOString() ?? null,
        overdue: row.closed_at === null && row.due_at <= tx.now,
        accounts: Number(row.accounts),
        decided: Number(row.decided),
      }));
      return { reviews, next: reviews.length === query.limit ? reviews.at(-1)!.id : null };
    },
  }),
  route({
    method: 'GET',
    path: '/access-reviews/:id',
    summary: { zh: '一次复核的账号', en: 'The accounts of one review, by login' },
    access: only(...READERS),
    params: idParam,
    query: z.strictObject({ after: z.string().max(64).optional(), limit: z.coerce.number().int().min(1).max(200).default(100) }),
    output: z.object({ items: z.array(itemView), next: z.string().nullable() }),
    refusals: [],
    handler: async (tx, { params, query }) => {
      const review = await tx.db.selectFrom('access_review').select('id').where('id', '=', params.id).executeTakeFirst();
      if (review === undefined) return refuseInput('not-found', { path: 'params.id', value: params.id });
      const rows = await tx.db
        .selectFrom('access_review_item')
        .innerJoin('account', 'account.id', 'access_review_item.account_id')
        .select(['access_review_item.id', 'account.login', 'account.name', 'account.role', 'account.last_login_at'])
        .select(['access_review_item.decision', 'access_review_item.reason', 'access_review_item.decided_at'])
        .where('access_review_item.review_id', '=', params.id)
        .where('account.login', '>', query.after ?? '')
        .orderBy('account.login')
        .limit(query.limit)
        .execute();
      const items = rows.map((row) => ({
        id: row.id,
        login: row.login,
        name: row.name,
        role: row.role,
        lastLoginAt: row.last_login_at?.toISOString() ?? null,
        decision: row.decision as 'keep' | 'withdraw' | null,
        reason: row.reason,
        decidedAt: row.decided_at?.toISOString() ?? null,
      }));
      return { items, next: items.length === query.limit ? items.at(-1)!.login : null };
    },
  }),
  route({
    method: 'POST',
    path: '/access-review-items/:id/decision',
    summary: { zh: '复核一个账号：保留或收回', en: 'Decide on one account: keep it, or withdraw and disable it' },
    access: only(...SECURITY),
    params: idParam,
    body: z.strictObject({ decision: z.enum(['keep', 'withdraw']), reason: z.string().trim().max(500).optional() }),
    output: z.object({ login: z.string(), decision: z.string(), closed: z.boolean() }),
    refusals: ['review-decided', 'own-account'],
    handler: async (tx, { params, body }) => {
      const item = await tx.db
        .selectFrom('access_review_item')
        .innerJoin('account', 'account.id', 'access_review_item.account_id')
        .select(['access_review_item.id', 'access_review_item.review_id', 'access_review_item.decided_at', 'account.login'])
        .where('access_review_item.id', '=', params.id)
        .forUpdate('access_review_item')
        .executeTakeFirst();
      if (item === undefined) return refuseInput('not-found', { path: 'params.id', value: params.id });
      if (item.decided_at !== null) refuse('review-decided', { path: 'params.id' });
      const account = await getAccount(tx, item.login);
      if (account.id === tx.actor.id) refuse('own-account', { path: 'params.id' });
      await tx.db
        .updateTable('access_review_item')
        .set({ decision: body.decision, reason: body.reason ?? null, decided_by: tx.actor.id, decided_at: tx.now })
        .where('id', '=', item.id)
        .execute();
      if (body.decision === 'withdraw' && account.active) await disableAccount(tx, account, 'review', tx.actor.id);
      const open = await tx.db
        .selectFrom('access_review_item')
        .select('id')
        .where('review_id', '=', item.review_id)
        .where('decided_at', 'is', null)
        .limit(1)
        .executeTakeFirst();
      const closed = open === undefined;
      if (closed) await tx.db.updateTable('access_review').set({ closed_at: tx.now }).where('id', '=', item.review_id).execute();
      tx.audit({
        event: 'access-reviewed',
        object: { kind: 'account', id: item.login },
        territory: account,
        detail: {
          decision: body.decision,
          before: { active: account.active },
          after: { active: account.active && body.decision === 'keep' },
        },
      });
      return { login: item.login, decision: body.decision, closed };
    },
  }),
];
