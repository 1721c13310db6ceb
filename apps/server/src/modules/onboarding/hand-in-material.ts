import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { getDocument } from '../documents/index.ts';
import { basisInForce } from '../regulations/index.ts';
import { auditApplication, placeOf, touchApplication } from './application.store.ts';
import { listMaterials } from './dossier.store.ts';
import { mustHandle } from './hand-over.ts';
import { refuse } from './onboarding.errors.ts';
import { editable } from './open-application.ts';
import { voidPending } from './step.store.ts';
import { isAt } from './step-rules.ts';

export const material = z.strictObject({ material: z.string().min(1).max(60), documentId: z.uuid() });

/** Hands in a material. Another document of the same material closes the one before, and the finding on it. */
export async function handInMaterial(tx: Tx, number: string, input: z.output<typeof material>) {
  const application = await editable(tx, number);
  const { materials } = (await basisInForce(tx, { lock: false })).profile(application).onboarding;
  const asked = materials.find((one) => one.code === input.material);
  if (asked === undefined)
    return refuse('code-not-in-rules', { path: 'body.material', value: input.material, rule: materials.map((one) => one.code).join(', ') });
  const document = await getDocument(tx, application.institutionId, input.documentId, 'body.documentId');
  await tx.db
    .updateTable('application_material')
    .set({ replaced_at: tx.now })
    .where('application_id', '=', application.id)
    .where('code', '=', asked.code)
    .where('replaced_at', 'is', null)
    .execute();
  await tx.db
    .insertInto('application_material')
    .values({
      id: uuidv7(),
      ...placeOf(application),
      code: asked.code,
      document_id: document.id,
      sm3: document.sm3,
      handed_in_at: tx.now,
      handed_in_by: tx.actor.id,
    })
    .execute();
  await voidPending(tx, application.id);
  auditApplication(tx, application, 'material-handed-in', { material: asked.code, sm3: document.sm3 });
  return { number, material: asked.code, sm3: document.sm3, clause: asked.clause };
}

export const finding = z
  .strictObject({ material: z.string().min(1).max(60), conforms: z.boolean(), note: z.string().trim().min(1).max(2000).optional() })
  .refine((value) => value.conforms || value.note !== undefined, {
    path: ['note'],
    message: '不符合的须写明原因 / say what does not conform',
  });

/** The local bureau's finding on a material: true and complete, or what is wrong with it (NX-20(1)). */
export async function recordFinding(tx: Tx, number: string, input: z.output<typeof finding>) {
  const application = await touchApplication(tx, number);
  const { transitions } = (await basisInForce(tx, { lock: false })).profile(application).onboarding;
  if (!isAt('territory', tx.actor, application)) refuseInput('role-not-allowed', { value: tx.actor.role, rule: 'caseworker@territory' });
  await mustHandle(tx, application);
  const verifying = transitions.filter((one) => one.requires.findings);
  if (!verifying.some((one) => one.from.includes(application.state)))
    refuse('step-not-from-here', {
      path: 'params.number',
      value: number,
      rule: verifying.flatMap((one) => one.from).join(', '),
      current: { state: application.state },
    });
  const found = (await listMaterials(tx, application.id)).find((one) => one.code === input.material);
  if (found === undefined) return refuse('material-not-handed-in', { path: 'body.material', value: input.material });
  await tx.db
    .insertInto('material_finding')
    .values({
      id: uuidv7(),
      material_id: found.id,
      institution_id: application.institutionId,
      prov: application.prov,
      city: application.city,
      div: application.div,
      conforms: input.conforms,
      note: input.note ?? null,
      found_by: tx.actor.id,
      found_by_name: tx.actor.name,
      found_at: tx.now,
    })
    .execute();
  await voidPending(tx, application.id);
  auditApplication(tx, application, 'material-found', { material: input.material, conforms: input.conforms, note: input.note ?? null });
  return { number, material: input.material, conforms: input.conforms };
}
