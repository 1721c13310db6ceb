import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { businessDate } from '../../ground/clock.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { touchInstitution } from '../institutions/index.ts';
import { basisInForce } from '../regulations/index.ts';
import { getSystemInService } from '../vendors/index.ts';
import {
  type Application,
  auditApplication,
  findOpenApplication,
  getApplication,
  nextNumber,
  ownParties,
  touchApplication,
  updateApplication,
} from './application.store.ts';
import { applicationForm } from './application-form.ts';
import { refuse } from './onboarding.errors.ts';
import { voidPending } from './step.store.ts';
import { isEditable } from './step-rules.ts';

export const opening = z.strictObject({
  kind: z.string().min(1).max(40),
  form: applicationForm.default({}),
  /** code of a registered system */
  system: z.string().min(2).max(63).optional(),
});

export const amendment = z.strictObject({ form: applicationForm.optional(), system: z.string().min(2).max(63).nullable().optional() });

/** Opens an application as a draft, with its 受理号. One at a time for an institution. */
export async function openApplication(tx: Tx, code: string, input: z.output<typeof opening>): Promise<Application> {
  const institution = await touchInstitution(tx, code);
  const { onboarding } = (await basisInForce(tx, { lock: false })).profile(institution);
  if (onboarding.initial === null) return refuse('onboarding-not-defined', { path: 'params.code', value: code });
  if (!onboarding.applicationKinds.includes(input.kind))
    refuse('application-kind-unknown', { path: 'body.kind', value: input.kind, rule: onboarding.applicationKinds.join(', ') });
  const open = await findOpenApplication(tx, institution.id);
  if (open !== null) refuse('application-open', { path: 'params.code', value: open.number });
  const system = input.system === undefined ? null : await getSystemInService(tx, input.system, institution, 'body.system');
  const { bureauId } = await ownParties(tx, institution.id);
  const number = await nextNumber(tx, bureauId, Number(businessDate(tx.now).slice(0, 4)));
  await tx.db
    .insertInto('application')
    .values({
      id: uuidv7(),
      number,
      institution_id: institution.id,
      prov: institution.prov,
      city: institution.city,
      div: institution.div,
      institution_code: institution.code,
      institution_kind: institution.kind,
      bureau_id: bureauId,
      kind: input.kind,
      state: onboarding.initial,
      form: JSON.stringify(input.form),
      system_id: system?.id ?? null,
      vendor_id: system?.vendorId ?? null,
      created_by: tx.actor.id,
      created_at: tx.now,
    })
    .execute();
  const application = await getApplication(tx, number);
  auditApplication(tx, application, 'application-opened', { kind: input.kind, system: input.system ?? null });
  return application;
}

/** The application, locked, while the institution (or its local bureau for it) may still change it. */
export async function editable(tx: Tx, number: string): Promise<Application> {
  const application = await touchApplication(tx, number);
  const profile = (await basisInForce(tx, { lock: false })).profile(application);
  const { actor } = tx;
  const own = actor.partyId === application.institutionId || actor.bureauId === application.bureauId;
  if (!own) refuseInput('role-not-allowed', { value: actor.role, rule: 'institution, caseworker@territory' });
  if (!isEditable(profile, application.state))
    refuse('application-not-editable', { path: 'params.number', value: number, current: { state: application.state } });
  return application;
}

/** Changes form or system. Another system withdraws what its vendor vouched for: the promise was for the other one. */
export async function amendApplication(tx: Tx, number: string, version: number, input: z.output<typeof amendment>): Promise<Application> {
  const application = await editable(tx, number);
  if (application.version !== version) refuseInput('version-stale', { current: { version: application.version, form: application.form } });
  const system = input.system == null ? null : await getSystemInService(tx, input.system, application, 'body.system');
  const changesSystem = input.system !== undefined && (system?.id ?? null) !== application.systemId;
  if (changesSystem)
    await tx.db
      .updateTable('application_condition')
      .set({ withdrawn_at: tx.now })
      .where('application_id', '=', application.id)
      .where('withdrawn_at', 'is', null)
      .execute();
  await voidPending(tx, application.id);
  await updateApplication(tx, application.id, {
    ...(input.form === undefined ? {} : { form: JSON.stringify(input.form) }),
    ...(changesSystem ? { system_id: system?.id ?? null, vendor_id: system?.vendorId ?? null } : {}),
  });
  auditApplication(tx, application, 'application-amended', { form: input.form !== undefined, system: input.system ?? null });
  return getApplication(tx, number);
}
