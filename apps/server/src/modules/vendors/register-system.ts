import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import { type Firm, firmHoldsRole, getFirm } from './firm.store.ts';
import { certificate, insertCertificate } from './record-certificate.ts';
import { firmCode } from './register-firm.ts';
import { certificatesOf, getSystem } from './system.store.ts';
import { refuse } from './vendors.errors.ts';

export const systemCode = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,62}$/);

export const systemRegistration = z.strictObject({
  code: systemCode,
  name: z.string().trim().min(2).max(200),
  release: z.string().trim().min(1).max(60),
  /** 部署模式: 单机版, 云药店, or neither ticked */
  deployment: z.enum(['standalone', 'cloud']).nullable().default(null),
  /** code of the vendor; a vendor registers its own and leaves it out */
  vendor: firmCode.optional(),
  certificate: certificate.optional(),
});

/** Registers a vendor's product in one release, by the vendor itself or by the province's caseworker. */
export async function registerSystem(tx: Tx, input: z.output<typeof systemRegistration>) {
  const vendor = await vendorFor(tx, input.vendor);
  const prov = tx.actor.prov!;
  if (!(await firmHoldsRole(tx, vendor.id, 'vendor', { prov, city: null })))
    refuse('firm-lacks-role', { path: 'body.vendor', value: vendor.code, rule: 'vendor' });
  const id = uuidv7();
  const inserted = await tx.db
    .insertInto('his')
    .values({
      id,
      code: input.code,
      vendor_id: vendor.id,
      name: input.name,
      release: input.release,
      deployment: input.deployment,
      prov,
      registered_at: tx.now,
      registered_by: tx.actor.id,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) refuse('system-registered-already', { path: 'body.code', value: input.code });
  const system = await getSystem(tx, input.code, 'body.code');
  if (input.certificate !== undefined) await insertCertificate(tx, system, input.certificate);
  tx.audit({
    event: 'system-registered',
    object: { kind: 'system', id: input.code },
    territory: { prov, city: null, div: null },
    detail: { vendor: vendor.code, name: input.name, release: input.release },
  });
  return { ...system, certificates: await certificatesOf(tx, system.id) };
}

/** A vendor speaks for itself alone; a caseworker names the vendor. */
async function vendorFor(tx: Tx, code: string | undefined): Promise<Firm> {
  if (tx.actor.level !== 'party') return getFirm(tx, code ?? '', 'body.vendor');
  const own = await tx.db.selectFrom('firm').select(['id', 'code', 'name']).where('id', '=', tx.actor.partyId!).executeTakeFirstOrThrow();
  if (code !== undefined && code !== own.code) refuse('firm-lacks-role', { path: 'body.vendor', value: code, rule: own.code });
  return own;
}
