import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { certificatesOf, getSystem, type System } from './system.store.ts';
import { refuse } from './vendors.errors.ts';

/** 等保测评证书. Whether its level and dates suffice is for the step that asks for it (NX-20(1)). */
export const certificate = z
  .strictObject({
    number: z.string().trim().min(1).max(60),
    level: z.int().min(1).max(5),
    validFrom: z.iso.date(),
    validTo: z.iso.date(),
  })
  .refine((value) => value.validTo >= value.validFrom, {
    path: ['validTo'],
    message: '终止日期早于起始日期 / validTo lies before validFrom',
  });

/** Records a further certificate of a system; the earlier ones stay. */
export async function recordCertificate(tx: Tx, code: string, input: z.output<typeof certificate>) {
  const system = await getSystem(tx, code);
  // Another vendor's system may be read, not written: it is answered like one that is not there.
  if (tx.actor.level === 'party' && system.vendorId !== tx.actor.partyId) refuseInput('not-found', { path: 'params.code', value: code });
  await insertCertificate(tx, system, input);
  tx.audit({
    event: 'certificate-recorded',
    object: { kind: 'system', id: code },
    territory: { prov: tx.actor.prov, city: null, div: null },
    detail: { ...input },
  });
  return { ...system, certificates: await certificatesOf(tx, system.id) };
}

export async function insertCertificate(tx: Tx, system: System, input: z.output<typeof certificate>): Promise<void> {
  const inserted = await tx.db
    .insertInto('his_certificate')
    .values({
      id: uuidv7(),
      his_id: system.id,
      vendor_id: system.vendorId,
      prov: tx.actor.prov!,
      level: input.level,
      number: input.number,
      valid_from: input.validFrom,
      valid_to: input.validTo,
      recorded_at: tx.now,
      recorded_by: tx.actor.id,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n)
    refuse('certificate-registered-already', { path: 'body.certificate.number', value: input.number });
}
