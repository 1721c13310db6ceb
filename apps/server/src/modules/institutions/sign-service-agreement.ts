import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import { refuse } from './institution.errors.ts';
import { touchInstitution } from './institution.store.ts';

const date = z.iso.date();

export const serviceAgreement = z
  .strictObject({
    number: z.string().min(1).max(60),
    year: z.number().int().min(2000).max(2100),
    validFrom: date,
    validTo: date.optional(),
  })
  .refine((value) => value.validTo === undefined || value.validTo >= value.validFrom, {
    path: ['validTo'],
    message: '终止日期早于起始日期 / validTo lies before validFrom',
  });

/** Records a signed service agreement (定点服务协议): it makes the institution designated. */
export async function signServiceAgreement(tx: Tx, code: string, input: z.output<typeof serviceAgreement>) {
  const institution = await touchInstitution(tx, code);
  const same = await tx.db
    .selectFrom('service_agreement')
    .select('id')
    .where('institution_id', '=', institution.id)
    .where('year', '=', input.year)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (same !== undefined) refuse('service-agreement-overlaps', { path: 'body.year', value: input.year });
  const id = uuidv7();
  await tx.db
    .insertInto('service_agreement')
    .values({
      id,
      institution_id: institution.id,
      prov: institution.prov,
      city: institution.city,
      div: institution.div,
      number: input.number,
      year: input.year,
      valid_from: input.validFrom,
      valid_to: input.validTo ?? null,
      recorded_at: tx.now,
      recorded_by: tx.actor.id,
    })
    .execute();
  tx.audit({
    event: 'service-agreement-recorded',
    object: { kind: 'institution', id: code },
    territory: institution,
    institutionId: institution.id,
    detail: { ...input },
  });
  return { id, institution: code, ...input };
}
