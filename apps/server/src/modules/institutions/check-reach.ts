import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { refuse } from './institution.errors.ts';
import { touchInstitution } from './institution.store.ts';
import { findOperator } from './operator.store.ts';
import { mustBeOwnBureau } from './own-bureau.ts';

export const reachCheck = z
  .strictObject({ reached: z.boolean(), note: z.string().trim().min(1).max(2000).optional() })
  .refine((value) => value.reached || value.note !== undefined, {
    path: ['note'],
    message: '未联系上须写明情况 / say what happened when nobody was reached',
  });

/** NX-附1.3: the territorial bureau tries whether a person on file can be reached, and records how it went. */
export async function checkReach(tx: Tx, code: string, operatorId: string, input: z.output<typeof reachCheck>) {
  const institution = await touchInstitution(tx, code);
  mustBeOwnBureau(tx, institution);
  const operator =
    (await findOperator(tx, institution.id, operatorId)) ?? refuseInput('not-found', { path: 'params.id', value: operatorId });
  if (operator.until !== null) refuse('operator-ended', { path: 'params.id', value: operatorId });
  await tx.db
    .insertInto('reach_check')
    .values({
      id: uuidv7(),
      operator_id: operatorId,
      institution_id: institution.id,
      prov: institution.prov,
      city: institution.city,
      div: institution.div,
      reached: input.reached,
      note: input.note ?? null,
      checked_at: tx.now,
      checked_by: tx.actor.id,
      checked_by_name: tx.actor.name,
    })
    .execute();
  tx.audit({
    event: 'reach-checked',
    object: { kind: 'institution', id: code },
    territory: institution,
    institutionId: institution.id,
    detail: { role: operator.role, reached: input.reached },
  });
  return { checks: await listReachChecks(tx, institution.id) };
}

/** Attempts to reach the people of an institution, the latest first. */
export async function listReachChecks(tx: Pick<Tx, 'db'>, institutionId: string) {
  return tx.db
    .selectFrom('reach_check')
    .innerJoin('institution_operator', 'institution_operator.id', 'reach_check.operator_id')
    .select(['operator_id as operator', 'role', 'reached', 'note', 'checked_at as checkedAt', 'checked_by_name as checkedBy'])
    .where('reach_check.institution_id', '=', institutionId)
    .orderBy('checked_at', 'desc')
    .limit(200)
    .execute();
}
