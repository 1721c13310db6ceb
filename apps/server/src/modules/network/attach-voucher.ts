import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import { getDocument } from '../documents/index.ts';
import { type Filing, getFiling, touchFiling } from './filing.store.ts';
import { mustAllow } from './must-allow.ts';
import { refuse } from './network.errors.ts';

export const VOUCHER_KINDS = ['connection', 'payment'] as const;

export const voucher = z.strictObject({
  /** connection: 办理线路联网的凭证, payment: 缴费凭证 */
  kind: z.enum(VOUCHER_KINDS),
  number: z.string().trim().min(1).max(60),
  issuedOn: z.iso.date(),
  note: z.string().trim().min(1).max(300).optional(),
  /** the voucher itself: a document of the institution */
  documentId: z.uuid().optional(),
});

/** Attaches one of the two kinds of vouchers that are kept and shown at any time (NX-7); how long is not said by the text. */
export async function attachVoucher(tx: Tx, id: string, input: z.output<typeof voucher>): Promise<Filing> {
  const filing = await touchFiling(tx, 'line', id);
  mustAllow('attach-voucher', filing);
  const document = input.documentId === undefined ? null : await getDocument(tx, filing.institutionId, input.documentId, 'body.documentId');
  const inserted = await tx.db
    .insertInto('line_voucher')
    .values({
      id: uuidv7(),
      filing_id: id,
      institution_id: filing.institutionId,
      prov: filing.prov,
      city: filing.city,
      div: filing.div,
      kind: input.kind,
      number: input.number,
      issued_on: input.issuedOn,
      note: input.note ?? null,
      document_id: document?.id ?? null,
      recorded_at: tx.now,
      recorded_by: tx.actor.id,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) refuse('voucher-recorded-already', { path: 'body.number', value: input.number });
  tx.audit({
    event: 'line-voucher-attached',
    object: { kind: 'filing', id: filing.number },
    territory: filing,
    institutionId: filing.institutionId,
    detail: { kind: input.kind, number: input.number, sm3: document?.sm3 ?? null },
  });
  return getFiling(tx, 'line', id);
}
