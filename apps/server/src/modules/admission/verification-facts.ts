import type { FactPart, HeldFact, RestrictionFact } from '@anjie/admission';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../ground/schema.generated.ts';
import { type NetworkRecords, networkFacts } from '../network/index.ts';

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
  level?: number;
}

/** Each statement gives rows of held facts: institution, kind, environment, since, until, ref. */
const heldStatements: ((range: IdRange) => ReturnType<typeof sql<HeldRow>>)[] = [
  (range) => sql<HeldRow>`select a.institution_id as institution, 'service-agreement' as kind, null as environment,
      ${startOf('a.valid_from')} as since, least(${endOf('a.valid_to')}, ${ms('a.ended_at')}) as until, a.id as ref
    from service_agreement a where ${within(range, 'a')}`,
  (range) => sql<HeldRow>`select o.institution_id as institution, 'security-operator' as kind, null as environment,
      ${ms('o.named_at')} as since, ${ms('o.ended_at')} as until, o.id as ref
    from institution_operator o where o.role = 'operator' and ${within(range, 'o')}`,
  (range) => sql<HeldRow>`select a.institution_id as institution, a.kind, null as environment,
      ${startOf('a.signed_on')} as since, least(${endOf('a.valid_to')}, ${ms('a.ended_at')}) as until, a.id as ref
    from agreement a where a.kind = 'security-agreement' and ${within(range, 'a')}`,
  (range) => sql<HeldRow>`select s.institution_id as institution, 'mlps-certificate' as kind, null as environment,
      greatest(${ms('s.begun_at')}, ${startOf('c.valid_from')}) as since,
      least(${ms('s.ended_at')}, ${endOf('c.valid_to')}, ${ms('c.withdrawn_at')}) as until, c.id as ref, c.level
    from institution_system s join his_certificate c on c.his_id = s.his_id where ${within(range, 's')}`,
  (range) => sql<HeldRow>`select g.institution_id as institution, g.kind, null as environment,
      ${ms('lower(held)')} as since, ${ms('upper(held)')} as until, g.id as ref
    from admission_grant g, unnest(tstzmultirange(tstzrange(g.begun_at, g.ended_at)) - coalesce((
      select range_agg(tstzrange(w.withdrawn_at, w.reinstated_at)) from withdrawal w
      where w.subject = 'system' and w.effect = 'ends' and w.his_id = g.system_id and w.prov = g.prov and coalesce(w.city, g.city) = g.city
    ), '{}')) held where ${within(range, 'g')}`,
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
      coalesce((select b.name from bureau b where b.id = r.decided_by_bureau), '本机构') as by,
      ${ms('r.imposed_at')} as since, ${ms('r.lifted_at')} as until
    from restriction r where ${within(range, 'r')}`.execute(db);
  return rows.map(({ institution, since, ...row }) => ({ institution, restrictions: [{ ...row, from: since }] }));
}

async function systems(db: Db, range: IdRange): Promise<FactPart[]> {
  const { rows } = await sql<{ institution: string; id: string; since: number; until: number | null }>`
    select s.institution_id as institution, s.his_id as id, ${ms('s.begun_at')} as since, ${ms('s.ended_at')} as until
    from institution_system s where ${within(range, 's')}`.execute(db);
  return rows.map(({ institution, id, since, until }) => ({ institution, systems: [{ id, from: since, until }] }));
}

interface NetworkRow {
  institution: string;
  lines: NetworkRecords['lines'];
  addresses: NetworkRecords['addresses'];
  terminals: NetworkRecords['terminals'];
  bindings: NetworkRecords['bindings'];
  withdrawn: NetworkRecords['withdrawn'];
}

/** Accepted filings and bindings, each chain of changes led back to the application it began with; put together by the pure rule. */
async function network(db: Db, range: IdRange): Promise<FactPart[]> {
  const filed = (subject: string, columns: string) =>
    sql`coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'from', ${ms('c.accepted_at')}, 'until', ${ms('c.ended_at')}, ${sql.raw(columns)})
      order by c.id) filter (where c.subject = ${sql.lit(subject)}), '[]')`;
  const { rows } = await sql<NetworkRow>`
    with recursive chain as (
      select f.*, f.id as root from filing f where f.act = 'apply' and ${within(range, 'f')}
      union all
      select f.*, chain.root from filing f join chain on f.target_id = chain.id where f.act = 'change'),
    filed as (
      select c.institution_id,
        ${filed('line', `'root', c.root, 'carrier', c.carrier_id, 'subscriber', c.subscriber`)} as lines,
        ${filed('address', `'ip', c.ip, 'environment', c.environment`)} as addresses,
        ${filed('terminal', `'ip', c.ip, 'mac', c.mac`)} as terminals
      from chain c where c.accepted_at is not null group by c.institution_id),
    bound as (
      select b.institution_id, jsonb_agg(jsonb_build_object('id', b.id, 'root', c.root, 'carrier', b.carrier_id, 'ip', b.ip, 'mac', b.mac,
        'from', ${ms('b.bound_at')}, 'until', ${ms('b.ended_at')}) order by b.id) as bindings
      from line_binding b join chain c on c.id = b.filing_id group by b.institution_id)
    select f.institution_id as institution, f.lines, f.addresses, f.terminals, coalesce(b.bindings, '[]') as bindings,
      coalesce((select jsonb_agg(jsonb_build_object('carrier', w.firm_id, 'from', ${ms('w.withdrawn_at')}, 'until', ${ms('w.reinstated_at')}))
        from withdrawal w join institution i on i.id = f.institution_id
        where w.subject = 'carrier' and w.effect = 'ends' and w.prov = i.prov and coalesce(w.city, i.city) = i.city), '[]') as withdrawn
    from filed f left join bound b on b.institution_id = f.institution_id`.execute(db);
  return rows.map(({ institution, ...records }) => ({ institution, ...networkFacts(records) }));
}

export async function factsByPlainSql(db: Db, range: IdRange): Promise<Map<string, FactPart[]>> {
  const parts = [
    ...(await held(db, range)),
    ...(await restrictions(db, range)),
    ...(await systems(db, range)),
    ...(await network(db, range)),
  ];
  return Map.groupBy(parts, (part) => part.institution);
}
