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
  assert.ok(answer.status === 201 || answer.status === 200, JSON.stringify(answer.body));
  return answer.body;
}

const inForce = (one: object) => ({ ...one, withdrawnAt: null, withdrawnReason: null });
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
  assert.deepEqual(system51.certificates, [inForce(certificate)]);
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
  assert.deepEqual(renewed.certificates, [inForce(next), inForce(certificate)]);
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

test('a role of a firm is ended by the province that recorded it, with its history, and may be recorded anew', async () => {
  made(await province.post('/firms', { code: 'passing', name: '短期厂商', roles: ['vendor', 'agency'] }));
  const end = { role: 'vendor', reason: '合同到期' };
  assert.equal((await vendor.post('/firms/passing/roles/end', end)).body.code, 'role-not-allowed');
  assert.equal((await (await system.as('sx.caseworker')).post('/firms/passing/roles/end', end)).body.code, 'role-not-held');
  assert.equal((await province.post('/firms/none-such/roles/end', end)).status, 404);
  assert.deepEqual((await province.post('/firms/passing/roles/end', end)).body.roles, ['agency']);
  assert.equal((await province.post('/firms/passing/roles/end', end)).body.code, 'role-not-held');
  const refused = await province.post('/systems', { code: 'passing-1', name: '短期系统', release: '1', vendor: 'passing' });
  assert.equal(refused.body.code, 'firm-lacks-role');
  made(await province.post('/firms/passing/roles', { roles: ['vendor'] }));
  made(await province.post('/systems', { code: 'passing-1', name: '短期系统', release: '1', vendor: 'passing' }));
  const { roles } = (await vendor.get('/firms/passing')).body as unknown as { roles: { role: string; until: string | null }[] };
  assert.deepEqual(
    roles.map(({ role, until }) => [role, until === null]),
    [
      ['agency', true],
      ['vendor', true],
      ['vendor', false],
    ],
  );
});

test('JC-5: a city of three carriers takes no fourth; a role that has ended makes room', async () => {
  const shanxi = await system.as('sx.caseworker');
  const carrier = (code: string) => shanxi.post('/firms', { code, name: `运营商 ${code}`, roles: ['carrier'], city: '140500' });
  made(await carrier('jc-2'));
  made(await carrier('jc-3'));
  const fourth = await carrier('jc-4');
  assert.deepEqual([fourth.body.code, fourth.body.clause], ['carriers-complete', 'JC-5']);
  const everywhere = await shanxi.post('/firms', { code: 'sx-wide', name: '全省运营商', roles: ['carrier'] });
  assert.equal(everywhere.body.code, 'carriers-complete', 'a carrier of the whole province works in that city too');
  made(await shanxi.post('/firms/jc-3/roles/end', { role: 'carrier', city: '140500', reason: '退出' }));
  made(await carrier('jc-4'));
  const answer = await (await system.as('jincheng.caseworker')).get('/carriers');
  assert.equal((answer.body.carriers as unknown as unknown[]).length, 3);
});

test('NX-20(1): a certificate that was taken back stays on record as such, and is taken back once', async () => {
  made(await vendor.post('/systems', { code: 'taken-back', name: '撤证系统', release: '1', certificate }));
  const path = '/systems/taken-back/certificates/withdrawal';
  const body = { number: certificate.number, reason: '测评机构撤销' };
  assert.equal((await vendor.post(path, body)).body.code, 'role-not-allowed');
  assert.equal((await (await system.as('sx.caseworker')).post(path, body)).status, 404);
  assert.equal((await province.post(path, { ...body, number: 'none' })).status, 404);
  const [kept] = (await province.post(path, body)).body.certificates as unknown as {
    withdrawnReason: string;
    withdrawnAt: string | null;
  }[];
  assert.deepEqual([kept!.withdrawnReason, kept!.withdrawnAt === null], ['测评机构撤销', false]);
  assert.equal((await province.post(path, body)).body.code, 'certificate-withdrawn-already');
});
