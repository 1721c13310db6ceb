import type { AddressFact, FactPart, HeldFact, RestrictionFact } from '@anjie/admission';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../ground/schema.generated.ts';

/**
 * The facts once more, by a way of their own: plain SQL per kind over a range of institutions, sharing nothing with the modules' loaders.
 * What both ways agree on is not the mistake of one of them.
 */
type Db = Kysely<Database>;

/** Every institution with lower < id <= upper. */
export interface IdRange {
  readonly lower: string;
  readonly upper: string;
}

const within = (range: IdRange, alias: string) =>
  sql`${sql.ref(`${alias}.institution_id`)} > ${range.lower}::uuid and ${sql.ref(`${alias}.institution_id`)} <= ${range.upper}::uuid`;
const ms = (column: string) => sql`floor(extract(epoch from ${sql.raw(column)}) * 1000)::bigint`;
const startOf = (column: string) => ms(`(${column}::timestamp at time zone 'Asia/Shanghai')`);
const endOf = (column: string) => ms(`((${column} + 1)::timestamp at time zone 'Asia/Shanghai')`);

interface HeldRow {
  institution: string;
  kind: HeldFact['kind'];
  environment: HeldFact['environment'];
  since: number;
  until: number | null;
  ref: string;
}

/** Each statement gives rows of held facts: institution, kind, environment, since, until, ref. */
const heldStatements: ((range: IdRange) => ReturnType<typeof sql<HeldRow>>)[] = [
  (range) => sql<HeldRow>`select a.institution_id as institution, 'service-agreement' as kind, null as environment,
      ${startOf('a.valid_from')} as since, least(${endOf('a.valid_to')}, ${ms('a.ended_at')}) as until, a.id as ref
    from service_agreement a where ${within(range, 'a')}`,
];

async function held(db: Db, range: IdRange): Promise<FactPart[]> {
  const parts: FactPart[] = [];
  for (const statement of heldStatements) {
    const { rows } = await statement(range).execute(db);
    for (const { institution, since, ...row } of rows) parts.push({ institution, held: [{ ...row, from: since }] });
  }
  return parts;
}

async function restrictions(db: Db, range: IdRange): Promise<FactPart[]> {
  const { rows } = await sql<Omit<RestrictionFact, 'from'> & { institution: string; since: number }>`
    select r.institution_id as institution, r.kind, r.id as ref, r.clause, r.stated,
      coalesce((select b.name from bureau b where b.id = r.decided_by_bureau), '机构自行断开') as by,
      ${ms('r.imposed_at')} as since, ${ms('r.lifted_at')} as until
    from restriction r where ${within(range, 'r')}`.execute(db);
  return rows.map(({ institution, since, ...row }) => ({ institution, restrictions: [{ ...row, from: since }] }));
}

async function systems(db: Db, range: IdRange): Promise<FactPart[]> {
  const { rows } = await sql<{ institution: string; systems: string[] }>`
    select s.institution_id as institution, array_agg(distinct s.his_id::text) as systems
    from institution_system s where s.ended_at is null and ${within(range, 's')} group by 1`.execute(db);
  return rows;
}

async function addresses(_db: Db, _range: IdRange): Promise<(FactPart & { addresses: readonly AddressFact[] })[]> {
  return [];
}

export async function factsByPlainSql(db: Db, range: IdRange): Promise<Map<string, FactPart[]>> {
  const parts = [
    ...(await held(db, range)),
    ...(await restrictions(db, range)),
    ...(await systems(db, range)),
    ...(await addresses(db, range)),
  ];
  return Map.groupBy(parts, (part) => part.institution);
}
