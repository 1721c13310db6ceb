import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import { type Filing, getFiling, touchFiling } from './filing.store.ts';
import { FORMAL_REASONS, type Subject } from './filing-lifecycle.ts';
import { mustAllow, mustBeCurrent } from './must-allow.ts';
import { mustBeTerritorialBureau } from './territory-rules.ts';

export const filingReturn = z.strictObject({ reason: z.enum(FORMAL_REASONS), note: z.string().trim().min(2).max(500) });

/** Returns a filing for a formal reason: 备案 is not 审批, its substance is not judged here. What it would have changed stays in force. */
export async function returnFiling(
  tx: Tx,
  subject: Subject,
  id: string,
  version: number,
  input: z.output<typeof filingReturn>,
): Promise<Filing> {
  const filing = await touchFiling(tx, subject, id);
  mustBeTerritorialBureau(tx, filing);
  mustAllow('return', filing);
  mustBeCurrent(filing, version);
  await tx.db
    .updateTable('filing')
    .set({
      state: 'returned',
      returned_at: tx.now,
      returned_by: tx.actor.id,
      return_reason: input.reason,
      return_note: input.note,
      version: filing.version + 1,
    })
    .where('id', '=', id)
    .execute();
  tx.audit({
    event: `${subject}-filing-returned`,
    object: { kind: 'filing', id: filing.number },
    territory: filing,
    institutionId: filing.institutionId,
    detail: { reason: input.reason },
  });
  return getFiling(tx, subject, id);
}
