import { canonicalJson } from '@anjie/admission';
import { sm3 } from '@anjie/guomi';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { basisInForce } from '../regulations/index.ts';
import { LEVEL_WORDS } from './impose-restriction.ts';
import { refuse } from './restriction.errors.ts';
import {
  actingLevelOf,
  lockRestriction,
  type RestrictionRecord,
  type RestrictionView,
  standing,
  territoryOf,
  updateRestriction,
} from './restriction.store.ts';
import { type OrderStep, orderAllows, orderState } from './restriction-life.ts';
import { type Lifting, liftingOf } from './restriction-rules.ts';

/** After an emergency act of one person: another of the deciding bureau looks at it. A review lifts nothing. */
export async function reviewRestriction(tx: Tx, id: string, version: number, note: string): Promise<RestrictionView> {
  const record = allowed('review', await lockRestriction(tx, id, version));
  if (record.by_law || record.proposal_id !== null) refuse('review-not-owed', { path: 'params.id', value: id });
  if (record.reviewed_at !== null) refuse('restriction-reviewed', { path: 'params.id', value: id });
  if (record.decided_by === tx.actor.id) refuseInput('four-eyes', { path: 'params.id', value: id, clause: record.clause });
  const level = reviewingLevel(record);
  if (level !== tx.actor.level)
    refuse('restriction-wrong-decider', {
      path: 'params.id',
      value: id,
      rule: level,
      clause: record.clause,
      detail: { zh: `由${LEVEL_WORDS[level].zh}复核`, en: `It is reviewed by ${LEVEL_WORDS[level].en}` },
    });
  audit(tx, record, 'restriction-reviewed', { note });
  return updateRestriction(tx, record, { reviewed_by: tx.actor.id, reviewed_at: tx.now, review: note });
}

/** The bureau that ordered it; of the institution's own act its territory. */
function reviewingLevel(record: RestrictionRecord): 'national' | 'province' | 'city' | 'county' {
  if (record.bureauLevel !== null) return actingLevelOf(record.bureauLevel) as 'province';
  return record.div === record.city ? 'city' : 'county';
}

/** What was mended (整改), or the written explanation (JC-14). Said again, it voids a pending request to lift. */
export async function rectifyRestriction(tx: Tx, id: string, version: number, text: string): Promise<RestrictionView> {
  const record = allowed('rectify', await lockRestriction(tx, id, version));
  audit(tx, record, 'restriction-rectified', { text, voids: record.lift_requested_at !== null });
  return updateRestriction(tx, record, { rectified_at: tx.now, rectification: text, rectified_by: tx.actor.id });
}

/** The first of two: requests the lifting of this one restriction, on the rectification as it is on record now. */
export async function requestLifting(tx: Tx, id: string, version: number, reason: string): Promise<RestrictionView> {
  const record = allowed('request-lifting', await lockRestriction(tx, id, version));
  await conditionsOrRefuse(tx, record);
  const request = {
    lift_requested_by: tx.actor.id,
    lift_requested_at: tx.now,
    lift_reason: reason,
    lift_rectified_at: record.rectified_at,
  };
  audit(tx, record, 'lifting-requested', { reason });
  return updateRestriction(tx, record, { ...request, lift_digest: digestOf({ ...record, ...request }) });
}

/**
 * The second of two: an approver of the level that the profile names confirms and lifts. Lifts this restriction and no other.
 *
 * @throws restriction-lifted, lift-not-requested, lift-request-void, lifting-wrong-level, lifting-condition-unmet, four-eyes
 */
export async function liftRestriction(tx: Tx, id: string, version: number): Promise<RestrictionView> {
  const record = await lockRestriction(tx, id, version);
  if (record.lifted_at !== null) allowed('lift', record);
  const lifting = await conditionsOrRefuse(tx, record);
  if (lifting.level !== actingLevelOf(tx.actor.level))
    refuse('lifting-wrong-level', {
      path: 'params.id',
      value: id,
      rule: lifting.level,
      clause: lifting.clause,
      detail: { zh: `由${LEVEL_WORDS[lifting.level].zh}确认解除`, en: `${LEVEL_WORDS[lifting.level].en} confirms the lifting` },
    });
  if (record.lift_requested_by === tx.actor.id || record.rectified_by === tx.actor.id)
    refuseInput('four-eyes', { path: 'params.id', value: id, clause: lifting.clause });
  allowed('lift', record);
  if (!digestOf(record).equals(record.lift_digest!)) refuse('lift-request-void', { path: 'params.id', value: id, clause: lifting.clause });
  if (record.institution_id === null) tx.order({ id: record.id, restrictionId: record.id, order: null });
  audit(tx, record, 'restriction-lifted', { clause: lifting.clause, stated: lifting.stated, digest: record.lift_digest!.toString('hex') });
  return updateRestriction(tx, record, { lifted_by: tx.actor.id, lifted_at: tx.now, lift_clause: lifting.clause });
}

/** The order, where its table allows the step from its state; otherwise the refusal names what stands in the way. */
function allowed(step: OrderStep, record: RestrictionRecord): RestrictionRecord {
  const state = orderState(record);
  if (orderAllows(step, state)) return record;
  const why = state === 'lifted' ? 'restriction-lifted' : record.lift_requested_at === null ? 'lift-not-requested' : 'lift-request-void';
  return refuse(why, { path: 'params.id', value: record.id, clause: record.clause });
}

async function conditionsOrRefuse(tx: Tx, record: RestrictionRecord): Promise<Lifting> {
  const profile = (await basisInForce(tx, { lock: false })).profile(territoryOf(record));
  const lifting = liftingOf(profile, standing(record));
  if (lifting.lacks.length === 0) return lifting;
  return refuse('lifting-condition-unmet', {
    path: 'params.id',
    value: record.id,
    rule: lifting.lacks.join(', '),
    clause: lifting.clause,
    detail: {
      zh: `尚缺：${lifting.lacks.map((one) => CONDITION_WORDS[one].zh).join('、')}`,
      en: `Lacking: ${lifting.lacks.map((one) => CONDITION_WORDS[one].en).join(', ')}`,
    },
  });
}

const CONDITION_WORDS = {
  rectified: { zh: '整改情况', en: 'the rectification' },
  explained: { zh: '书面情况说明', en: 'the written explanation' },
  confirmed: { zh: '确认', en: 'the confirmation' },
  completed: { zh: '联调测试完毕并上报盖章的报告', en: 'the completed test and its sealed report' },
  agreed: { zh: '“同意接入”的反馈单', en: 'the feedback that agrees' },
  released: { zh: '申报已撤回或不予受理', en: 'the end of the application' },
} as const;

/** SM3 over what the approver approves: the order, what was mended or released, and the request. Any change of it gives another digest. */
function digestOf(
  record: Pick<
    RestrictionRecord,
    | 'id'
    | 'kind'
    | 'clause'
    | 'institution_id'
    | 'scope_id'
    | 'rectification'
    | 'rectified_at'
    | 'rectified_by'
    | 'released_at'
    | 'lift_requested_by'
    | 'lift_requested_at'
    | 'lift_reason'
  > & { readonly imposed_at: Date },
): Buffer {
  return sm3(
    canonicalJson({
      id: record.id,
      kind: record.kind,
      clause: record.clause,
      institution: record.institution_id,
      scope: record.scope_id,
      imposedAt: record.imposed_at.getTime(),
      rectification: record.rectification,
      rectifiedAt: record.rectified_at?.getTime() ?? null,
      rectifiedBy: record.rectified_by,
      releasedAt: record.released_at?.getTime() ?? null,
      requestedBy: record.lift_requested_by,
      requestedAt: record.lift_requested_at?.getTime() ?? null,
      reason: record.lift_reason,
    }),
  );
}

function audit(tx: Tx, record: RestrictionRecord, event: string, detail: Record<string, unknown>): void {
  tx.audit({
    event,
    object: { kind: 'restriction', id: record.id },
    territory: record,
    institutionId: record.institution_id,
    detail: { kind: record.kind, ordered: record.clause, ...detail },
  });
}
