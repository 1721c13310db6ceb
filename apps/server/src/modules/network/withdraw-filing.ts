import type { Tx } from '../../ground/transaction.ts';
import { type Filing, getFiling, touchFiling } from './filing.store.ts';
import type { Subject } from './filing-lifecycle.ts';
import { mustAllow, mustBeCurrent } from './must-allow.ts';
import { mustBeTerritorialBureau } from './territory-rules.ts';

/** Takes back a filing that is still open (ours, the texts name no way back). What it would have changed stays in force. */
export async function withdrawFiling(tx: Tx, subject: Subject, id: string, version: number): Promise<Filing> {
  const filing = await touchFiling(tx, subject, id);
  if (tx.actor.level !== 'party') mustBeTerritorialBureau(tx, filing);
  mustAllow('withdraw', filing);
  mustBeCurrent(filing, version);
  await tx.db
    .updateTable('filing')
    .set({ state: 'withdrawn', withdrawn_at: tx.now, withdrawn_by: tx.actor.id, version: filing.version + 1 })
    .where('id', '=', id)
    .execute();
  tx.audit({
    event: `${subject}-filing-withdrawn`,
    object: { kind: 'filing', id: filing.number },
    territory: filing,
    institutionId: filing.institutionId,
    detail: { act: filing.act, target: filing.target },
  });
  return getFiling(tx, subject, id);
}
