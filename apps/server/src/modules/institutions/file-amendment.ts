import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { type AmendmentInput, apply, differenceOf, insertAmendment } from './amend-institution.ts';
import { type Amendment, getAmendment, maskedAmendment, presentValues, type Values } from './amendment.store.ts';
import { refuse } from './institution.errors.ts';
import { type InstitutionView, touchInstitution } from './institution.store.ts';
import { mustBeOwnBureau } from './own-bureau.ts';
import { mustNotBeBarred } from './psam-card.ts';

export const amendmentReturn = z.strictObject({ reason: z.string().trim().min(1).max(2000) });

/** The institution files a renaming, a relocation or another change of itself (变更备案); its bureau takes it on record. */
export async function fileAmendment(tx: Tx, code: string, input: AmendmentInput): Promise<Amendment> {
  const institution = await touchInstitution(tx, code);
  const open = await tx.db
    .selectFrom('institution_amendment')
    .select('id')
    .where('institution_id', '=', institution.id)
    .where('state', '=', 'filed')
    .executeTakeFirst();
  if (open !== undefined) refuse('amendment-open', { path: 'params.code', value: code });
  const difference = await differenceOf(tx, institution, input);
  const filed = await getAmendment(tx, await insertAmendment(tx, institution, input, difference, 'filed'));
  audit(tx, institution, 'amendment-filed', { fields: Object.keys(difference.after), nature: input.nature });
  return maskedAmendment(filed);
}

/** Takes a filed amendment on record. What has become different since it was filed would be overwritten unseen: it is refused. */
export async function acceptAmendment(tx: Tx, id: string, version: number) {
  const { institution, filed } = await lockOpen(tx, id, version);
  const present: Values = await presentValues(tx, institution.id);
  const stale = Object.entries(filed.before).find(([field, value]) => present[field as keyof Values] !== value);
  if (stale !== undefined) refuse('amendment-outdated', { path: `before.${stale[0]}` });
  if (filed.nature === 'change' && 'address' in filed.after) await mustNotBeBarred(tx, institution, 'relocation');
  await decide(tx, id, { state: 'accepted' });
  return apply(tx, institution, await getAmendment(tx, id));
}

/** Returns a filed amendment with a reason; nothing on record changes. */
export async function returnAmendment(tx: Tx, id: string, version: number, reason: string): Promise<Amendment> {
  const { institution } = await lockOpen(tx, id, version);
  await decide(tx, id, { state: 'returned', return_reason: reason });
  audit(tx, institution, 'amendment-returned', { reason });
  return maskedAmendment(await getAmendment(tx, id));
}

async function lockOpen(tx: Tx, id: string, version: number): Promise<{ institution: InstitutionView; filed: Amendment }> {
  const institution = await touchInstitution(tx, (await getAmendment(tx, id)).institution);
  mustBeOwnBureau(tx, institution);
  const filed = await getAmendment(tx, id);
  if (filed.state !== 'filed') refuse('amendment-decided', { path: 'params.id', value: filed.state });
  if (filed.version !== version) refuseInput('version-stale', { path: 'If-Match', value: version, current: { version: filed.version } });
  return { institution, filed };
}

async function decide(tx: Tx, id: string, change: { readonly state: string; readonly return_reason?: string }): Promise<void> {
  await tx.db
    .updateTable('institution_amendment')
    .set((eb) => ({
      ...change,
      decided_at: tx.now,
      decided_by: tx.actor.id,
      decided_by_name: tx.actor.name,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', id)
    .execute();
}

function audit(tx: Tx, institution: InstitutionView, event: string, detail: Record<string, unknown>): void {
  tx.audit({
    event,
    object: { kind: 'institution', id: institution.code },
    territory: institution,
    institutionId: institution.id,
    detail,
  });
}
