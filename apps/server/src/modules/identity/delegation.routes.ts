import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { personName } from '../../ground/clearance.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import { BUREAU_STAFF, only, type Route, route } from '../../ground/route.ts';
import type { Tx } from '../../ground/transaction.ts';
import { SECURITY } from './account.routes.ts';
import { refuse } from './identity.errors.ts';

const STAFF = [...BUREAU_STAFF, 'caseworker:nation', 'approver:nation', 'leader:nation'] as const;
const LONGEST_MS = 92 * 86_400_000;

const delegationView = z.object({
  id: z.string(),
  from: z.string(),
  fromName: z.string(),
  to: z.string(),
  toName: z.string(),
  role: z.string(),
  reason: z.string(),
  startsAt: z.string(),
  endsAt: z.string(),
  state: z.enum(['asked', 'granted', 'ended']),
  /** what the reader is in it */
  mine: z.enum(['giver', 'taker']).nullable(),
});

function delegations(tx: Tx) {
  return tx.db
    .selectFrom('delegation')
    .innerJoin('account as giver', 'giver.id', 'delegation.from_account')
    .innerJoin('account as taker', 'taker.id', 'delegation.to_account')
    .select([
      'delegation.id',
      'delegation.from_account',
      'delegation.to_account',
      'delegation.reason',
      'delegation.starts_at',
      'delegation.ends_at',
    ])
    .select(['delegation.granted_at', 'delegation.ended_at', 'delegation.prov', 'delegation.city', 'delegation.div'])
    .select(['giver.login as from_login', 'giver.name as from_name', 'giver.role', 'taker.login as to_login', 'taker.name as to_name']);
}

type Row = Awaited<ReturnType<ReturnType<typeof delegations>['executeTakeFirstOrThrow']>>;

const viewOf = (row: Row, { now, actor }: Tx): z.input<typeof delegationView> => ({
  id: row.id,
  from: row.from_login,
  fromName: row.from_name,
  to: row.to_login,
  toName: row.to_name,
  role: row.role,
  reason: row.reason,
  startsAt: row.starts_at.toISOString(),
  endsAt: row.ends_at.toISOString(),
  state: row.ended_at !== null || row.ends_at <= now ? 'ended' : row.granted_at === null ? 'asked' : 'granted',
  mine: row.from_account === actor.id ? 'giver' : row.to_account === actor.id ? 'taker' : null,
});

async function getDelegation(tx: Tx, id: string): Promise<Row> {
  const row = await delegations(tx).where('delegation.id', '=', id).forUpdate('delegation').executeTakeFirst();
  return row ?? refuseInput('not-found', { path: 'params.id', value: id });
}

const colleague = z.object({ login: z.string(), name: personName, role: z.string() });

/** Somebody stands in for a colleague, for a time: asked by who is away, granted by the security officer (NX-附3.2-2b, -2d). */
export const delegationRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/colleagues',
    summary: { zh: '本局在岗经办、审批和负责人', en: 'Who works in one’s own bureau: whom work can be given to, by login' },
    access: only(...STAFF),
    query: z.strictObject({ after: z.string().max(64).optional(), limit: z.coerce.number().int().min(1).max(200).default(200) }),
    output: z.object({ colleagues: z.array(colleague), next: z.string().nullable() }),
    refusals: [],
    handler: async (tx, { query }) => {
      const colleagues = await tx.db
        .selectFrom('account')
        .select(['login', 'name', 'role'])
        .where('bureau_id', '=', tx.actor.bureauId)
        .where('active', '=', true)
        .where('kind', '=', 'person')
        .where('role', 'in', ['caseworker', 'approver', 'leader'])
        .where('login', '>', query.after ?? '')
        .orderBy('login')
        .limit(query.limit)
        .execute();
      return { colleagues, next: colleagues.length === query.limit ? colleagues.at(-1)!.login : null };
    },
  }),
  route({
    method: 'GET',
    path: '/delegations',
    summary: { zh: '代行委托', en: 'Delegations: one’s own, or all for the security officer; newest first' },
    access: only(...STAFF, ...SECURITY),
    query: z.strictObject({ before: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(200).default(100) }),
    output: z.object({ delegations: z.array(delegationView), next: z.string().nullable() }),
    refusals: [],
    handler: async (tx, { query }) => {
      let rows = delegations(tx).orderBy('delegation.id', 'desc').limit(query.limit);
      if (query.before !== undefined) rows = rows.where('delegation.id', '<', query.before);
      if (tx.actor.role !== 'security-officer')
        rows = rows.where((eb) => eb.or([eb('delegation.from_account', '=', tx.actor.id), eb('delegation.to_account', '=', tx.actor.id)]));
      const found = (await rows.execute()).map((row) => viewOf(row, tx));
      return { delegations: found, next: found.length === query.limit ? found.at(-1)!.id : null };
    },
  }),
  route({
    method: 'POST',
    path: '/delegations',
    summary: { zh: '申请委托本局同事代行本人岗位', en: 'Ask that a colleague of the bureau stand in for oneself, for a time' },
    access: only(...STAFF),
    body: z.strictObject({
      to: z.string().min(1).max(64),
      startsAt: z.iso.datetime({ offset: true }).optional(),
      endsAt: z.iso.datetime({ offset: true }),
      reason: z.string().trim().min(1).max(500),
    }),
    output: z.object({ id: z.string() }),
    status: 201,
    refusals: ['delegation-time', 'delegation-outside'],
    handler: async (tx, { body }) => {
      const startsAt = body.startsAt === undefined ? tx.now : new Date(body.startsAt);
      const endsAt = new Date(body.endsAt);
      if (endsAt <= startsAt || endsAt <= tx.now || endsAt.getTime() - startsAt.getTime() > LONGEST_MS)
        refuse('delegation-time', { path: 'body.endsAt', value: body.endsAt });
      if (tx.actor.delegatedFrom !== undefined) refuse('delegation-outside', { path: 'body.to' });
      const to = await tx.db
        .selectFrom('account')
        .select(['id', 'login', 'role', 'bureau_id', 'prov', 'city', 'div'])
        .where('login', '=', body.to)
        .where('active', '=', true)
        .executeTakeFirst();
      if (to === undefined) return refuseInput('not-found', { path: 'body.to', value: body.to });
      const business = ['caseworker', 'approver', 'leader'].includes(to.role);
      if (!business || to.bureau_id !== tx.actor.bureauId || to.id === tx.actor.id)
        refuse('delegation-outside', { path: 'body.to', value: body.to });
      const id = uuidv7();
      await tx.db
        .insertInto('delegation')
        .values({
          id,
          from_account: tx.actor.id,
          to_account: to.id,
          prov: to.prov,
          city: to.city,
          div: to.div,
          reason: body.reason,
          starts_at: startsAt,
          ends_at: endsAt,
          requested_by: tx.actor.id,
          requested_at: tx.now,
        })
        .execute();
      tx.audit({
        event: 'delegation-asked',
        object: { kind: 'delegation', id },
        territory: to,
        detail: { to: to.login, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() },
      });
      return { id };
    },
  }),
  route({
    method: 'POST',
    path: '/delegations/:id/grant',
    summary: { zh: '授权委托', en: 'Grant a delegation' },
    access: only(...SECURITY),
    params: z.strictObject({ id: z.uuid() }),
    output: delegationView,
    refusals: ['delegation-decided'],
    handler: async (tx, { params }) => {
      const row = await getDelegation(tx, params.id);
      if (row.granted_at !== null || row.ended_at !== null || row.ends_at <= tx.now) refuse('delegation-decided', { path: 'params.id' });
      await tx.db.updateTable('delegation').set({ granted_by: tx.actor.id, granted_at: tx.now }).where('id', '=', row.id).execute();
      tx.audit({
        event: 'delegation-granted',
        object: { kind: 'delegation', id: row.id },
        territory: row,
        detail: { from: row.from_login, to: row.to_login, before: 'asked', after: 'granted' },
      });
      return viewOf({ ...row, granted_at: tx.now }, tx);
    },
  }),
  route({
    method: 'POST',
    path: '/delegations/:id/end',
    summary: { zh: '提前终止委托', en: 'End a delegation early; what stands on it ends at once' },
    access: only(...STAFF, ...SECURITY),
    params: z.strictObject({ id: z.uuid() }),
    output: delegationView,
    refusals: ['delegation-decided'],
    handler: async (tx, { params }) => {
      const row = await getDelegation(tx, params.id);
      const mine = tx.actor.id === row.from_account || tx.actor.id === row.to_account;
      if (!mine && tx.actor.role !== 'security-officer') return refuseInput('not-found', { path: 'params.id', value: params.id });
      if (row.ended_at !== null || row.ends_at <= tx.now) refuse('delegation-decided', { path: 'params.id' });
      await tx.db.updateTable('delegation').set({ ended_by: tx.actor.id, ended_at: tx.now }).where('id', '=', row.id).execute();
      tx.audit({
        event: 'delegation-ended',
        object: { kind: 'delegation', id: row.id },
        territory: row,
        detail: { from: row.from_login, to: row.to_login },
      });
      return viewOf({ ...row, ended_at: tx.now }, tx);
    },
  }),
];
