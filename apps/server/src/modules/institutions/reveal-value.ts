import { z } from 'zod';
import { roleAtLevel } from '../../ground/actor.ts';
import { CLEARANCE } from '../../ground/answer-grades.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { refuse } from './institution.errors.ts';
import { getInstitution } from './institution.store.ts';
import { findOperator } from './operator.store.ts';

const reason = z.string().trim().min(4).max(200);
const OF_INSTITUTION = ['contactName', 'contactPhone', 'legalRepresentative'] as const;
const OF_OPERATOR = ['name', 'phone'] as const;

/** One value, and why it is needed. */
export const revealRequest = z.union([
  z.strictObject({ subject: z.literal('institution'), field: z.enum(OF_INSTITUTION), reason }),
  z.strictObject({ subject: z.literal('operator'), id: z.uuid(), field: z.enum(OF_OPERATOR), reason }),
]);

/**
 * Shows one value that lists and dossiers mask, for a reason that goes into the audit, to roles whose clearance allows it on request
 * (GJ-3.4, NX-附3.2-2g; migrations/clearance.yaml).
 *
 * @throws clearance-lacks, value-missing, not-found
 */
export async function revealValue(tx: Tx, code: string, request: z.output<typeof revealRequest>): Promise<{ value: string }> {
  const role = roleAtLevel(tx.actor);
  if (!CLEARANCE[role]?.onRequest.includes('个人')) refuse('clearance-lacks', { value: role, rule: '个人' });
  const institution = await getInstitution(tx, code);
  const value =
    request.subject === 'institution'
      ? await contactOf(tx, institution.id, request.field)
      : ((await findOperator(tx, institution.id, request.id)) ?? refuseInput('not-found', { path: 'body.id', value: request.id }))[
          request.field
        ];
  if (value === null || value === '') return refuse('value-missing', { path: 'body.field', value: request.field });
  tx.audit({
    event: 'personal-value-revealed',
    object: { kind: 'institution', id: code },
    territory: institution,
    institutionId: institution.id,
    // A telephone typed into the reason stays out of the audit.
    detail: { subject: request.subject, field: request.field, reason: request.reason.replaceAll(/\d{5,}/g, '…') },
  });
  return { value };
}

async function contactOf(tx: Tx, institutionId: string, field: (typeof OF_INSTITUTION)[number]): Promise<string | null> {
  const contacts = await tx.db
    .selectFrom('institution')
    .select(['contact_name as contactName', 'contact_phone as contactPhone', 'legal_representative as legalRepresentative'])
    .where('id', '=', institutionId)
    .executeTakeFirstOrThrow();
  return contacts[field];
}
