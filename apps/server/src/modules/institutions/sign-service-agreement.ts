import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { listServiceAgreements } from './find-service-agreement.ts';
import { refuse } from './institution.errors.ts';
import { touchInstitution } from './institution.store.ts';

const date = z.iso.date();

export const serviceAgreement = z
  .strictObject({
    number: z.string().min(1).max(60),
    year: z.number().int().min(2000).max(2100),
    validFrom: date,
    validTo: date.optional(),
    signedOn: date.optional(),
    /** 甲方; left out: the agency where one is named, else the bureau that records it */
    firstParty: z.string().trim().min(1).max(200).optional(),
    /** 乙方; left out: the institution by its name at present */
    secondParty: z.string().trim().min(1).max(200).optional(),
    /** code of the agency (经办机构) that signed it */
    agency: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{1,62}$/)
      .optional(),
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
  const agency = input.agency === undefined ? null : await agencyFor(tx, institution, input.agency);
  const id = uuidv7();
  const parties = {
    firstParty: input.firstParty ?? agency?.name ?? tx.actor.bureauName ?? tx.actor.name,
    secondParty: input.secondParty ?? institution.name,
  };
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
      agency_id: agency?.id ?? null,
      first_party: parties.firstParty,
      second_party: parties.secondParty,
      signed_on: input.signedOn ?? null,
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
  return { id, institution: code, ...input, ...parties };
}

/** An agency of the territory; the firms' slice stands above this one, so that its name and role alone are read here. */
async function agencyFor(tx: Tx, place: { readonly prov: string; readonly city: string }, code: string) {
  const row = await tx.db
    .selectFrom('firm')
    .innerJoin('firm_role', 'firm_role.firm_id', 'firm.id')
    .select(['firm.id', 'firm.name'])
    .where('firm.code', '=', code)
    .where('firm_role.role', '=', 'agency')
    .where('firm_role.prov', '=', place.prov)
    .where((eb) => eb.or([eb('firm_role.city', 'is', null), eb('firm_role.city', '=', place.city)]))
    .where('firm_role.ended_at', 'is', null)
    .executeTakeFirst();
  return row ?? refuse('agency-unknown', { path: 'body.agency', value: code });
}

export const serviceAgreementEnding = z.strictObject({ reason: z.string().trim().min(1).max(2000) });

/** Ends a service agreement before its time. The institution is designated no longer by it, from now on. */
export async function endServiceAgreement(tx: Tx, code: string, id: string, input: z.output<typeof serviceAgreementEnding>) {
  const institution = await touchInstitution(tx, code);
  const found = await tx.db
    .selectFrom('service_agreement')
    .select(['number', 'year', 'ended_at'])
    .where('institution_id', '=', institution.id)
    .where('id', '=', id)
    .executeTakeFirst();
  if (found === undefined) return refuseInput('not-found', { path: 'params.id', value: id });
  if (found.ended_at !== null) refuse('service-agreement-ended', { path: 'params.id', value: found.number });
  await tx.db
    .updateTable('service_agreement')
    .set({ ended_at: tx.now, ended_reason: input.reason, ended_by: tx.actor.id })
    .where('id', '=', id)
    .execute();
  tx.audit({
    event: 'service-agreement-ended',
    object: { kind: 'institution', id: code },
    territory: institution,
    institutionId: institution.id,
    detail: { number: found.number, year: found.year, reason: input.reason },
  });
  return { agreements: await listServiceAgreements(tx, institution.id) };
}
