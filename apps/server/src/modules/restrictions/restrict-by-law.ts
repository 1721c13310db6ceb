import type { RestrictionKind } from '@anjie/admission';
import { uuidv7 } from 'uuidv7';
import type { Tx } from '../../ground/transaction.ts';
import { occasionsOf } from './restriction.store.ts';

/** An institution that the caller has touched. */
interface Restricted {
  readonly id: string;
  readonly prov: string;
  readonly city: string;
  readonly div: string;
}

/**
 * What the law itself orders from a recorded fact, in a bureau's name: a pharmacy changing its system loses settlement and disbursement
 * from the day of application (NX-20(末)). Where the same still stands (an earlier application was withdrawn), it goes on and is held again.
 *
 * @param input.bureau id of the bureau in whose name it stands
 * @returns id of the restriction in force
 */
export async function imposeByLaw(
  tx: Tx,
  input: {
    readonly institution: Restricted;
    readonly kind: RestrictionKind;
    readonly clause: string;
    readonly stated: boolean;
    readonly reason: string;
    readonly bureau: string;
  },
): Promise<string> {
  const { institution, kind, clause } = input;
  const earlier = await occasionsOf(tx, institution.id, kind, clause);
  const standing = earlier.find((one) => one.lifted_at === null);
  if (standing !== undefined) {
    await tx.db.updateTable('restriction').set({ released_at: null, released_by_record: null }).where('id', '=', standing.id).execute();
    return standing.id;
  }
  const id = uuidv7();
  await tx.db
    .insertInto('restriction')
    .values({
      id,
      kind,
      institution_id: institution.id,
      prov: institution.prov,
      city: institution.city,
      div: institution.div,
      clause,
      stated: input.stated,
      occasion: earlier.length + 1,
      reason: input.reason,
      decided_by_bureau: input.bureau,
      decided_by: tx.actor.id,
      decided_by_name: tx.actor.name,
      imposed_at: tx.now,
      by_law: true,
    })
    .execute();
  audit(tx, institution, id, 'restriction-imposed-by-law', { kind, clause, reason: input.reason });
  return id;
}

/**
 * Lifts what the law ordered, by the record that ends it (the agreeing feedback): four eyes were held there. Restrictions that somebody
 * ordered are not lifted, of whatever kind.
 *
 * @returns ids of what was lifted
 */
export async function liftByRecord(
  tx: Tx,
  input: {
    readonly institution: Restricted;
    readonly kinds: readonly RestrictionKind[];
    readonly recordId: string;
    readonly clause: string;
  },
): Promise<string[]> {
  const lifted = await tx.db
    .updateTable('restriction')
    .set((eb) => ({ lifted_at: tx.now, lifted_by_record: input.recordId, lift_clause: input.clause, version: eb('version', '+', 1) }))
    .where('institution_id', '=', input.institution.id)
    .where('kind', 'in', [...input.kinds])
    .where('by_law', '=', true)
    .where('lifted_at', 'is', null)
    .returning(['id', 'kind'])
    .execute();
  for (const row of lifted)
    audit(tx, input.institution, row.id, 'restriction-lifted-by-record', { kind: row.kind, clause: input.clause, record: input.recordId });
  return lifted.map((row) => row.id);
}

/**
 * The procedure has ended without agreement (withdrawn, rejected): what the law ordered goes on standing, and from now on the local bureau
 * may lift it with four eyes. The text is silent here; the profile says so.
 */
export async function releaseByRecord(
  tx: Tx,
  input: { readonly institution: Restricted; readonly kinds: readonly RestrictionKind[]; readonly recordId: string },
): Promise<string[]> {
  const { institution, kinds, recordId } = input;
  const released = await tx.db
    .updateTable('restriction')
    .set((eb) => ({ released_at: tx.now, released_by_record: recordId, version: eb('version', '+', 1) }))
    .where('institution_id', '=', institution.id)
    .where('kind', 'in', [...kinds])
    .where('by_law', '=', true)
    .where('lifted_at', 'is', null)
    .returning(['id', 'kind'])
    .execute();
  for (const row of released) audit(tx, institution, row.id, 'restriction-released', { kind: row.kind, record: recordId });
  return released.map((row) => row.id);
}

function audit(tx: Tx, institution: Restricted, id: string, event: string, detail: Record<string, unknown>): void {
  tx.audit({ event, object: { kind: 'restriction', id }, territory: institution, institutionId: institution.id, detail });
}
