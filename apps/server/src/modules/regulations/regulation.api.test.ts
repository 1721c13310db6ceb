import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Person, startTestSystem, type TestSystem } from '@anjie/test-system';
import pg from 'pg';

interface Profile {
  code: string;
  admission: { requirements: Record<string, unknown> };
  password: unknown;
}

let system: TestSystem;
let requester: Person;
let approver: Person;
before(async () => {
  system = await startTestSystem();
  requester = await system.as('nation.caseworker');
  approver = await system.as('nation.approver');
});
after(() => system.stop());

const profileOf = async (code: string) =>
  (await requester.get(`/regulations/profiles/${code}`)).body as unknown as { generation: number; profile: Profile };

/** The profile without one row of admission. */
const without = async (code: string, row: string) => {
  const { profile } = await profileOf(code);
  const { [row]: _, ...requirements } = profile.admission.requirements;
  return { ...profile, admission: { ...profile.admission, requirements } };
};

const reasonsOf = async (code: string) => {
  const answer = await (await system.as('xingqing.caseworker')).get(`/institutions/${code}/admission`);
  const body = answer.body as unknown as { environments: { production: { reasons: { code: string }[] } }; pending: boolean };
  return { pending: body.pending, codes: body.environments.production.reasons.map((reason) => reason.code) };
};

test('the profile in force and the words of a clause are told to whoever is bound by them', async () => {
  assert.equal((await profileOf('640000')).profile.code, '640000');
  assert.equal((await requester.get('/regulations/profiles/999999')).status, 404);
  const clause = await (await system.as('carrier-a.operator')).get(`/regulations/clauses/${encodeURIComponent('NX-8')}`);
  assert.equal(clause.status, 200, JSON.stringify(clause.body));
  assert.match(clause.body.words as unknown as string, /备案/);
  assert.equal((await requester.get('/regulations/clauses/NX-999')).status, 404);
  const officer = await system.as('nx.security-officer');
  assert.equal(
    (await officer.get(`/regulations/clauses/${encodeURIComponent('NX-附3.2-1c')}`)).status,
    200,
    'officers read what binds them',
  );
});

test('profiles are published by two: asked for by one, approved by another, and then everything is decided again', async () => {
  const clerk = await system.as('xingqing.caseworker');
  await clerk.post('/institutions', { code: 'P64010430001', kind: 'pharmacy', name: '药店一' });
  assert.ok((await reasonsOf('P64010430001')).codes.includes('terminal-not-filed'));
  const profiles = [await without('640000', 'terminal-not-filed')];
  const asked = await requester.post('/regulations/publications', { profiles, reason: '试行' });
  assert.equal(asked.status, 201, JSON.stringify(asked.body));
  const { generation, digest, changes } = asked.body as unknown as { generation: number; digest: string; changes: { profile: string }[] };
  assert.deepEqual(
    changes.map((one) => one.profile),
    ['640000'],
  );
  assert.ok((await reasonsOf('P64010430001')).codes.includes('terminal-not-filed'), 'a request changes nothing');

  const told = await clerk.get(`/regulations/publications/${generation}`);
  assert.deepEqual([told.body.digest, told.body.changes], [digest, asked.body.changes], 'who approves reads what would change');
  assert.equal((await clerk.get('/regulations/publications/999999')).status, 404);

  const path = `/regulations/publications/${generation}/approval`;
  assert.equal((await requester.post(path, { digest })).status, 403);
  assert.equal((await approver.post(path, { digest: '0'.repeat(64) })).body.code, 'publication-digest-mismatch');
  const [head] = await system.query<{ revision: string }>('select revision from feed_head');
  assert.equal((await approver.post(path, { digest })).status, 200);
  assert.equal((await approver.post(path, { digest })).body.code, 'publication-decided');

  let seen = await reasonsOf('P64010430001');
  for (let i = 0; i < 100 && seen.codes.includes('terminal-not-filed'); i++) {
    await delay(50);
    seen = await reasonsOf('P64010430001');
  }
  assert.deepEqual([seen.codes.includes('terminal-not-filed'), seen.pending], [false, false]);
  const [basis] = await system.query<{ revision: string }>('select activated_revision as revision from basis where generation = $1', [
    generation,
  ]);
  assert.ok(Number(basis!.revision) > Number(head!.revision), 'the feed moves, so that gateways get the new policies');
  assert.equal((await profileOf('640000')).generation, generation);
});

test('a publication takes effect at its instant and not before, by the servers’ own clock', async () => {
  const { generation: before } = await profileOf('640000');
  const effectiveAt = new Date(Date.now() + 1200).toISOString();
  const profiles = [await without('640000', 'line-not-filed')];
  const asked = await requester.post('/regulations/publications', { profiles, reason: '定时', effectiveAt });
  const { generation, digest } = asked.body as unknown as { generation: number; digest: string };
  assert.equal((await approver.post(`/regulations/publications/${generation}/approval`, { digest })).status, 200);
  assert.equal((await profileOf('640000')).generation, before);
  for (let i = 0; i < 100 && (await reasonsOf('P64010430001')).codes.includes('line-not-filed'); i++) await delay(50);
  assert.ok(Date.now() >= Date.parse(effectiveAt));
  assert.ok(!(await reasonsOf('P64010430001')).codes.includes('line-not-filed'));
  const audited = await system.query(`select event from audit_event where event = 'admission-campaign' limit 1`);
  assert.equal(audited.length, 1, 'the campaign is on record');
});

test('a province publishes what is its own and nothing else', async () => {
  const clerk = await system.as('nx.caseworker');
  const beyond = await clerk.post('/regulations/publications', {
    profiles: [await without('140500', 'address-not-filed')],
    reason: '越权',
  });
  assert.equal(beyond.body.code, 'publication-beyond-territory');
  const own = await clerk.post('/regulations/publications', { profiles: [await without('640000', 'address-not-filed')], reason: '本区' });
  assert.equal(own.status, 201, JSON.stringify(own.body));
  const { generation, digest } = own.body as unknown as { generation: number; digest: string };
  const path = `/regulations/publications/${generation}/approval`;
  assert.equal((await (await system.as('sx.approver')).post(path, { digest })).body.code, 'publication-beyond-territory');
  const other = await requester.post('/regulations/publications', {
    profiles: [await without('140500', 'address-not-filed')],
    reason: '在先',
  });
  const first = other.body as unknown as { generation: number; digest: string };
  assert.equal((await approver.post(`/regulations/publications/${first.generation}/approval`, { digest: first.digest })).status, 200);
  assert.equal((await (await system.as('nx.approver')).post(path, { digest })).body.code, 'publication-outdated');
});

test('profiles that do not hold are refused by path and rule, and nothing is stored', async () => {
  const count = async () => (await system.query<{ n: string }>('select count(*) as n from basis'))[0]!.n;
  const before = await count();
  const { profile } = await profileOf('640000');
  const ask = (profiles: unknown, more = {}) => requester.post('/regulations/publications', { profiles, reason: 'x', ...more });
  assert.equal((await ask([{ ...profile, surprise: 1 }])).body.code, 'profiles-invalid');
  const unknown = JSON.parse(JSON.stringify(profile).replaceAll('"NX-8"', '"NX-999"')) as Profile;
  assert.equal((await ask([unknown])).body.code, 'profiles-invalid');
  const astray = structuredClone(profile) as unknown as { onboarding: { transitions: { to: string }[] } };
  astray.onboarding.transitions[0]!.to = 'nowhere';
  const refused = (await ask([astray])).body;
  assert.deepEqual([refused.code, refused.rule, refused.path], ['profiles-invalid', 'name-unknown', '640000 onboarding.transitions.0.to']);
  assert.equal((await ask([profile])).body.code, 'publication-unchanged');
  assert.equal(
    (await ask([await without('640000', 'no-service-agreement')], { effectiveAt: '2020-01-01T00:00:00Z' })).body.code,
    'effective-instant-past',
  );
  assert.equal((await requester.post('/regulations/publications', { reason: 'neither' })).body.code, 'input-invalid');
  assert.equal(
    (await (await system.as('xingqing.caseworker')).post('/regulations/publications', { from: 'installed', reason: 'x' })).status,
    403,
  );
  assert.equal(await count(), before);
});

test('plain SQL as the application’s login neither approves alone, nor backdates, nor changes what was approved', async () => {
  const asked = await requester.post('/regulations/publications', {
    profiles: [await without('640000', 'no-service-agreement')],
    reason: '单人',
  });
  const { generation } = asked.body as unknown as { generation: number };
  const client = new pg.Client({ connectionString: system.database.appUrl });
  await client.connect();
  const attempt = async (text: string) => {
    await client.query('begin; set local role app_national');
    try {
      await client.query(text);
      return 'done';
    } catch (error) {
      return (error as { constraint?: string; code: string }).constraint ?? (error as { code: string }).code;
    } finally {
      await client.query('rollback');
    }
  };
  const approve = (by: string, at: string) =>
    attempt(
      `update basis set approved_by = ${by}, approved_at = now(), approved_digest = digest, effective_at = ${at} where generation = ${generation}`,
    );
  assert.equal(await approve('requested_by', 'now()'), 'published_by_four_eyes');
  assert.equal(await approve('gen_random_uuid()', `now() - interval '1 day'`), 'never_in_force_before_its_approval');
  assert.equal(await attempt(`update basis set profiles = '{}' where generation = ${generation}`), '42501');
  assert.equal(await attempt(`update basis set effective_at = now() where generation = 2`), 'an_approved_basis_stays');
  assert.equal(
    await attempt(
      `insert into basis (generation, decide_version, profiles, digest, effective_at, requested_at, approved_at, installed) select 99, 1, profiles, digest, now(), now(), now(), true from basis where generation = 1`,
    ),
    'a_publication_begins_as_a_request',
  );
  await client.end();
});
