import type { RestrictionKind } from '@anjie/admission';
import type { Profile } from '@anjie/rulebook';
import { uuidv7 } from 'uuidv7';
import type { Tx } from '../../ground/transaction.ts';
import { type InstitutionView, touchInstitution } from '../institutions/index.ts';
import { basisInForce } from '../regulations/index.ts';
import { refuse } from './restriction.errors.ts';
import { actingLevelOf, getRestriction, occasionsOf, type RestrictionView, viewOf } from './restriction.store.ts';
import { decisionFault, type Ground, groundFor, groundsOf, ownDisconnection, type Place, TAKES_TWO } from './restriction-rules.ts';

export interface Imposition {
  readonly kind: RestrictionKind;
  readonly clause: string;
  readonly reason: string;
  readonly judgement?: string | undefined;
}

/** One person's order against an institution, in force at once and reviewed after (NX-18 第一时间; JC-14 及时; JC-16 after a judgement). */
export async function imposeRestriction(tx: Tx, code: string, input: Imposition): Promise<RestrictionView> {
  const institution = await touchInstitution(tx, code);
  const ground = await groundOrRefuse(tx, institution, 'institution', input);
  if (TAKES_TWO.includes(input.kind))
    refuse('restriction-target-wrong', {
      path: 'body.kind',
      value: input.kind,
      rule: 'POST /institutions/:code/restriction-proposals',
      detail: {
        zh: '终止和黑名单须由一人提议、另一人批准',
        en: 'Terminations and the blacklist are proposed by one and approved by another',
      },
    });
  return order(tx, institution, { ...input, ground, bureau: tx.actor.bureauId, proposal: null });
}

/** NX-14: the institution takes itself off the net at once; it needs nobody for that, and others to come back. */
export async function disconnectItself(tx: Tx, code: string, reason: string): Promise<RestrictionView> {
  const institution = await touchInstitution(tx, code);
  const profile = (await basisInForce(tx, { lock: false })).profile(institution);
  const ground =
    ownDisconnection(profile) ?? refuse('disconnection-not-foreseen', { path: 'params.code', value: code, rule: profile.code });
  return order(tx, institution, { kind: 'cut-off', clause: ground.clause, reason, ground, bureau: null, proposal: null });
}

/** The ground in the profile on which this person may order this here. @throws restriction-not-foreseen, restriction-target-wrong, restriction-wrong-decider, judgement-missing */
export async function groundOrRefuse(
  tx: Tx,
  place: Place & { readonly city: string; readonly div: string },
  against: Ground['against'],
  input: Pick<Imposition, 'kind' | 'clause' | 'judgement'>,
): Promise<Ground> {
  const profile = (await basisInForce(tx, { lock: false })).profile(place);
  const ground = groundFor(profile, input.kind, input.clause, false) ?? refuseUnforeseen(profile, input);
  const fault = decisionFault(profile, ground, {
    level: actingLevelOf(tx.actor.level),
    place,
    against,
    judgement: input.judgement ?? null,
  });
  switch (fault?.code) {
    case 'wrong-target':
      return refuse('restriction-target-wrong', { path: 'body.kind', value: input.kind, rule: ground.against, clause: ground.clause });
    case 'wrong-decider':
      return refuse('restriction-wrong-decider', {
        path: 'body.kind',
        value: input.kind,
        rule: fault.level,
        clause: ground.clause,
        detail: { zh: `由${LEVEL_WORDS[fault.level].zh}决定`, en: `It is decided by ${LEVEL_WORDS[fault.level].en}` },
      });
    case 'judgement-missing':
      return refuse('judgement-missing', { path: 'body.judgement', clause: ground.clause });
    default:
      return ground;
  }
}

export const LEVEL_WORDS = {
  national: { zh: '国家医疗保障局', en: 'the national bureau' },
  province: { zh: '省（自治区）医疗保障局', en: 'the province' },
  city: { zh: '市医疗保障局', en: 'the city' },
  county: { zh: '县（市、区）医疗保障局', en: 'the county' },
  institution: { zh: '机构自己', en: 'the institution itself' },
} as const;

function refuseUnforeseen(profile: Profile, input: Pick<Imposition, 'kind' | 'clause'>): never {
  const known = groundsOf(profile)
    .filter((one) => one.by !== 'institution')
    .map((one) => `${one.kind} ${one.clause}`);
  return refuse('restriction-not-foreseen', { path: 'body.clause', value: `${input.kind} ${input.clause}`, rule: known.join(', ') });
}

interface Order extends Imposition {
  readonly ground: Pick<Ground, 'stated'>;
  readonly bureau: string | null;
  readonly proposal: { readonly id: string; readonly by: string } | null;
}

/** Writes the order. The institution is touched already. */
export async function order(tx: Tx, institution: InstitutionView, input: Order): Promise<RestrictionView> {
  const earlier = await occasionsOf(tx, institution.id, input.kind, input.clause);
  if (earlier.some((one) => one.lifted_at === null))
    refuse('restriction-in-force', { path: 'body.kind', value: input.kind, clause: input.clause });
  const id = uuidv7();
  await tx.db
    .insertInto('restriction')
    .values({
      id,
      kind: input.kind,
      institution_id: institution.id,
      prov: institution.prov,
      city: institution.city,
      div: institution.div,
      clause: input.clause,
      stated: input.ground.stated,
      occasion: earlier.length + 1,
      reason: input.reason,
      judgement: input.judgement ?? null,
      decided_by_bureau: input.bureau,
      decided_by: tx.actor.id,
      decided_by_name: tx.actor.name,
      imposed_at: tx.now,
      proposal_id: input.proposal?.id ?? null,
      proposed_by: input.proposal?.by ?? null,
    })
    .execute();
  tx.audit({
    event: input.bureau === null ? 'institution-disconnected-itself' : 'restriction-imposed',
    object: { kind: 'restriction', id },
    territory: institution,
    institutionId: institution.id,
    detail: {
      kind: input.kind,
      clause: input.clause,
      reason: input.reason,
      judgement: input.judgement ?? null,
      occasion: earlier.length + 1,
    },
  });
  return viewOf(tx, await getRestriction(tx, id));
}
