import { sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { businessDate } from '../../ground/clock.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';

type Reader = Pick<Tx, 'db'>;

interface Place {
  readonly prov: string;
  readonly city: string;
  readonly div: string;
}

const rows = (tx: Reader) =>
  tx.db
    .selectFrom('bureau_rule')
    .innerJoin('bureau', 'bureau.id', 'bureau_rule.bureau_id')
    .select([
      'bureau_rule.id',
      'bureau.name as bureau',
      'bureau_rule.bureau_id as bureauId',
      'number',
      'title',
      'in_force_from as inForceFrom',
      'sm3',
      'withdrawn_at as withdrawnAt',
    ]);

export type BureauRule = Awaited<ReturnType<typeof getRule>>;

export async function getRule(tx: Reader, id: string) {
  const row = await rows(tx).where('bureau_rule.id', '=', id).executeTakeFirst();
  return row ?? refuseInput('not-found', { path: 'params.id', value: id });
}

/** Rules that bind whoever lies in the place: those of its own bureau and of the bureaus above, in force on the day. */
const binding = (tx: Reader, place: Place, now: Date) =>
  rows(tx)
    .where('bureau_rule.prov', '=', place.prov)
    .where((eb) => eb.or([eb('bureau_rule.city', 'is', null), eb('bureau_rule.city', '=', place.city)]))
    .where((eb) => eb.or([eb('bureau_rule.div', 'is', null), eb('bureau_rule.div', '=', place.div)]))
    .where('in_force_from', '<=', businessDate(now))
    .where('withdrawn_at', 'is', null);

/** Rules in force that bind the institution and that it has not taken note of. */
export async function rulesUnread(tx: Reader, institution: Place & { readonly id: string }, now: Date): Promise<BureauRule[]> {
  return binding(tx, institution, now)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('rule_acknowledgement')
            .select('id')
            .whereRef('rule_id', '=', 'bureau_rule.id')
            .where('institution_id', '=', institution.id),
        ),
      ),
    )
    .orderBy('bureau_rule.id')
    .limit(200)
    .execute();
}

/** Every rule in force that binds the institution, and since when it has known each. */
export async function listRulesFor(tx: Reader, institution: Place & { readonly id: string }, now: Date) {
  return binding(tx, institution, now)
    .leftJoin('rule_acknowledgement', (join) =>
      join.onRef('rule_acknowledgement.rule_id', '=', 'bureau_rule.id').on('rule_acknowledgement.institution_id', '=', institution.id),
    )
    .select('acknowledged_at as acknowledgedAt')
    .orderBy('bureau_rule.id', 'desc')
    .limit(200)
    .execute();
}

/** Rules of the province, the latest first, with how many institutions of the caller's territory have taken note of each. */
export async function listRules(
  tx: Reader,
  filter: { readonly prov: string | null; readonly after: string | null; readonly limit: number },
) {
  return rows(tx)
    .select((eb) =>
      eb
        .selectFrom('rule_acknowledgement')
        .select(sql<number>`count(*)::int`.as('known'))
        .whereRef('rule_id', '=', 'bureau_rule.id')
        .as('acknowledged'),
    )
    .$if(filter.prov !== null, (query) => query.where('bureau_rule.prov', '=', filter.prov!))
    .$if(filter.after !== null, (query) => query.where('bureau_rule.id', '<', filter.after!))
    .orderBy('bureau_rule.id', 'desc')
    .limit(filter.limit)
    .execute();
}

export async function insertRule(
  tx: Tx,
  input: { readonly number: string; readonly title: string; readonly inForceFrom: string; readonly sm3?: string | undefined },
): Promise<string | null> {
  const id = uuidv7();
  const { actor } = tx;
  const inserted = await tx.db
    .insertInto('bureau_rule')
    .values({
      id,
      bureau_id: actor.bureauId!,
      prov: actor.prov!,
      city: actor.city,
      div: actor.div,
      number: input.number,
      title: input.title,
      in_force_from: input.inForceFrom,
      sm3: input.sm3 ?? null,
      issued_at: tx.now,
      issued_by: actor.id,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 0n ? null : id;
}

export async function endRule(tx: Tx, id: string): Promise<void> {
  await tx.db.updateTable('bureau_rule').set({ withdrawn_at: tx.now, withdrawn_by: tx.actor.id }).where('id', '=', id).execute();
}

/** @returns false where it was known already */
export async function insertAcknowledgement(tx: Tx, ruleId: string, institution: Place & { readonly id: string }): Promise<boolean> {
  const inserted = await tx.db
    .insertInto('rule_acknowledgement')
    .values({
      id: uuidv7(),
      rule_id: ruleId,
      institution_id: institution.id,
      prov: institution.prov,
      city: institution.city,
      div: institution.div,
      acknowledged_at: tx.now,
      acknowledged_by: tx.actor.id,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n;
}
