import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { businessDate } from '../../ground/clock.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { findColleague } from './handler.store.ts';
import { refuse } from './onboarding.errors.ts';

export const deputising = z
  .strictObject({
    /** login of who is away */
    person: z.string().min(1).max(64),
    /** login of who stands in */
    deputy: z.string().min(1).max(64),
    from: z.iso.date(),
    until: z.iso.date(),
    reason: z.string().trim().min(1).max(2000),
  })
  .refine((value) => value.until >= value.from, { path: ['until'], message: '截止日不得早于起始日 / until is before from' })
  .refine((value) => value.person !== value.deputy, { path: ['deputy'], message: '不能代自己办理 / nobody stands in for himself' });

/** Names who stands in for a caseworker: the caseworker himself, or an approver of the bureau. The deputy acts under his own name. */
export async function nameDeputy(tx: Tx, input: z.output<typeof deputising>) {
  const person = (await findColleague(tx, input.person)) ?? refuse('handler-not-of-bureau', { path: 'body.person', value: input.person });
  const deputy = (await findColleague(tx, input.deputy)) ?? refuse('handler-not-of-bureau', { path: 'body.deputy', value: input.deputy });
  if (!isTheirs(tx, person.accountId)) refuseInput('role-not-allowed', { value: tx.actor.role, rule: 'approver' });
  if (input.until < businessDate(tx.now)) refuse('deputy-ended', { path: 'body.until', value: input.until });
  const id = uuidv7();
  const { prov, city, div } = tx.actor;
  await tx.db
    .insertInto('deputy')
    .values({
      id,
      bureau_id: tx.actor.bureauId!,
      ...{ prov: prov!, city, div },
      account_id: person.accountId,
      login: person.login,
      deputy_id: deputy.accountId,
      deputy_login: deputy.login,
      from_on: input.from,
      until_on: input.until,
      reason: input.reason,
      named_by: tx.actor.id,
      named_at: tx.now,
    })
    .execute();
  audit(tx, 'deputy-named', id, { person: person.login, deputy: deputy.login, from: input.from, until: input.until });
  return getDeputy(tx, id);
}

/** Ends it early: the person who is back, or an approver of the bureau. */
export async function endDeputy(tx: Tx, id: string) {
  const found = await getDeputy(tx, id);
  if (!isTheirs(tx, found.accountId)) refuseInput('role-not-allowed', { value: tx.actor.role, rule: 'approver' });
  const { numUpdatedRows } = await tx.db
    .updateTable('deputy')
    .set({ ended_at: tx.now, ended_by: tx.actor.id })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) refuse('deputy-ended', { path: 'params.id', value: id });
  audit(tx, 'deputy-ended', id, { person: found.person, deputy: found.deputy });
  return getDeputy(tx, id);
}

/** Deputies of the actor's own bureau, the latest first. */
export async function listDeputies(tx: Tx, page: { readonly after: string | null; readonly limit: number }) {
  const rows = await ownDeputies(tx)
    .$if(page.after !== null, (query) => query.where('deputy.id', '<', page.after!))
    .orderBy('deputy.id', 'desc')
    .limit(page.limit)
    .execute();
  return rows.map((row) => viewOf(row, tx));
}

/** @throws not-found, also for another bureau's */
async function getDeputy(tx: Tx, id: string) {
  const row = await ownDeputies(tx).where('deputy.id', '=', id).executeTakeFirst();
  return row === undefined ? refuseInput('not-found', { path: 'params.id', value: id }) : viewOf(row, tx);
}

const ownDeputies = (tx: Tx) =>
  tx.db
    .selectFrom('deputy')
    .innerJoin('account as away', 'away.id', 'deputy.account_id')
    .innerJoin('account as standing', 'standing.id', 'deputy.deputy_id')
    .select(['deputy.id', 'deputy.account_id as accountId', 'deputy.login as person', 'away.name as personName'])
    .select(['deputy.deputy_login as deputy', 'standing.name as deputyName', 'deputy.from_on as from', 'deputy.until_on as until'])
    .select(['deputy.reason', 'deputy.ended_at as endedAt'])
    .where('deputy.bureau_id', '=', tx.actor.bureauId);

type Row = Awaited<ReturnType<ReturnType<typeof ownDeputies>['executeTakeFirstOrThrow']>>;

const viewOf = (row: Row, tx: Tx) => ({
  ...row,
  mayEnd: row.endedAt === null && row.until >= businessDate(tx.now) && isTheirs(tx, row.accountId),
});

/** A caseworker arranges for his own absence, an approver for anybody's of the bureau. */
const isTheirs = (tx: Tx, accountId: string): boolean => tx.actor.role !== 'caseworker' || accountId === tx.actor.id;

function audit(tx: Tx, event: string, id: string, detail: Record<string, unknown>): void {
  tx.audit({ event, object: { kind: 'deputy', id }, territory: tx.actor, detail });
}
