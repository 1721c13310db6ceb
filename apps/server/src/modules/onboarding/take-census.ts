import { canonicalJson } from '@anjie/admission';
import { sm3Hex } from '@anjie/guomi';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { businessDate } from '../../ground/clock.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { type InstitutionView, touchInstitution } from '../institutions/index.ts';
import { basisInForce } from '../regulations/index.ts';
import { assignSystem, getSystem } from '../vendors/index.ts';
import { findOpenApplication, ownParties } from './application.store.ts';
import { grant, grantedKinds } from './grant.store.ts';
import { refuse } from './onboarding.errors.ts';
import { isAt } from './step-rules.ts';

export const censusRequest = z.strictObject({
  /** code of the registered system that it runs */
  system: z.string().min(2).max(63).optional(),
  connectedOn: z.iso.date(),
  reason: z.string().trim().min(1).max(2000),
});

export const censusDecision = z
  .strictObject({ accept: z.boolean(), reason: z.string().trim().min(1).max(2000).optional() })
  .refine((value) => value.accept || value.reason !== undefined, { path: ['reason'], message: '不予登记须说明理由 / say why not' });

/** Requests that an institution connected before the platform be taken in (NX-20(末2); ours where the text is silent). */
export async function requestCensus(tx: Tx, code: string, input: z.output<typeof censusRequest>) {
  const institution = await touchInstitution(tx, code);
  const census = await censusFor(tx, institution);
  const granted = await grantedKinds(tx, institution.id, census.records);
  if (granted.length === census.records.length) refuse('connected-already', { path: 'params.code', value: code });
  const open = await findOpenApplication(tx, institution.id);
  if (open !== null) refuse('application-open', { path: 'params.code', value: open.number });
  if (input.connectedOn > businessDate(tx.now))
    refuseInput('input-invalid', { path: 'body.connectedOn', value: input.connectedOn, rule: '≤ today' });
  if ((await findRequest(tx, institution.id)) !== undefined) refuse('step-requested-already', { path: 'params.code', value: code });
  const system = input.system === undefined ? null : await getSystem(tx, input.system, 'body.system');
  await tx.db
    .insertInto('census_record')
    .values({
      id: uuidv7(),
      institution_id: institution.id,
      prov: institution.prov,
      city: institution.city,
      div: institution.div,
      system_id: system?.id ?? null,
      connected_on: input.connectedOn,
      reason: input.reason,
      clause: census.clause,
      stated: census.stated,
      requested_by: tx.actor.id,
      requested_by_name: tx.actor.name,
      requested_at: tx.now,
      digest: digestOf(code, system?.id ?? null, input.connectedOn, input.reason),
    })
    .execute();
  audit(tx, institution, 'connection-requested', { ...input });
  return { institution: code, state: 'requested' as const, connectedOn: input.connectedOn, records: census.records };
}

/** Another person accepts or declines it. Accepted, it grants what the profile says, from now on. */
export async function decideCensus(tx: Tx, code: string, input: z.output<typeof censusDecision>) {
  const institution = await touchInstitution(tx, code);
  const census = await censusFor(tx, institution);
  const request = await findRequest(tx, institution.id);
  if (request === undefined) return refuse('census-not-requested', { path: 'params.code', value: code });
  if (request.requested_by === tx.actor.id) return refuseInput('four-eyes', { path: 'params.code', value: code });
  if (request.digest !== digestOf(code, request.system_id, request.connected_on, request.reason))
    return refuse('step-not-requested', { path: 'params.code', rule: 'SM3' });
  const open = input.accept ? await findOpenApplication(tx, institution.id) : null;
  if (open !== null) refuse('application-open', { path: 'params.code', value: open.number });
  await tx.db
    .updateTable('census_record')
    .set({
      decided_by: tx.actor.id,
      decided_by_name: tx.actor.name,
      decided_at: tx.now,
      accepted: input.accept,
      decision_reason: input.reason ?? null,
    })
    .where('id', '=', request.id)
    .execute();
  if (input.accept) await takeIn(tx, institution, request, census);
  audit(tx, institution, input.accept ? 'connection-recorded' : 'connection-declined', {
    reason: input.reason ?? null,
    digest: request.digest,
  });
  const state = input.accept ? ('recorded' as const) : ('declined' as const);
  return { institution: code, state, connectedOn: request.connected_on, records: census.records };
}

type Request = NonNullable<Awaited<ReturnType<typeof findRequest>>>;
type Census = Awaited<ReturnType<typeof censusFor>>;

async function takeIn(tx: Tx, institution: InstitutionView, request: Request, census: Census): Promise<void> {
  const granted = await grantedKinds(tx, institution.id, census.records);
  for (const kind of census.records.filter((one) => !granted.includes(one)))
    await grant(tx, institution, kind, request.system_id, {
      censusId: request.id,
      clause: census.clause,
      stated: census.stated,
      requestedBy: request.requested_by,
    });
  if (request.system_id === null) return;
  const system = await tx.db.selectFrom('his').select('vendor_id').where('id', '=', request.system_id).executeTakeFirstOrThrow();
  await assignSystem(tx, institution, { id: request.system_id, vendorId: system.vendor_id });
}

/** What the profile says of the census; whoever is not of its level is refused. */
async function censusFor(tx: Tx, institution: InstitutionView) {
  const { census } = (await basisInForce(tx, { lock: false })).profile(institution).onboarding;
  if (census.value === undefined) return refuse('census-not-defined', { path: 'params.code', value: institution.code });
  const parties = await ownParties(tx, institution.id);
  const { level, records } = census.value;
  if (!isAt(level, tx.actor, parties))
    return refuseInput('role-not-allowed', {
      value: tx.actor.role,
      rule: `caseworker, approver@${level}`,
      clause: census.clause ?? '本系统规则',
    });
  return { level, records, clause: census.clause ?? '本系统规则', stated: census.stated === true };
}

function findRequest(tx: Tx, institutionId: string) {
  return tx.db
    .selectFrom('census_record')
    .select(['id', 'system_id', 'connected_on', 'reason', 'digest', 'requested_by'])
    .where('institution_id', '=', institutionId)
    .where('decided_at', 'is', null)
    .executeTakeFirst();
}

export async function listCensus(tx: Tx, institutionId: string) {
  return tx.db
    .selectFrom('census_record')
    .select([
      'connected_on as connectedOn',
      'reason',
      'clause',
      'stated',
      'requested_by_name as requestedBy',
      'requested_at as requestedAt',
      'decided_by_name as decidedBy',
      'decided_at as decidedAt',
      'accepted',
      'decision_reason as decisionReason',
    ])
    .where('institution_id', '=', institutionId)
    .orderBy('requested_at', 'desc')
    .limit(200)
    .execute();
}

const digestOf = (code: string, system: string | null, connectedOn: string, reason: string) =>
  sm3Hex(canonicalJson({ institution: code, system, connectedOn, reason }));

function audit(tx: Tx, institution: InstitutionView, event: string, detail: Record<string, unknown>): void {
  tx.audit({ event, object: { kind: 'institution', id: institution.code }, territory: institution, institutionId: institution.id, detail });
}
