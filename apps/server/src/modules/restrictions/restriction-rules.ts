/**
 * Who may order which restriction, and what gives it back: pure, from the rows of the profile in force. No row here, every row there
 * names its clause.
 */
import type { RestrictionKind } from '@anjie/admission';
import { type ActingLevel, actingLevel, type Organ, type Profile } from '@anjie/rulebook';

export interface Ground {
  readonly kind: RestrictionKind;
  readonly against: 'institution' | 'system' | 'division';
  readonly by: Organ;
  readonly before: readonly 'judgement'[];
  readonly on: string;
  readonly clause: string;
  readonly stated: boolean;
  readonly byStated: boolean;
}

/** Where the order applies; of a scope above a county the lower codes are null. */
export interface Place {
  readonly prov: string;
  readonly city: string | null;
  readonly div: string | null;
}

/** What ends somebody's designation or names them for good is proposed by one and approved by another (ours); the database holds it too. */
export const TAKES_TWO: readonly RestrictionKind[] = ['agreement-termination', 'settlement-termination', 'blacklist'];

/** Every ground on which the profile lets somebody order something; what the law itself orders (onboarding.pharmacy) is not among them. */
export function groundsOf(profile: Profile): Ground[] {
  const cuts = profile.cutoff.map(({ note: _, ...row }) => ({
    kind: 'cut-off' as const,
    against: 'institution' as const,
    byStated: true,
    ...row,
  }));
  return [...cuts, ...profile.orders.map(({ note: _, ...row }) => row)];
}

export function groundFor(profile: Profile, kind: RestrictionKind, clause: string, byInstitution: boolean): Ground | null {
  return (
    groundsOf(profile).find((one) => one.kind === kind && one.clause === clause && (one.by === 'institution') === byInstitution) ?? null
  );
}

/** The ground on which an institution may disconnect itself (NX-14); null where the profile has none. */
export function ownDisconnection(profile: Profile): Ground | null {
  return profile.cutoff.some((row) => row.by === 'institution')
    ? (groundsOf(profile).find((one) => one.kind === 'cut-off' && one.by === 'institution') ?? null)
    : null;
}

export type DecisionFault =
  | { readonly code: 'wrong-decider'; readonly level: ActingLevel }
  | { readonly code: 'judgement-missing' }
  | { readonly code: 'wrong-target' };

/** Why this person may not order this, or null. The cut by the city needs a recorded judgement first (JC-16). */
export function decisionFault(
  profile: Pick<Profile, 'code'>,
  ground: Ground,
  act: { readonly level: ActingLevel; readonly place: Place; readonly against: Ground['against']; readonly judgement: string | null },
): DecisionFault | null {
  if (ground.against !== act.against) return { code: 'wrong-target' };
  const level = actingLevel(ground.by, profile, act.place);
  if (level !== act.level) return { code: 'wrong-decider', level };
  if (ground.before.includes('judgement') && act.judgement === null) return { code: 'judgement-missing' };
  return null;
}

/** What lifting depends on, of one order on record. */
export interface StandingOrder {
  readonly kind: RestrictionKind;
  readonly clause: string;
  readonly occasion: number;
  readonly place: Place;
  /** level of the bureau that ordered it; 'institution': its own act */
  readonly orderedBy: ActingLevel;
  readonly rectified: boolean;
  readonly byLaw: boolean;
  /** by law, and the procedure it followed from has ended without agreement */
  readonly released: boolean;
}

export type Condition = Profile['restore'][number]['conditions'][number];

export interface Lifting {
  /** who confirms, by approving the lifting */
  readonly level: ActingLevel;
  readonly conditions: readonly Condition[];
  readonly lacks: readonly Condition[];
  readonly clause: string;
  /** false: the text is silent about the lifting, and this is our reading */
  readonly stated: boolean;
  /** false: the text asks for a confirmation and names no level */
  readonly levelStated: boolean;
}

/**
 * How the order is lifted by two people, and what is lacking. 'confirmed' is never lacking beforehand: approving is confirming. 'agreed'
 * and 'completed' are lacking for ever here: the record alone lifts what rests on them. Where the profile has no row, whoever ordered it
 * gives it back, after rectification: ours, and shown as such.
 */
export function liftingOf(profile: Profile, order: StandingOrder): Lifting {
  const rows = profile.restore.filter(
    (row) => row.restriction === order.kind && row.clause === order.clause && withinOccasions(row.occasions, order.occasion),
  );
  const ways = rows.map((row) => ({
    level: actingLevel(row.confirmedBy, profile, order.place, order.orderedBy),
    conditions: row.conditions,
    lacks: lacksOf(row.conditions, order),
    clause: row.clause,
    stated: row.stated,
    levelStated: row.confirmedByStated,
  }));
  const fallback = order.byLaw ? (['agreed'] as const) : (['rectified'] as const);
  const ordering = order.orderedBy === 'institution' ? actingLevel('territory', profile, order.place) : order.orderedBy;
  return (
    ways.find((way) => way.lacks.length === 0) ??
    ways[0] ?? {
      level: ordering,
      conditions: fallback,
      lacks: lacksOf(fallback, order),
      clause: order.clause,
      stated: false,
      levelStated: false,
    }
  );
}

function withinOccasions(range: { readonly from: number; readonly to: number | null } | undefined, occasion: number): boolean {
  return range === undefined || (occasion >= range.from && (range.to === null || occasion <= range.to));
}

function lacksOf(conditions: readonly Condition[], order: StandingOrder): Condition[] {
  const met: Record<Condition, boolean> = {
    rectified: order.rectified,
    explained: order.rectified,
    released: order.released,
    agreed: false,
    completed: false,
    confirmed: true,
  };
  return conditions.filter((condition) => !met[condition]);
}
