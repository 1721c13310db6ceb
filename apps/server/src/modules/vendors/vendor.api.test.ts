import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Answer, type Person, startTestSystem, type TestSystem } from '@anjie/test-system';
import pg from 'pg';

let system: TestSystem;
let province: Person;
let vendor: Person;
before(async () => {
  system = await startTestSystem();
  province = await system.as('nx.caseworker');
  vendor = await system.as('his-vendor.operator');
});
after(() => system.stop());

function made(answer: Answer): Answer['body'] {
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}

const certificate = { number: 'DB-2026-001', level: 3, validFrom: '2026-01-01', validTo: '2026-12-31' };

test('a province’s caseworker registers firms; one firm may hold several roles', async () => {
  const firm = made(
    await province.post('/firms', { code: 'two-roles', name: '一司两职', roles: ['platform-vendor', 'integration-partner'] }),
  );
  assert.deepEqual(firm.roles, ['integration-partner', 'platform-vendor']);
  assert.equal((await province.post('/firms', { code: 'two-roles', name: '另一司', roles: ['vendor'] })).body.code, 'firm-code-taken');
  assert.equal((await province.post('/firms', { code: 'no-role', name: '无职', roles: [] })).body.code, 'input-invalid');
  for (const login of ['xingqing.caseworker', 'yinchuan.caseworker', 'nx.approver'])
    assert.equal(
      (await (await system.as(login)).post('/firms', { code: 'other', name: '他司', roles: ['vendor'] })).body.code,
      'role-not-allowed',
      login,
    );
});

test('a role is held in the province that recorded it', async () => {
  made(await province.post('/firms', { code: 'roaming', name: '跨省厂商', roles: ['vendor'] }));
  const elsewhere = await system.as('sx.caseworker');
  const attempt = { code: 'roaming-his', name: '跨省系统', release: '1.0', vendor: 'roaming' };
  assert.equal((await elsewhere.post('/systems', attempt)).body.code, 'firm-lacks-role');
  made(await elsewhere.post('/firms/roaming/roles', { roles: ['vendor'] }));
  made(await elsewhere.post('/systems', attempt));
  const listed = await elsewhere.get('/firms?role=vendor');
  assert.deepEqual(listed.body.firms, [{ code: 'roaming', name: '跨省厂商', roles: ['vendor'] }]);
});

test('a vendor registers its own systems, each release once, and nobody else’s', async () => {
  const own = { code: 'med-5.1', name: '药店系统', release: '5.1', deployment: 'cloud', certificate };
  const system51 = made(await vendor.post('/systems', own));
  assert.equal(system51.vendor, 'his-vendor');
  assert.deepEqual(system51.certificates, [certificate]);
  assert.equal((await vendor.post('/systems', { ...own, code: 'med-5.1-again' })).body.code, 'system-registered-already');
  assert.equal((await vendor.post('/systems', { ...own, release: '5.2' })).body.code, 'system-registered-already');
  assert.equal((await vendor.post('/systems', { ...own, code: 'x-1', vendor: 'platform' })).body.code, 'firm-lacks-role');
  assert.equal((await (await system.as('platform.operator')).post('/systems', own)).body.code, 'role-not-allowed');
});

test('NX-附2: a deployment is standalone, cloud or not ticked; there is no third value', async () => {
  const base = { name: '医院系统', release: '1' };
  assert.equal(made(await vendor.post('/systems', { ...base, code: 'hosp-none' })).deployment, null);
  assert.equal(made(await vendor.post('/systems', { ...base, code: 'hosp-alone', deployment: 'standalone' })).deployment, 'standalone');
  assert.equal((await vendor.post('/systems', { ...base, code: 'hosp-x', deployment: 'hybrid' })).body.code, 'input-invalid');
});

test('NX-26: certificates are renewed by further records, by the vendor itself or the province', async () => {
  made(await vendor.post('/systems', { code: 'renewed', name: '续证系统', release: '1', certificate }));
  const next = { number: 'DB-2027-001', level: 3, validFrom: '2027-01-01', validTo: '2027-12-31' };
  const renewed = made(await province.post('/systems/renewed/certificates', next));
  assert.deepEqual(renewed.certificates, [next, certificate]);
  assert.equal((await vendor.post('/systems/renewed/certificates', next)).body.code, 'certificate-registered-already');
  assert.equal((await vendor.post('/systems/renewed/certificates', { ...next, validTo: '2026-01-01' })).body.code, 'input-invalid');
  made(await province.post('/firms', { code: 'rival', name: '竞争厂商', roles: ['vendor'] }));
  made(await province.post('/systems', { code: 'rival-his', name: '竞品', release: '1', vendor: 'rival' }));
  assert.equal((await vendor.post('/systems/rival-his/certificates', next)).status, 404);
  assert.equal((await vendor.get('/systems/rival-his')).status, 200, 'who makes what is public');
});

test('plain SQL as a vendor writes no other vendor’s system, and nobody rewrites a certificate', async () => {
  const client = new pg.Client({ connectionString: system.database.appUrl });
  await client.connect();
  const [own] = await system.query<{ id: string }>(`select id from firm where code = 'his-vendor'`);
  const [other] = await system.query<{ id: string }>(`select id from firm where code = 'platform'`);
  const asVendor = async (statement: string, values: unknown[]) => {
    await client.query(`begin; set local role app_party; select set_config('app.party', '${own!.id}', true)`);
    try {
      await client.query(statement, values);
    } finally {
      await client.query('rollback');
    }
  };
  const insert = `insert into his (id, code, vendor_id, name, release, prov, registered_at, registered_by)
                  values (gen_random_uuid(), $1, $2, '系统', '1', '640000', now(), gen_random_uuid())`;
  try {
    await asVendor(insert, ['sql-own', own!.id]);
    await assert.rejects(asVendor(insert, ['sql-other', other!.id]), /row-level security/);
    await assert.rejects(asVendor(`update his_certificate set valid_to = '2099-01-01' where true or $1 = ''`, ['']), /permission denied/);
  } finally {
    await client.end();
  }
});

test('lists are paged by code', async () => {
  const first = await province.get('/systems?limit=1');
  const next = first.body.next as unknown as string;
  const second = await province.get(`/systems?limit=1&after=${next}`);
  const [one] = second.body.systems as unknown as { code: string }[];
  assert.ok(one!.code > next);
});
