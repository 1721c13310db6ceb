import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { refuse } from './institution.errors.ts';
import { touchInstitution } from './institution.store.ts';
import { findOperator, OPERATOR_ROLES } from './operator.store.ts';

export const operatorNaming = z.strictObject({
  role: z.enum(OPERATOR_ROLES),
  name: z.string().trim().min(2).max(50),
  phone: z
    .string()
    .regex(/^[0-9+() -]{5,20}$/)
    .optional(),
});

/** Names a person for the institution, from now on. The audit keeps the role, not the name. */
export async function nameOperator(tx: Tx, code: string, input: z.output<typeof operatorNaming>) {
  const institution = await touchInstitution(tx, code);
  const id = uuidv7();
  await tx.db
    .insertInto('institution_operator')
    .values({
      id,
      institution_id: institution.id,
      prov: institution.prov,
      city: institution.city,
      div: institution.div,
      role: input.role,
      name: input.name,
      phone: input.phone ?? null,
      named_at: tx.now,
      named_by: tx.actor.id,
    })
    .execute();
  tx.audit({
    event: 'operator-named',
    object: { kind: 'institution', id: code },
    territory: institution,
    institutionId: institution.id,
    detail: { role: input.role },
  });
  return { id, role: input.role, name: input.name, phone: input.phone ?? null, from: tx.now, until: null };
}

/** Ends a naming; the record stays. */
export async function endOperator(tx: Tx, code: string, id: string) {
  const institution = await touchInstitution(tx, code);
  const operator = (await findOperator(tx, institution.id, id)) ?? refuseInput('not-found', { path: 'params.id', value: id });
  if (operator.until !== null) refuse('operator-ended', { path: 'params.id', value: id });
  await tx.db.updateTable('institution_operator').set({ ended_at: tx.now, ended_by: tx.actor.id }).where('id', '=', id).execute();
  tx.audit({
    event: 'operator-ended',
    object: { kind: 'institution', id: code },
    territory: institution,
    institutionId: institution.id,
    detail: { role: operator.role },
  });
  return { ...operator, until: tx.now };
}
