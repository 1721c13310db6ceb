import { saidValue } from '@anjie/rulebook';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { touchInstitution } from '../institutions/index.ts';
import { exceptionDigest } from './address-limit.ts';
import { type ExceptionStep, exceptionAllows, exceptionState } from './exception-life.ts';
import { mustBeCurrent } from './must-allow.ts';
import { refuse } from './network.errors.ts';
import { mustBeTerritorialBureau, profileOf } from './territory-rules.ts';

export const exceptionRequest = z.strictObject({
  reason: z.string().trim().min(2).max(2000),
  /** how many production addresses more */
  extra: z.int().min(1).max(50).default(1),
});

const COLUMNS = [
  'id',
  'institution_id as institutionId',
  'institution_code as institution',
  'prov',
  'city',
  'div',
  'extra',
  'reason',
  'version',
  'requested_by as requestedBy',
  'requested_at as requestedAt',
  'approved_at as approvedAt',
  'revoked_at as revokedAt',
  'revoke_reason as revokeReason',
] as const;

export async function getException(tx: Pick<Tx, 'db'>, id: string) {
  const row = await tx.db.selectFrom('address_exception').select(COLUMNS).where('id', '=', id).executeTakeFirst();
  return row ?? refuseInput('not-found', { path: 'params.id', value: id });
}

export async function listExceptions(tx: Pick<Tx, 'db'>, institutionId: string) {
  return tx.db
    .selectFrom('address_exception')
    .select(COLUMNS)
    .where('institution_id', '=', institutionId)
    .orderBy('id')
    .limit(200)
    .execute();
}

/** Asks for leave to file more addresses than NX-8 allows “in principle”; that a caseworker asks and an approver grants is our reading. */
export async function requestException(tx: Tx, code: string, input: z.output<typeof exceptionRequest>) {
  const institution = await touchInstitution(tx, code);
  mustBeTerritorialBureau(tx, institution);
  if (saidValue((await profileOf(tx, institution)).addresses.perInstitution) === null)
    refuse('exception-not-asked', { path: 'params.code', value: code });
  const id = uuidv7();
  await tx.db
    .insertInto('address_exception')
    .values({
      id,
      institution_id: institution.id,
      prov: institution.prov,
      city: institution.city,
      div: institution.div,
      institution_code: code,
      extra: input.extra,
      reason: input.reason,
      requested_at: tx.now,
      requested_by: tx.actor.id,
    })
    .execute();
  tx.audit({
    event: 'address-exception-requested',
    object: { kind: 'institution', id: code },
    territory: institution,
    institutionId: institution.id,
    detail: { extra: input.extra },
  });
  return getException(tx, id);
}

function mustAllowException(step: ExceptionStep, exception: Awaited<ReturnType<typeof getException>>): void {
  const state = exceptionState(exception);
  if (exceptionAllows(step, state)) return;
  refuse(state === 'granted' ? 'exception-approved-already' : 'exception-revoked', { path: 'params.id', value: exception.id });
}

/** The second pair of eyes: approves exactly what was asked, by its digest. */
export async function approveException(tx: Tx, id: string, version: number) {
  const seen = await getException(tx, id);
  await touchInstitution(tx, seen.institution);
  const exception = await getException(tx, id);
  mustBeTerritorialBureau(tx, exception);
  mustAllowException('approve', exception);
  mustBeCurrent(exception, version);
  if (exception.requestedBy === tx.actor.id) refuseInput('four-eyes', { path: 'params.id', value: id });
  await tx.db
    .updateTable('address_exception')
    .set({ approved_at: tx.now, approved_by: tx.actor.id, digest: exceptionDigest(exception), version: exception.version + 1 })
    .where('id', '=', id)
    .execute();
  tx.audit({
    event: 'address-exception-approved',
    object: { kind: 'institution', id: exception.institution },
    territory: exception,
    institutionId: exception.institutionId,
    detail: { extra: exception.extra },
  });
  return getException(tx, id);
}

export const revocation = z.strictObject({ reason: z.string().trim().min(2).max(2000) });

/** One person takes a leave back, or declines what was asked for. Addresses on file stay; no more are taken beyond the number (ours). */
export async function revokeException(tx: Tx, id: string, version: number, input: z.output<typeof revocation>) {
  await touchInstitution(tx, (await getException(tx, id)).institution);
  const exception = await getException(tx, id);
  mustBeTerritorialBureau(tx, exception);
  mustAllowException('revoke', exception);
  mustBeCurrent(exception, version);
  await tx.db
    .updateTable('address_exception')
    .set({ revoked_at: tx.now, revoked_by: tx.actor.id, revoke_reason: input.reason, version: exception.version + 1 })
    .where('id', '=', id)
    .execute();
  tx.audit({
    event: 'address-exception-revoked',
    object: { kind: 'institution', id: exception.institution },
    territory: exception,
    institutionId: exception.institutionId,
    detail: { extra: exception.extra, was: exceptionState(exception), reason: input.reason },
  });
  return getException(tx, id);
}
