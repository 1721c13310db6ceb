import { saidValue } from '@anjie/rulebook';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { businessDate, startOfDate } from '../../ground/clock.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { startClock } from '../clocks/index.ts';
import { basisInForce } from '../regulations/index.ts';
import {
  AMENDABLE,
  type Amendment,
  type Field,
  getAmendment,
  masked,
  maskedAmendment,
  presentValues,
  type Values,
} from './amendment.store.ts';
import { refuse } from './institution.errors.ts';
import { getInstitution, type InstitutionView, touchInstitution } from './institution.store.ts';
import { mustBeOwnBureau } from './own-bureau.ts';
import { mustNotBeBarred } from './psam-card.ts';
import { registration } from './register-institution.ts';

const { name, tier, address, contactName, contactPhone, legalRepresentative } = registration.shape;

export const amendment = z
  .strictObject({
    set: z
      .strictObject({
        name: name.optional(),
        tier: tier.nullable(),
        address: address.nullable(),
        contactName: contactName.nullable(),
        contactPhone: contactPhone.nullable(),
        legalRepresentative: legalRepresentative.nullable(),
      })
      .partial(),
    /** change: it has become different; correction: it was written down wrongly, and no clock starts */
    nature: z.enum(['change', 'correction']),
    /** the day of the change: TS-2(4) counts from it, not from the day somebody writes it down */
    changedOn: z.iso.date().optional(),
    reason: z.string().trim().min(1).max(2000),
  })
  .refine((value) => (value.nature === 'change') === (value.changedOn !== undefined), {
    path: ['changedOn'],
    message: '变更须写明变更之日，更正则不写 / a change names its day, a correction none',
  });

export type AmendmentInput = z.output<typeof amendment>;

/** Amends what is on record, by the territorial bureau itself: before, after and why are kept. */
export async function amendInstitution(tx: Tx, code: string, version: number, input: AmendmentInput) {
  const institution = await touchInstitution(tx, code);
  mustBeOwnBureau(tx, institution);
  if (institution.version !== version) refuseInput('version-stale', { path: 'If-Match', value: version, current: shown(institution) });
  const difference = await differenceOf(tx, institution, input);
  const id = await insertAmendment(tx, institution, input, difference, 'accepted');
  return apply(tx, institution, await getAmendment(tx, id));
}

/** What is really different, before and after. @throws amendment-changes-nothing, and input-invalid for a day to come */
export async function differenceOf(
  tx: Tx,
  institution: InstitutionView,
  input: AmendmentInput,
): Promise<{ before: Values; after: Values }> {
  if (input.changedOn !== undefined && input.changedOn > businessDate(tx.now))
    refuseInput('input-invalid', { path: 'body.changedOn', value: input.changedOn, rule: '≤ today' });
  const present = await presentValues(tx, institution.id);
  const fields = (Object.keys(AMENDABLE) as Field[]).filter(
    (field) => input.set[field] !== undefined && input.set[field] !== present[field],
  );
  if (fields.length === 0) refuse('amendment-changes-nothing', { path: 'body.set' });
  if (input.nature === 'change' && fields.includes('address')) await mustNotBeBarred(tx, institution, 'relocation');
  return {
    before: Object.fromEntries(fields.map((field) => [field, present[field]])),
    after: Object.fromEntries(fields.map((field) => [field, input.set[field] ?? null])),
  };
}

export async function insertAmendment(
  tx: Tx,
  institution: InstitutionView,
  input: AmendmentInput,
  difference: { readonly before: Values; readonly after: Values },
  state: 'filed' | 'accepted',
): Promise<string> {
  const id = uuidv7();
  await tx.db
    .insertInto('institution_amendment')
    .values({
      id,
      institution_id: institution.id,
      prov: institution.prov,
      city: institution.city,
      div: institution.div,
      institution_code: institution.code,
      nature: input.nature,
      before: JSON.stringify(difference.before),
      after: JSON.stringify(difference.after),
      reason: input.reason,
      changed_on: input.changedOn ?? null,
      filed_at: tx.now,
      filed_by: tx.actor.id,
      filed_by_name: tx.actor.name,
      // left to their defaults for a party, which has no right to these columns
      ...(state === 'accepted' ? { state, decided_at: tx.now, decided_by: tx.actor.id, decided_by_name: tx.actor.name } : {}),
    })
    .execute();
  return id;
}

/** An accepted amendment becomes what is on record, and starts what follows from it. */
export async function apply(tx: Tx, institution: InstitutionView, accepted: Amendment) {
  const columns = Object.fromEntries(Object.entries(accepted.after).map(([field, value]) => [AMENDABLE[field as Field], value]));
  await tx.db
    .updateTable('institution')
    .set({ ...columns, version: institution.version + 1 })
    .where('id', '=', institution.id)
    .execute();
  await startResigning(tx, institution, accepted);
  tx.audit({
    event: 'institution-amended',
    object: { kind: 'institution', id: institution.code },
    territory: institution,
    institutionId: institution.id,
    detail: { nature: accepted.nature, before: masked(accepted.before), after: masked(accepted.after), changedOn: accepted.changedOn },
  });
  return { ...(await getInstitution(tx, institution.code)), amendment: maskedAmendment(accepted) };
}

/** TS-2(4): from the day that name or legal person changed; entered late, it may be overdue when born. */
async function startResigning(tx: Tx, institution: InstitutionView, { after, nature, changedOn }: Amendment): Promise<void> {
  const { changes, countFirstDay } = (await basisInForce(tx, { lock: false })).profile(institution);
  const period = saidValue(changes.resign);
  if (period === null || nature !== 'change' || changedOn === null) return;
  if (after.name === undefined && after.legalRepresentative === undefined) return;
  await startClock(tx, {
    institution,
    subject: { kind: 'institution', id: institution.id },
    period,
    startEvent: period.startEvent!,
    endEvents: [period.endEvent!],
    clause: changes.resign.clause!,
    stated: changes.resign.stated!,
    startedAt: startOfDate(changedOn),
    countFirstDay: saidValue(countFirstDay) ?? false,
  });
}

function shown({ id: _, ...view }: InstitutionView): Omit<InstitutionView, 'id'> {
  return view;
}
