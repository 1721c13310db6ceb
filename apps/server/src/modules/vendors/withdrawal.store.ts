import type { Interval } from '@anjie/admission';
import { sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { refuse } from './vendors.errors.ts';

type Reader = Pick<Tx, 'db'>;

/** What may be withdrawn, and what that does: to new applications and filings alone, or to what stands on it as well. */
export const WITHDRAWABLE = ['system', 'carrier'] as const;
export const EFFECTS = ['no-new', 'ends'] as const;
export type Withdrawable = (typeof WITHDRAWABLE)[number];

/** A system or a carrier by its ids: `hisId` null for a carrier, `firmId` the vendor or the carrier itself. */
export interface SharedThing {
  readonly subject: Withdrawable;
  readonly code: string;
  readonly hisId: string | null;
  readonly firmId: string;
}

interface Territory {
  readonly prov: string;
  /** null: the whole province */
  readonly city: string | null;
}

const rows = (tx: Reader) =>
  tx.db
    .selectFrom('withdrawal')
    .innerJoin('firm', 'firm.id', 'withdrawal.firm_id')
    .leftJoin('his', 'his.id', 'withdrawal.his_id')
    .select([
      'withdrawal.id',
      'withdrawal.subject',
      'withdrawal.his_id as hisId',
      'withdrawal.firm_id as firmId',
      'his.code as system',
      'firm.code as firm',
      'firm.name as firmName',
      'his.name as systemName',
      'his.release as systemRelease',
      'withdrawal.prov',
      'withdrawal.city',
      'effect',
      'reason',
      'withdrawn_at as withdrawnAt',
      'withdrawn_by_name as withdrawnBy',
      'requested_at as requestedAt',
      'requested_by as requesterId',
      'requested_by_name as requestedBy',
      'requested_reason as requestedReason',
      'reinstated_at as reinstatedAt',
      'reinstated_by_name as reinstatedBy',
      'version',
    ]);

export type Withdrawal = Awaited<ReturnType<typeof getWithdrawal>>;

export async function getWithdrawal(tx: Reader, id: string) {
  const row = await rows(tx).where('withdrawal.id', '=', id).executeTakeFirst();
  return row ?? refuseInput('not-found', { path: 'params.id', value: id });
}

/** Withdrawals, the latest first; a province sees its own, whoever belongs to no province all of them. */
export async function listWithdrawals(
  tx: Reader,
  filter: { readonly prov: string | null; readonly open: boolean; readonly after: string | null; readonly limit: number },
) {
  return rows(tx)
    .$if(filter.prov !== null, (query) => query.where('withdrawal.prov', '=', filter.prov!))
    .$if(filter.open, (query) => query.where('reinstated_at', 'is', null))
    .$if(filter.after !== null, (query) => query.where('withdrawal.id', '<', filter.after!))
    .orderBy('withdrawal.id', 'desc')
    .limit(filter.limit)
    .execute();
}

/**
 * Locks the row of the shared thing against every new record that refers to it: a foreign key's check waits for this, so that an
 * institution which comes to stand on it is either seen by the withdrawal or decided after it.
 */
export async function lockShared(tx: Tx, thing: SharedThing): Promise<void> {
  await tx.unsafeAsSystem((db) =>
    thing.hisId === null
      ? sql`select id from firm where id = ${thing.firmId}::uuid for update`.execute(db)
      : sql`select id from his where id = ${thing.hisId}::uuid for update`.execute(db),
  );
  tx.refreshNow();
}

/** @throws withdrawn-already where one of the same effect stands in the territory */
export async function insertWithdrawal(
  tx: Tx,
  thing: SharedThing,
  input: { readonly city: string | null; readonly effect: (typeof EFFECTS)[number]; readonly reason: string },
): Promise<Withdrawal> {
  const id = uuidv7();
  const inserted = await tx.db
    .insertInto('withdrawal')
    .values({
      id,
      subject: thing.subject,
      his_id: thing.hisId,
      firm_id: thing.firmId,
      prov: tx.actor.prov!,
      city: input.city,
      effect: input.effect,
      reason: input.reason,
      withdrawn_at: tx.now,
      withdrawn_by: tx.actor.id,
      withdrawn_by_name: tx.actor.name,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) refuse('withdrawn-already', { path: 'body.code', value: thing.code });
  return getWithdrawal(tx, id);
}

export async function markRequested(tx: Tx, withdrawal: Withdrawal, reason: string): Promise<Withdrawal> {
  await tx.db
    .updateTable('withdrawal')
    .set({
      requested_at: tx.now,
      requested_by: tx.actor.id,
      requested_by_name: tx.actor.name,
      requested_reason: reason,
      version: withdrawal.version + 1,
    })
    .where('id', '=', withdrawal.id)
    .execute();
  return getWithdrawal(tx, withdrawal.id);
}

export async function markReinstated(tx: Tx, withdrawal: Withdrawal): Promise<Withdrawal> {
  await tx.db
    .updateTable('withdrawal')
    .set({
      reinstated_at: tx.now,
      reinstated_by: tx.actor.id,
      reinstated_by_name: tx.actor.name,
      version: withdrawal.version + 1,
    })
    .where('id', '=', withdrawal.id)
    .execute();
  return getWithdrawal(tx, withdrawal.id);
}

/** A new application or filing needs a thing that is not withdrawn there. @throws system-withdrawn, carrier-withdrawn */
export async function mustBeInService(
  tx: Reader,
  thing: { readonly subject: Withdrawable; readonly id: string; readonly code: string },
  territory: { readonly prov: string; readonly city: string },
  path: string,
): Promise<void> {
  const column = thing.subject === 'system' ? 'his_id' : 'firm_id';
  const open = await tx.db
    .selectFrom('withdrawal')
    .select('reason')
    .where('subject', '=', thing.subject)
    .where(column, '=', thing.id)
    .where('prov', '=', territory.prov)
    .where((eb) => eb.or([eb('city', 'is', null), eb('city', '=', territory.city)]))
    .where('reinstated_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  if (open === undefined) return;
  const detail = { zh: `停用原因：${open.reason}`, en: `withdrawn because: ${open.reason}` };
  refuse(thing.subject === 'system' ? 'system-withdrawn' : 'carrier-withdrawn', { path, value: thing.code, detail });
}

/**
 * When each of these things counted for nothing in a territory: what stands on it is taken to have lapsed for that time. One query for any
 * number of institutions.
 */
export async function withdrawnTimes(tx: Reader, subject: Withdrawable, ids: readonly string[]) {
  const column = subject === 'system' ? ('his_id' as const) : ('firm_id' as const);
  const known = [...new Set(ids)];
  const found =
    known.length === 0
      ? []
      : await tx.db
          .selectFrom('withdrawal')
          .select([`${column} as id`, 'prov', 'city', 'withdrawn_at', 'reinstated_at'])
          .where('subject', '=', subject)
          .where('effect', '=', 'ends')
          .where(column, 'in', known)
          .execute();
  const byThing = Map.groupBy(found, (row) => row.id);
  return (id: string, place: Pick<Territory, 'prov'> & { readonly city: string }): Interval[] =>
    (byThing.get(id) ?? [])
      .filter((row) => row.prov === place.prov && (row.city === null || row.city === place.city))
      .map((row) => ({ from: row.withdrawn_at.getTime(), until: row.reinstated_at?.getTime() ?? null }));
}
