/**
 * A plain reading of the regulation over the rows as they stand: no decide(), no profile, no module. What it refuses, nothing may admit.
 */
import type { TestSystem } from '@anjie/test-system';

type Row = Record<string, never> & Record<string, unknown>;

export interface Reading {
  /** clauses by which production is refused; empty: admitted */
  readonly refusedBy: readonly string[];
  /** settlement is refused though the connection is admitted (NX-20(4), NX-20(末)) */
  readonly settlementRefused: boolean;
  /** what the rows contradict in themselves; empty: nothing */
  readonly contradictions: readonly string[];
}

export async function readPlainly(system: TestSystem, institution: string): Promise<Reading> {
  const rows = (text: string) => system.query<Row>(text, [institution]);
  const filings = await rows(
    `select id, subject, act, state, ip, mac, environment, carrier_id, target_id from filing where institution_id = $1`,
  );
  const bindings = await rows(`select ip, mac, carrier_id from line_binding where institution_id = $1 and ended_at is null`);
  const audits = await rows(
    `select distinct on (filing_id) filing_id, passed from line_audit where institution_id = $1 order by filing_id, audited_at desc, id desc`,
  );
  const agreements = await rows(
    `select 1 from service_agreement where institution_id = $1 and ended_at is null and valid_from <= now() and (valid_to is null or valid_to >= now())`,
  );
  const [consent] = await rows(
    `select exists (select 1 from application_step where institution_id = $1 and to_state = 'agreed' and decided_at is not null and requested_by <> decided_by)
       or exists (select 1 from census_record where institution_id = $1 and accepted and requested_by <> decided_by) as given`,
  );
  const orders = await rows(
    `select kind, clause, by_law, decided_by, decided_by_bureau, lifted_at, released_at, lifted_by, lift_requested_by, rectified_by,
       (select to_state from application_step s where s.id = lifted_by_record) as lifted_by_step
     from restriction where institution_id = $1`,
  );
  const applications = await rows(
    `select a.id, a.kind, a.state, i.kind as institution_kind from application a join institution i on i.id = a.institution_id where a.institution_id = $1`,
  );
  const standing = orders.filter((one) => one.lifted_at === null);
  const inForce = (subject: string) => filings.filter((one) => one.subject === subject && one.state === 'accepted' && one.act !== 'cancel');
  const addresses = inForce('address').filter((one) => one.environment === 'production');
  const terminals = inForce('terminal').filter((one) => addresses.some((address) => address.ip === one.ip));
  const carriers = inForce('line').map((one) => one.carrier_id);
  const bound = terminals.some((one) =>
    bindings.some((binding) => binding.ip === one.ip && binding.mac === one.mac && carriers.includes(binding.carrier_id)),
  );
  const refusals: [string, boolean][] = [
    ['NX-8 address', addresses.length === 0],
    ['NX-6 terminal', terminals.length === 0],
    ['NX-8 line', carriers.length === 0],
    ['NX-8 binding', !bound],
    ['NX-6 agreement', agreements.length === 0],
    ['NX-20(3) consent', consent!.given !== (true as never)],
    ['NX-18, NX-14 cut-off', standing.some((one) => one.kind === 'cut-off')],
  ];
  return {
    refusedBy: refusals.filter(([, refused]) => refused).map(([clause]) => clause),
    settlementRefused: standing.some((one) => String(one.kind).startsWith('settlement-')),
    contradictions: [
      ...inForce('line')
        .filter((one) => one.act === 'apply' && !audits.some((audit) => audit.filing_id === one.id && audit.passed))
        .map(() => 'NX-8: a line is on record that no carrier has passed'),
      ...(addresses.length > 1 ? ['NX-8: more production addresses than one, without leave'] : []),
      ...orders.filter((one) => one.decided_by === null).map(() => 'an order without a decider'),
      ...orders.filter((one) => one.decided_by_bureau === null && one.clause !== 'NX-14').map(() => 'an order without a bureau'),
      ...orders
        .filter((one) => one.lifted_at !== null && !liftedAsItShould(one))
        .map((one) => `${one.clause} ${one.kind}: lifted by one person, or by a record that does not lift it`),
      ...pharmacyContradictions(applications, orders),
    ],
  };
}

function liftedAsItShould(one: Row): boolean {
  if (one.lifted_by_step !== null) return one.by_law === (true as never) && one.lifted_by_step === ('agreed' as never);
  const two = one.lifted_by !== null && one.lift_requested_by !== null && one.lifted_by !== one.lift_requested_by;
  return two && one.lifted_by !== one.rectified_by && (!one.by_law || one.released_at !== null);
}

/** NX-20(末): from the day of application until the agreeing feedback; after another end the local bureau lifts. NX-25 takes nothing away. */
function pharmacyContradictions(applications: readonly Row[], orders: readonly Row[]): string[] {
  const byLaw = orders.filter((one) => one.by_law);
  const changes = applications.filter((one) => one.kind === 'system-change' && one.institution_kind === 'pharmacy');
  const running = changes.some((one) => !['draft', 'agreed', 'withdrawn', 'rejected'].includes(String(one.state)));
  const kinds = byLaw.filter((one) => one.lifted_at === null).map((one) => one.kind);
  const both = ['settlement-suspension', 'disbursement-stop'].every((kind) => kinds.includes(kind as never));
  return [
    ...(byLaw.length > 0 && changes.length === 0 ? ['NX-25: a pharmacy was suspended without a change of system'] : []),
    ...(running && !both ? ['NX-20(末): a pharmacy changing its system has settlement or disbursement'] : []),
  ];
}

/** Steps that the table does not have, breaks in the chain, and states that no step has led to. */
export async function brokenChains(
  system: TestSystem,
  institution: string,
  table: readonly {
    readonly name: string;
    readonly from: readonly string[];
    readonly to: string;
    readonly fourEyes: boolean;
    readonly by: readonly { readonly role: string }[];
  }[],
): Promise<string[]> {
  const steps = await system.query<{
    application: string;
    number: string;
    state: string;
    name: string | null;
    from: string;
    to: string;
    role: string;
    two: boolean;
  }>(
    `select a.id as application, a.number, a.state, s.name, s.from_state as "from", s.to_state as "to", d.role, s.requested_by <> s.decided_by as two
     from application a left join application_step s on s.application_id = a.id and s.decided_at is not null left join account d on d.id = s.decided_by
     where a.institution_id = $1 order by a.number, s.decided_at, s.id`,
    [institution],
  );
  const broken: string[] = [];
  for (const [number, rows] of Map.groupBy(steps, (one) => one.number)) {
    let at = 'draft';
    for (const step of rows.filter((one) => one.name !== null)) {
      const row = table.find((one) => one.name === step.name);
      const roles = row?.by.map((by) => (by.role === 'connecting-party' ? 'vendor' : by.role)) ?? [];
      if (row === undefined || step.from !== at || !row.from.includes(at) || row.to !== step.to)
        broken.push(`${number}: ${at} → ${step.name} → ${step.to}`);
      if (!roles.includes(step.role)) broken.push(`${number}: ${step.name} by ${step.role}`);
      if (row?.fourEyes && step.two !== true) broken.push(`${number}: ${step.name} by one person`);
      at = step.to;
    }
    if (rows[0]!.state !== at) broken.push(`${number}: stands at ${rows[0]!.state}, its steps lead to ${at}`);
  }
  return broken;
}
