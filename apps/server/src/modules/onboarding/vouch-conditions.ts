import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { basisInForce } from '../regulations/index.ts';
import { auditApplication, placeOf, touchApplication } from './application.store.ts';
import { listConditions } from './dossier.store.ts';
import { refuse } from './onboarding.errors.ts';
import { voidPending } from './step.store.ts';

export const promise = z.strictObject({ conditions: z.array(z.string().min(1).max(60)).max(50) });

/**
 * 信息系统承建厂商承诺信息系统已具备接入条件 (附件二 part 2): the vendor says which conditions its system meets. The list is whole: what is not in it
 * is no longer vouched for.
 */
export async function vouchConditions(tx: Tx, number: string, input: z.output<typeof promise>) {
  const application = await touchApplication(tx, number);
  const { conditions } = (await basisInForce(tx, { lock: false })).profile(application).onboarding;
  const { systemId, vendorId } = application;
  if (systemId === null || vendorId === null) return refuse('no-vendor', { path: 'params.number', value: number });
  if (tx.actor.partyId !== vendorId) refuseInput('role-not-allowed', { value: tx.actor.role, rule: 'vendor' });
  if (application.closedAt !== null)
    refuse('application-not-editable', { path: 'params.number', value: number, current: { state: application.state } });
  const unknown = input.conditions.find((code) => !conditions.some((one) => one.code === code));
  if (unknown !== undefined)
    refuse('code-not-in-rules', { path: 'body.conditions', value: unknown, rule: conditions.map((one) => one.code).join(', ') });
  const before = (await listConditions(tx, application.id)).map((one) => one.code);
  const withdrawn = before.filter((code) => !input.conditions.includes(code));
  const added = [...new Set(input.conditions)].filter((code) => !before.includes(code));
  if (withdrawn.length > 0)
    await tx.db
      .updateTable('application_condition')
      .set({ withdrawn_at: tx.now })
      .where('application_id', '=', application.id)
      .where('code', 'in', withdrawn)
      .where('withdrawn_at', 'is', null)
      .execute();
  const common = { ...placeOf(application), vendor_id: vendorId, system_id: systemId, vouched_by: tx.actor.id, vouched_at: tx.now };
  if (added.length > 0)
    await tx.db
      .insertInto('application_condition')
      .values(added.map((code) => ({ id: uuidv7(), ...common, code })))
      .execute();
  await voidPending(tx, application.id);
  auditApplication(tx, application, 'conditions-vouched', { conditions: input.conditions, withdrawn });
  return { number, conditions: [...new Set(input.conditions)].sort() };
}
