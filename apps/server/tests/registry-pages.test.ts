import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';

interface Bureau {
  readonly code: string;
  readonly institutions: number | null;
  readonly accounts: number | null;
}

const SYSTEM = 'star-his-5';
let system: TestSystem;
before(async () => {
  system = await startTestSystem();
  const county = await system.as('xingqing.caseworker');
  for (const [code, clerk] of [
    ['P64010400001', county],
    ['P64010400002', county],
    ['P14050200001', await system.as('chengqu.caseworker')],
  ] as const) {
    const answer = await clerk.post('/institutions', { code, kind: 'pharmacy', name: `药店 ${code}`, address: '解放西街1号' });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
  }
  const registered = await (await system.as('his-vendor.operator')).post('/systems', {
    code: SYSTEM,
    vendor: 'his-vendor',
    name: '星河 HIS',
    release: '5.0',
  });
  assert.equal(registered.status, 201, JSON.stringify(registered.body));
  await system.query(
    `insert into institution_system (id, institution_id, prov, city, div, his_id, vendor_id, begun_at, recorded_by)
     select uuidv7(), i.id, i.prov, i.city, i.div, h.id, h.vendor_id, now(), uuidv7() from institution i, his h where h.code = $1`,
    [SYSTEM],
  );
});
after(() => system.stop());

async function running(login: string, path = ''): Promise<string[]> {
  const { status, body } = await (await system.as(login)).get(`/systems/${SYSTEM}/institutions${path}`);
  assert.equal(status, 200, JSON.stringify(body));
  return (body.institutions as unknown as { code: string }[]).map((one) => one.code);
}

test('a vendor sees every institution that runs its system, a bureau those of its territory', async () => {
  assert.deepEqual(await running('his-vendor.operator'), ['P14050200001', 'P64010400001', 'P64010400002']);
  assert.deepEqual(await running('his-vendor.operator', '?limit=1&after=P14050200001'), ['P64010400001']);
  assert.deepEqual(await running('xingqing.leader'), ['P64010400001', 'P64010400002']);
  assert.deepEqual(await running('jinfeng.leader'), []);
});

test('another vendor learns nothing of who runs a system, and an institution may not ask', async () => {
  const made = await (await system.as('nx.caseworker')).post('/firms', {
    code: 'other-vendor',
    name: '他家软件',
    roles: ['vendor'],
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const account = { login: 'other.vendor', name: '操作员', role: 'vendor', partyKind: 'firm', partyCode: 'other-vendor' };
  const created = await (await system.as('nx.system-administrator')).post('/accounts', { ...account, password: 'Demo#2026-anjie' });
  assert.equal(created.status, 201, JSON.stringify(created.body));
  assert.equal((await (await system.as('nx.security-officer')).post('/accounts/other.vendor/activation')).status, 200);
  assert.deepEqual(await running('other.vendor'), []);
  assert.equal((await (await system.as('carrier-a.operator')).get(`/systems/${SYSTEM}/institutions`)).status, 403);
});

test('NX is silent on withdrawing: whoever withdraws sees before how many institutions it would reach', async () => {
  const path = `/withdrawals/reach?subject=system&code=${SYSTEM}`;
  const { status, body } = await (await system.as('nx.caseworker')).get(path);
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.institutions, 0);
  assert.equal((await (await system.as('xingqing.caseworker')).get(path)).status, 403);
  assert.equal((await (await system.as('nx.caseworker')).get('/withdrawals/reach?subject=system&code=nothing-such')).status, 404);
});

test('the authorities are listed for everybody, and what lies in one for its own territory', async () => {
  const list = async (login: string) => {
    const { status, body } = await (await system.as(login)).get('/bureaus?limit=200');
    assert.equal(status, 200, JSON.stringify(body));
    return new Map((body.bureaus as unknown as Bureau[]).map((one) => [one.code, one]));
  };
  const province = await list('nx.leader');
  assert.equal(province.get('xingqing')!.institutions, 2);
  assert.ok(province.get('xingqing')!.accounts! >= 3);
  assert.equal(province.has('chengqu'), false);
  const county = await list('jinfeng.leader');
  assert.equal(county.get('xingqing')!.accounts, null);
  assert.equal(county.get('jinfeng')!.institutions, 0);
  assert.equal((await list('nation.leader')).get('chengqu')!.institutions, 1);
  assert.equal((await (await system.as('his-vendor.operator')).get('/bureaus')).status, 403);
});
