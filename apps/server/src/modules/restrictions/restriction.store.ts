import type { FactPart, RestrictionKind } from '@anjie/admission';
import type { ActingLevel, Profile } from '@anjie/rulebook';
import type { Selectable } from 'kysely';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Database } from '../../ground/schema.generated.ts';
import type { Tx } from '../../ground/transaction.ts';
import { basisInForce } from '../regulations/index.ts';
import { type Lifting, liftingOf, type StandingOrder } from './restriction-rules.ts';

type Row = Selectable<Database['restriction']>;

/** A restriction as read: with the codes that people see, and the level that ordered it. */
export interface RestrictionRecord extends Row {
  readonly institution: string | null;
  readonly systemCode: string | null;
  readonly systemName: string | null;
  readonly bureau: string | null;
  readonly bureauLevel: string | null;
}

function query(tx: Pick<Tx, 'db'>) {
  return tx.db
    .selectFrom('restriction')
    .leftJoin('bureau', 'bureau.id', 'restriction.decided_by_bureau')
    .leftJoin('institution', 'institution.id', 'restriction.institution_id')
    .leftJoin('his', (join) =>
      join.on('restriction.scope_kind', '=', 'system').onRef('restriction.scope_id', '=', (eb) => eb.cast('his.id', 'text')),
    )
    .selectAll('restriction')
    .select([
      'institution.code as institution',
      'his.code as systemCode',
      'his.name as systemName',
      'bureau.name as bureau',
      'bureau.level as bureauLevel',
    ]);
}

/** @throws not-found, also for a restriction of another territory */
export async function getRestriction(tx: Pick<Tx, 'db'>, id: string): Promise<RestrictionRecord> {
  return (
    (await query(tx).where('restriction.id', '=', id).executeTakeFirst()) ?? refuseInput('not-found', { path: 'params.id', value: id })
  );
}

/**
 * Locks first, then reads: the institution's row where there is one (it is decided again before commit), the restriction's own row otherwise.
 *
 * @param version the version the caller read; null: the caller's act depends on none
 * @throws not-found, version-stale
 */
export async function lockRestriction(tx: Tx, id: string, version: number | null): Promise<RestrictionRecord> {
  const found = await getRestriction(tx, id);
  if (found.institution_id !== null) await tx.touch([found.institution_id]);
  await tx.db.selectFrom('restriction').select('id').where('id', '=', id).forNoKeyUpdate().execute();
  tx.refreshNow();
  const record = await getRestriction(tx, id);
  if (version !== null && record.version !== version)
    refuseInput('version-stale', { path: 'If-Match', value: version, current: await viewOf(tx, record) });
  return record;
}

export async function updateRestriction(tx: Tx, record: RestrictionRecord, change: Partial<Row>): Promise<RestrictionView> {
  await tx.db
    .updateTable('restriction')
    .set({ ...change, version: record.version + 1 })
    .where('id', '=', record.id)
    .execute();
  return viewOf(tx, await getRestriction(tx, record.id));
}

/** Every restriction of one institution, the latest first. */
export function listOfInstitution(tx: Pick<Tx, 'db'>, institutionId: string): Promise<RestrictionRecord[]> {
  return query(tx).where('restriction.institution_id', '=', institutionId).orderBy('restriction.id', 'desc').execute();
}

export interface RestrictionFilter {
  readonly state: 'in-force' | 'lifted' | null;
  readonly kind: RestrictionKind | null;
  /** id of the last one of the page before */
  readonly after: string | null;
  readonly limit: number;
}

/** What the caller's territory holds, the latest first. */
export function listRestrictions(tx: Pick<Tx, 'db'>, filter: RestrictionFilter): Promise<RestrictionRecord[]> {
  return query(tx)
    .$if(filter.state !== null, (rows) => rows.where('restriction.lifted_at', filter.state === 'in-force' ? 'is' : 'is not', null))
    .$if(filter.kind !== null, (rows) => rows.where('restriction.kind', '=', filter.kind!))
    .$if(filter.after !== null, (rows) => rows.where('restriction.id', '<', filter.after!))
    .orderBy('restriction.id', 'desc')
    .limit(filter.limit)
    .execute();
}

/**
 * What one person ordered in an emergency and nobody has looked at yet, the oldest first: of one's own bureau, and of institutions' own
 * disconnections in one's own territory (NX-14).
 */
export function listReviewsOwed(tx: Tx, page: { readonly after: string | null; readonly limit: number }): Promise<RestrictionRecord[]> {
  const own = tx.actor.div ?? tx.actor.city;
  return query(tx)
    .where('restriction.reviewed_at', 'is', null)
    .where('restriction.lifted_at', 'is', null)
    .where('restriction.by_law', '=', false)
    .where('restriction.proposal_id', 'is', null)
    .where((eb) =>
      eb.or([
        eb('restriction.decided_by_bureau', '=', tx.actor.bureauId),
        ...(own === null ? [] : [eb.and([eb('restriction.decided_by_bureau', 'is', null), eb('restriction.div', '=', own)])]),
      ]),
    )
    .$if(page.after !== null, (rows) => rows.where('restriction.id', '>', page.after!))
    .orderBy('restriction.id')
    .limit(page.limit)
    .execute();
}

/** How many orders of this kind and clause the institution has had, annulled by nobody: JC-14 has no look-back. */
export async function occasionsOf(tx: Pick<Tx, 'db'>, institutionId: string, kind: RestrictionKind, clause: string) {
  return tx.db
    .selectFrom('restriction')
    .select(['id', 'lifted_at'])
    .where('institution_id', '=', institutionId)
    .where('kind', '=', kind)
    .where('clause', '=', clause)
    .execute();
}

export interface RestrictionView {
  readonly id: string;
  readonly kind: string;
  readonly institution: string | null;
  readonly scope: { readonly kind: string; readonly code: string; readonly name: string | null } | null;
  readonly clause: string;
  readonly stated: boolean;
  readonly occasion: number;
  readonly reason: string;
  readonly judgement: string | null;
  readonly by: string;
  readonly byLaw: boolean;
  readonly imposedAt: Date;
  readonly review: { readonly at: Date; readonly note: string } | null;
  readonly rectification: { readonly at: Date; readonly text: string } | null;
  readonly liftRequest: { readonly at: Date; readonly reason: string; readonly digest: string } | null;
  readonly lifted: { readonly at: Date; readonly clause: string } | null;
  /** who lifts it, and what is lacking; null once lifted */
  readonly lifting: Lifting | null;
  readonly version: number;
}

export async function viewOf(tx: Tx, record: RestrictionRecord): Promise<RestrictionView> {
  const [view] = await viewsOf(tx, [record]);
  return view!;
}

export async function viewsOf(tx: Tx, records: readonly RestrictionRecord[]): Promise<RestrictionView[]> {
  const basis = await basisInForce(tx, { lock: false });
  return records.map((record) => present(record, basis.profile(territoryOf(record))));
}

function present(record: RestrictionRecord, profile: Profile): RestrictionView {
  return {
    id: record.id,
    kind: record.kind,
    institution: record.institution,
    scope:
      record.scope_kind === null ? null : { kind: record.scope_kind, code: record.systemCode ?? record.scope_id!, name: record.systemName },
    clause: record.clause,
    stated: record.stated,
    occasion: record.occasion,
    reason: record.reason,
    judgement: record.judgement,
    by: record.bureau ?? OWN_ACT,
    byLaw: record.by_law,
    imposedAt: record.imposed_at,
    review: record.reviewed_at === null ? null : { at: record.reviewed_at, note: record.review ?? '' },
    rectification: record.rectified_at === null ? null : { at: record.rectified_at, text: record.rectification ?? '' },
    liftRequest:
      record.lift_requested_at === null
        ? null
        : { at: record.lift_requested_at, reason: record.lift_reason ?? '', digest: record.lift_digest!.toString('hex') },
    lifted: record.lifted_at === null ? null : { at: record.lifted_at, clause: record.lift_clause ?? record.clause },
    lifting: record.lifted_at === null ? liftingOf(profile, standing(record)) : null,
    version: record.version,
  };
}

const OWN_ACT = '本机构';

/** The territory whose profile applies: of a scope above a county, the scope's own code stands for the lower levels. */
export function territoryOf(record: Pick<Row, 'prov' | 'city' | 'div'>): { prov: string; city: string; div: string } {
  const city = record.city ?? record.prov;
  return { prov: record.prov, city, div: record.div ?? city };
}

export function standing(record: RestrictionRecord): StandingOrder {
  return {
    kind: record.kind as RestrictionKind,
    clause: record.clause,
    occasion: record.occasion,
    place: record,
    orderedBy: record.bureauLevel === null ? 'institution' : actingLevelOf(record.bureauLevel),
    rectified: record.rectified_at !== null,
    byLaw: record.by_law,
    released: record.released_at !== null,
  };
}

/** Accounts say "nation", profiles "national"; a party's level is that of an institution. */
export function actingLevelOf(level: string): ActingLevel {
  switch (level) {
    case 'nation':
      return 'national';
    case 'province':
    case 'city':
    case 'county':
      return level;
    default:
      return 'institution';
  }
}

/** Orders against institutions, whole histories. A scope's order reaches the gateways as one record of its own. */
export async function admissionFacts(tx: Pick<Tx, 'db'>, ids: readonly string[]): Promise<FactPart[]> {
  const rows = await tx.db
    .selectFrom('restriction')
    .leftJoin('bureau', 'bureau.id', 'restriction.decided_by_bureau')
    .select([
      'restriction.id',
      'restriction.institution_id',
      'restriction.kind',
      'restriction.clause',
      'restriction.stated',
      'restriction.imposed_at',
      'restriction.lifted_at',
      'bureau.name',
    ])
    .where('restriction.institution_id', 'in', [...ids])
    .orderBy('restriction.id')
    .execute();
  return rows.map((row) => ({
    institution: row.institution_id!,
    restrictions: [
      {
        kind: row.kind as RestrictionKind,
        ref: row.id,
        clause: row.clause,
        stated: row.stated,
        by: row.name ?? OWN_ACT,
        from: row.imposed_at.getTime(),
        until: row.lifted_at?.getTime() ?? null,
      },
    ],
  }));
}
