import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { loadRegulations } from '@anjie/rulebook';
import { ROOT, startTestSystem, type TestSystem } from '@anjie/test-system';
import fc from 'fast-check';
import { createApp } from '../src/app.ts';
import { readConfiguration } from '../src/ground/configuration.ts';
import { type InProcess, openInProcess, plantInstitutions } from './in-process.ts';
import { actorWithSession, acts, type Company, FIRMS, macOf, perform, STAFF, type World } from './procedure-model.ts';
import { brokenChains, readPlainly } from './procedure-oracle.ts';
import { rounds } from './proof-size.ts';

const profile = loadRegulations(ROOT).profiles.get('640000')!;
const LANES = 3;
const RUNS = rounds(80, 4000);
const BATCH = 64;

let system: TestSystem;
let within: InProcess;
let company: Company;
before(async () => {
  system = await startTestSystem();
  within = openInProcess(system, 10);
  const people = Object.fromEntries(
    await Promise.all([...STAFF, ...FIRMS].map(async (login) => [login, await actorWithSession(system, login)] as const)),
  );
  const app = await createApp(readConfiguration(system.environment));
  company = { system, within, people, profile, routes: app.routes };
  await app.close();
  const registered = await (await system.as('nx.caseworker')).post('/systems', {
    code: 'his-model',
    name: '云药店',
    release: '3.0',
    deployment: 'cloud',
    vendor: 'his-vendor',
  });
  assert.equal(registered.status, 201);
});
after(async () => {
  await within.close();
  await system.stop();
});

let planted = 0;
let waiting: Promise<World[]> = Promise.resolve([]);

/** A fresh pharmacy of Xingqing with its own account; every other one has line, address, terminal, binding and consent already. */
async function freshWorld(): Promise<World> {
  const turn = waiting.then(async (left) => (left.length > 0 ? left : plant()));
  const taken = turn.then((worlds) => worlds[0]!);
  waiting = turn.then((worlds) => worlds.slice(1));
  return taken;
}

async function plant(): Promise<World[]> {
  const from = planted + 1;
  planted += BATCH;
  const ids = await plantInstitutions(system, within, BATCH, from);
  await system.query(
    `insert into institution_operator (id, institution_id, prov, city, div, role, name, named_at, named_by)
     select uuidv7(), id, prov, city, div, 'operator', '王', now(), id from institution where id = any($1)`,
    [ids],
  );
  await system.query(
    `insert into service_agreement (id, institution_id, prov, city, div, number, year, valid_from, recorded_at, recorded_by)
     select uuidv7(), id, prov, city, div, 'S', extract(year from now() at time zone 'Asia/Shanghai'), '2020-01-01', now(), id from institution where id = any($1)`,
    [ids],
  );
  await system.query(
    `insert into account (id, login, name, role, level, party_kind, party_id, prov, city, div, password_hash, active, created_at)
     select uuidv7(), lower(code), '机构', 'institution', 'party', 'institution', id, prov, city, div, '-', true, now() from institution where id = any($1)`,
    [ids],
  );
  return Promise.all(
    ids.map(async (id, i) => {
      const n = from + i;
      const code = `P640104${String(n).padStart(5, '0')}`;
      const own = await actorWithSession(system, code.toLowerCase());
      if (n % 2 === 0) await equip(id, n);
      return { id, code, n, people: [...Object.values(company.people), own] };
    }),
  );
}

async function equip(id: string, n: number): Promise<void> {
  const ip = `10.${100 + (n >> 14)}.${(n >> 6) & 255}.${(n & 63) << 2}`;
  const filing = (subject: string, columns: string, values: string) =>
    system.query(
      `insert into filing (id, number, subject, act, institution_id, prov, city, div, institution_code, state, filed_at, filed_by, filed_by_role, accepted_at, accepted_by, ${columns})
       select uuidv7(), 'M-' || uuidv7(), $2, 'apply', i.id, i.prov, i.city, i.div, i.code, 'accepted', now(), i.id, 'institution', now(), i.id, ${values}
       from institution i, firm f where i.id = $1 and f.code = 'carrier-a'`,
      [id, subject],
    );
  await filing('line', 'line_kind, carrier_id', `'dedicated', f.id`);
  await filing('address', 'ip, environment', `'${ip}', 'production'`);
  await filing('terminal', 'ip, mac', `'${ip}', '${macOf(n, 0)}'`);
  await system.query(
    `with line as (select * from filing where institution_id = $1 and subject = 'line'),
       audit as (insert into line_audit (id, filing_id, carrier_id, institution_id, prov, city, div, passed, audited_at, audited_by)
         select uuidv7(), id, carrier_id, institution_id, prov, city, div, true, now(), id from line),
       census as (insert into census_record (id, institution_id, prov, city, div, connected_on, reason, stated, requested_by, requested_by_name, requested_at,
           digest, decided_by, decided_by_name, decided_at, accepted)
         select uuidv7(), institution_id, prov, city, div, '2020-01-01', '此前已接入', false, uuidv7(), '甲', now(), repeat('0', 64), uuidv7(), '乙', now(), true from line returning *),
       consent as (insert into admission_grant (id, institution_id, prov, city, div, kind, source_kind, census_id, clause, stated, begun_at, requested_by, granted_by)
         select uuidv7(), institution_id, prov, city, div, 'connection-consent', 'census', id, 'NX-20(3)', true, now(), requested_by, decided_by from census)
     insert into line_binding (id, filing_id, carrier_id, institution_id, prov, city, div, ip, mac, bound_at, bound_by)
     select uuidv7(), id, carrier_id, institution_id, prov, city, div, $2, $3, now(), id from line`,
    [id, ip, macOf(n, 0)],
  );
  await within.transactor.asSystem('planting', async (tx) => {
    await tx.touch([id]);
    tx.audit({ event: 'institution-planted', object: null });
  });
}

/** How far the application has come by the table before anybody acts at random: mostly not at all. */
const headStart = fc.oneof({ arbitrary: fc.constant(0), weight: 5 }, { arbitrary: fc.nat(10), weight: 1 });

const seen = { acts: 0, done: 0, admitted: 0, states: new Set<string>() };

/** The entry on record, the plain reading of the rows, and the table agree. */
async function holds(world: World, after: string): Promise<void> {
  const reading = await readPlainly(system, world.id);
  assert.deepEqual(reading.contradictions, [], after);
  assert.deepEqual(await brokenChains(system, world.id, profile.onboarding.transitions), [], after);
  const [row] = await system.query<{ grant: { admitted: boolean; reasons: { code: string; denies: 'all' | string[] }[] } }>(
    `select entry->'segments'->0->'grants'->'production' as grant from admission_entry where institution_id = $1`,
    [world.id],
  );
  const { grant } = row!;
  for (const one of await system.query<{ state: string }>('select state from application where institution_id = $1', [world.id]))
    seen.states.add(one.state);
  const reasons = grant.reasons.map((one) => one.code).join(', ');
  assert.equal(
    grant.admitted,
    reading.refusedBy.length === 0,
    `${after}: refused by ${reading.refusedBy.join(', ')}; on record: ${reasons}`,
  );
  const deniesSettlement = grant.reasons.some((one) => one.denies === 'all' || one.denies.includes('settle'));
  assert.equal(!grant.admitted || deniesSettlement, reading.refusedBy.length > 0 || reading.settlementRefused, `${after}: ${reasons}`);
  if (grant.admitted) seen.admitted += 1;
}

describe('NX: random sequences of acts on applications, filings and restrictions', { concurrency: LANES }, () => {
  for (let lane = 0; lane < LANES; lane++)
    test(`NX-6, NX-8, NX-18, NX-20: no state outside the table, no order without a decider, nothing admitted that a plain reading refuses (${lane + 1} of ${LANES})`, async () => {
      await fc.assert(
        fc.asyncProperty(acts, headStart, async (sequence, steps) => {
          const world = await freshWorld();
          await perform(company, world, { what: 'open', who: 0, which: world.n });
          for (let step = 0; step < steps; step++) await perform(company, world, { what: 'advance', who: 0, which: 0 });
          for (const act of sequence) {
            const refusal = await perform(company, world, act);
            seen.acts += 1;
            if (refusal === null) seen.done += 1;
            await holds(world, `after ${steps} steps, ${act.what} ${act.who} ${act.which}: ${refusal ?? 'done'}`);
          }
        }),
        { numRuns: RUNS, seed: 20261122 + lane },
      );
    });
});

test('the sequences went somewhere: acts were done and refused, institutions admitted, the states of the table visited', (context) => {
  context.diagnostic(
    `${RUNS * LANES} sequences, ${seen.acts} acts, ${seen.done} done, admitted after ${seen.admitted}, ${seen.states.size} states`,
  );
  assert.ok(seen.done > seen.acts / 10 && seen.done < seen.acts, `${seen.done} of ${seen.acts}`);
  assert.ok(seen.admitted > seen.acts / 20, `${seen.admitted}`);
  assert.ok(seen.states.size >= 10, [...seen.states].join(', '));
});
