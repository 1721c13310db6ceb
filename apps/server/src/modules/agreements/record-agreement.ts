import { actingLevel, type Profile, saidValue } from '@anjie/rulebook';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { businessDate, endOfDate } from '../../ground/clock.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { endClocks } from '../clocks/index.ts';
import { type InstitutionView, touchInstitution } from '../institutions/index.ts';
import { basisInForce } from '../regulations/index.ts';
import { refuse } from './agreement.errors.ts';
import { type AgreementView, endAgreement, findSecurityAgreement, getAgreement } from './agreement.store.ts';
import { AGREEMENT_KINDS, agreementFault } from './agreement-rules.ts';

export const agreement = z
  .strictObject({
    kind: z.enum(AGREEMENT_KINDS),
    number: z.string().trim().min(1).max(60).optional(),
    /** bureau: the recording one; firm: its code */
    signatories: z.strictObject({ institution: z.boolean(), bureau: z.boolean(), firm: z.string().min(1).max(64).optional() }),
    subject: z.string().trim().min(1).max(200).optional(),
    copies: z.number().int().min(1).max(20).optional(),
    signedOn: z.iso.date(),
    validTo: z.iso.date().optional(),
    /** id of the agreement that this one takes the place of, ended in the same transaction */
    replaces: z.uuid().optional(),
  })
  .refine((value) => value.validTo === undefined || value.validTo >= value.signedOn, {
    path: ['validTo'],
    message: '终止日期早于签订日期 / validTo lies before signedOn',
  });

/** Records a signed agreement by the bureau that the profile names; signing again replaces the former without a gap (TS-2(4)). */
export async function recordAgreement(tx: Tx, code: string, input: z.output<typeof agreement>): Promise<AgreementView> {
  const institution = await touchInstitution(tx, code);
  const profile = (await basisInForce(tx, { lock: false })).profile(institution);
  recorderOrRefuse(tx, profile, institution);
  const { signatories } = input;
  const fault = agreementFault(
    profile,
    {
      kind: input.kind,
      signatories: { ...signatories, firm: signatories.firm !== undefined },
      copies: input.copies ?? null,
      signedOn: input.signedOn,
      validTo: input.validTo ?? null,
    },
    businessDate(tx.now),
  );
  if (fault !== null) {
    const { code: refusal, clause, detail, ...place } = fault;
    refuse(refusal, { ...place, ...(clause === null ? {} : { clause }), ...(detail === null ? {} : { detail }) });
  }
  const firmId = signatories.firm === undefined ? null : await firmOrRefuse(tx, signatories.firm);
  if (input.replaces !== undefined) await replace(tx, institution, input.kind, input.replaces);
  if (input.kind === 'security-agreement' && (await findSecurityAgreement(tx, institution.id)) !== null)
    refuse('agreement-in-force', { path: 'body.kind', value: input.kind });
  const id = uuidv7();
  await tx.db
    .insertInto('agreement')
    .values({
      id,
      institution_id: institution.id,
      prov: institution.prov,
      city: institution.city,
      div: institution.div,
      kind: input.kind,
      number: input.number ?? null,
      with_institution: signatories.institution,
      bureau_id: signatories.bureau ? tx.actor.bureauId : null,
      firm_id: firmId,
      subject: input.subject ?? null,
      copies: input.copies ?? null,
      signed_on: input.signedOn,
      valid_to: input.validTo ?? null,
      recorded_at: tx.now,
      recorded_by: tx.actor.id,
    })
    .execute();
  if (input.kind === 'security-agreement') await endResigning(tx, profile, institution, input.signedOn);
  tx.audit({
    event: 'agreement-recorded',
    object: { kind: 'agreement', id },
    territory: institution,
    institutionId: institution.id,
    detail: { ...input },
  });
  return getAgreement(tx, id);
}

/** Ends an agreement now. A security agreement's end closes the connection at once (TS-0). */
export async function closeAgreement(tx: Tx, id: string, version: number, reason: string): Promise<AgreementView> {
  const institution = await touchInstitution(tx, (await getAgreement(tx, id)).institution);
  const found = await getAgreement(tx, id);
  recorderOrRefuse(tx, (await basisInForce(tx, { lock: false })).profile(institution), institution);
  if (found.ended !== null) refuse('agreement-ended', { path: 'params.id', value: id });
  if (found.version !== version) refuseInput('version-stale', { path: 'If-Match', value: version, current: found });
  await endAgreement(tx, id, reason);
  tx.audit({
    event: 'agreement-ended',
    object: { kind: 'agreement', id },
    territory: institution,
    institutionId: institution.id,
    detail: { kind: found.kind, reason },
  });
  return getAgreement(tx, id);
}

/** TS-2(4): what counts is the day it was signed, not the day somebody writes it down. */
async function endResigning(tx: Tx, profile: Profile, institution: InstitutionView, signedOn: string): Promise<void> {
  const event = saidValue(profile.changes.resign)?.endEvent;
  const signedAt = signedOn === businessDate(tx.now) ? tx.now : new Date(endOfDate(signedOn).getTime() - 1);
  if (event !== undefined) await endClocks(tx, institution.id, event, signedAt);
}

function recorderOrRefuse(tx: Tx, profile: Profile, institution: InstitutionView): void {
  const { value, clause } = profile.agreements.recordedBy;
  const level = actingLevel(value ?? 'territory', profile, institution);
  if (level === tx.actor.level) return;
  refuse('agreement-recorder', { path: 'params.code', value: institution.code, rule: level, ...(clause === undefined ? {} : { clause }) });
}

/** Who a firm is, is public; the vendors' slice stands above this one, so that its identity alone is read here. */
async function firmOrRefuse(tx: Tx, code: string): Promise<string> {
  const firm = await tx.db.selectFrom('firm').select('id').where('code', '=', code).executeTakeFirst();
  return firm?.id ?? refuseInput('not-found', { path: 'body.signatories.firm', value: code });
}

async function replace(tx: Tx, institution: InstitutionView, kind: string, id: string): Promise<void> {
  const former = await getAgreement(tx, id, 'body.replaces');
  if (former.institution !== institution.code || former.kind !== kind) refuseInput('not-found', { path: 'body.replaces', value: id });
  if (former.ended !== null) refuse('agreement-ended', { path: 'body.replaces', value: id });
  await endAgreement(tx, id, '重新签订');
}
