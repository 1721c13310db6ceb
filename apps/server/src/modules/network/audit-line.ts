import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import { type Filing, getFiling, touchFiling } from './filing.store.ts';
import { auditPassed } from './line.store.ts';
import { mustAllow, mustBeCurrent } from './must-allow.ts';
import { refuse } from './network.errors.ts';

export const lineAudit = z.strictObject({ passed: z.boolean(), note: z.string().trim().min(1).max(500).optional() });

/** The carrier's audit of an application for its own line (NX-8 备案审核). A failed one may be followed by another. */
export async function auditLine(tx: Tx, id: string, version: number, input: z.output<typeof lineAudit>): Promise<Filing> {
  const filing = await touchFiling(tx, 'line', id);
  mustAllow('audit', filing);
  mustBeCurrent(filing, version);
  if (await auditPassed(tx, id)) refuse('audit-passed-already', { path: 'params.id', value: filing.number });
  await tx.db
    .insertInto('line_audit')
    .values({
      id: uuidv7(),
      filing_id: id,
      carrier_id: filing.carrierId!,
      institution_id: filing.institutionId,
      prov: filing.prov,
      city: filing.city,
      div: filing.div,
      passed: input.passed,
      note: input.note ?? null,
      audited_at: tx.now,
      audited_by: tx.actor.id,
    })
    .execute();
  await tx.db
    .updateTable('filing')
    .set({ version: filing.version + 1 })
    .where('id', '=', id)
    .execute();
  tx.audit({
    event: 'line-audited',
    object: { kind: 'filing', id: filing.number },
    territory: filing,
    institutionId: filing.institutionId,
    detail: { passed: input.passed },
  });
  return getFiling(tx, 'line', id);
}
