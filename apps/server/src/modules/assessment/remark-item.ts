import { uuidv7 } from 'uuidv7';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { refuse } from './assessment.errors.ts';
import { findAssessment, findFinding, getRemark, type Remark } from './assessment.store.ts';

/**
 * What an officer found who looked at what no program can tell. "In order" waits for another officer; what is measured stays as it was.
 *
 * @throws not-found, assessment-not-done, nothing-to-look-at, remark-waits
 */
export async function remarkItem(
  tx: Tx,
  place: { id: string; item: string },
  input: { judgement: 'in-order' | 'not-in-order'; text: string },
): Promise<Remark> {
  const { id: assessment, item } = place;
  const found = await findAssessment(tx, assessment);
  if (found === undefined) return refuseInput('not-found', { path: 'params.id', value: assessment });
  if (found.state !== 'done') refuse('assessment-not-done', { path: 'params.id', value: found.state });
  const finding = await findFinding(tx, assessment, item);
  if (finding === undefined) return refuseInput('not-found', { path: 'params.item', value: item });
  if (!finding.for_person) refuse('nothing-to-look-at', { path: 'params.item', value: item });
  const id = uuidv7();
  const { numInsertedOrUpdatedRows } = await tx.db
    .insertInto('assessment_remark')
    .values({
      id,
      assessment_id: assessment,
      item,
      judgement: input.judgement,
      remark: input.text,
      remarked_by: tx.actor.id,
      remarked_at: tx.now,
    })
    .onConflict((conflict) =>
      conflict.columns(['assessment_id', 'item']).where('judgement', '=', 'in-order').where('confirmed_by', 'is', null).doNothing(),
    )
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 0n) refuse('remark-waits', { path: 'params.item', value: item });
  tx.audit({ event: 'assessment-remarked', object: { kind: 'assessment', id: assessment }, detail: { item, judgement: input.judgement } });
  return getRemark(tx, id);
}

/** Confirms what another officer found in order. @throws not-found, remark-not-waiting, four-eyes */
export async function confirmRemark(tx: Tx, place: { id: string; item: string }, remark: string): Promise<Remark> {
  const row = await tx.db
    .selectFrom('assessment_remark')
    .select(['judgement', 'remarked_by', 'confirmed_by'])
    .where('id', '=', remark)
    .where('assessment_id', '=', place.id)
    .where('item', '=', place.item)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return refuseInput('not-found', { path: 'body.remark', value: remark });
  if (row.judgement !== 'in-order' || row.confirmed_by !== null) refuse('remark-not-waiting', { path: 'body.remark', value: remark });
  if (row.remarked_by === tx.actor.id) refuseInput('four-eyes', { path: 'body.remark', value: remark });
  await tx.db.updateTable('assessment_remark').set({ confirmed_by: tx.actor.id, confirmed_at: tx.now }).where('id', '=', remark).execute();
  tx.audit({ event: 'assessment-remark-confirmed', object: { kind: 'assessment', id: place.id }, detail: { item: place.item } });
  return getRemark(tx, remark);
}
