import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { basisInForce, reasonOfRow, rowsAsking } from '../regulations/index.ts';
import { certificatesOf, getSystem, institutionsRunning, type System } from './system.store.ts';
import { refuse } from './vendors.errors.ts';
import { lockShared } from './withdrawal.store.ts';

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
  await redecideRunning(tx, system, 'favourable');
  tx.audit({
    event: 'certificate-recorded',
    object: { kind: 'system', id: code },
    territory: { prov: tx.actor.prov, city: null, div: null },
    detail: { ...input },
  });
  return { ...system, certificates: await certificatesOf(tx, system.id) };
}

export const certificateWithdrawal = z.strictObject({
  number: certificate.shape.number,
  reason: z.string().trim().min(1).max(2000),
});

/** Its issuer has taken a certificate back: it counts no longer, and the row stays. By the province that recorded it. */
export async function withdrawCertificate(tx: Tx, code: string, input: z.output<typeof certificateWithdrawal>) {
  const system = await getSystem(tx, code);
  await lockShared(tx, { subject: 'system', code, hisId: system.id, firmId: system.vendorId });
  const found = await tx.db
    .selectFrom('his_certificate')
    .select(['id', 'withdrawn_at'])
    .where('his_id', '=', system.id)
    .where('number', '=', input.number)
    .where('prov', '=', tx.actor.prov)
    .executeTakeFirst();
  if (found === undefined) return refuseInput('not-found', { path: 'body.number', value: input.number });
  if (found.withdrawn_at !== null) refuse('certificate-withdrawn-already', { path: 'body.number', value: input.number });
  await tx.db
    .updateTable('his_certificate')
    .set({ withdrawn_at: tx.now, withdrawn_by: tx.actor.id, withdrawn_reason: input.reason })
    .where('id', '=', found.id)
    .execute();
  await redecideRunning(tx, system, 'adverse');
  tx.audit({
    event: 'certificate-withdrawn',
    object: { kind: 'system', id: code },
    territory: { prov: tx.actor.prov, city: null, div: null },
    detail: { ...input },
  });
  return { ...system, certificates: await certificatesOf(tx, system.id) };
}

/** Who runs the system is decided again where a row asks for its certificate; the others stand as they are. */
async function redecideRunning(tx: Tx, system: System, how: 'favourable' | 'adverse'): Promise<void> {
  const basis = await basisInForce(tx, { lock: false });
  // A certificate counts wherever the system runs, in other provinces too.
  const running = await tx.unsafeAsSystem((db) => institutionsRunning({ db }, system.id));
  const standings = running.map((one) => ({ ...one, kind: 'mlps-certificate' as const }));
  for (const { row, within, members } of rowsAsking(basis, standings))
    await tx.touchShared({
      scope: { kind: 'system', id: system.id, within },
      institutions: members,
      adverse: how === 'favourable' ? null : { environments: row.environments, reason: reasonOfRow(row) },
    });
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
