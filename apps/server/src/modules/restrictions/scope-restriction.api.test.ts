import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openScene, type Scene, view } from './restriction.scene.ts';

let scene: Scene;
before(async () => {
  scene = await openScene();
});
after(() => scene.system.stop());

test('NX-35(2): a pause of uploads is one order of the feed against the division, lifted with four eyes', async () => {
  const leader = await scene.system.as('nx.caseworker');
  const pause = { kind: 'upload-pause', clause: 'NX-35(2)', reason: '数据库崩溃', scope: { kind: 'division', code: '640100' } };
  const headBefore = await scene.system.query<{ revision: string }>('select revision from feed_head');
  const answer = await leader.post('/scope-restrictions', pause);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  assert.equal((await leader.post('/scope-restrictions', pause)).body.code, 'restriction-in-force');
  const { id } = view(answer);
  const [order] = await scene.system.query<{ scope_order: { scope: object; reason: { denies: string[] } }; revision: string }>(
    'select scope_order, revision from scope_order where id = $1',
    [id],
  );
  assert.deepEqual(order!.scope_order.scope, { kind: 'division', code: '640100' });
  assert.deepEqual(order!.scope_order.reason.denies, ['upload']);
  assert.equal(Number(order!.revision), Number(headBefore[0]!.revision) + 1);
  await scene.request('nx.caseworker', id);
  assert.equal((await scene.lift('nx.approver', id)).status, 200);
  const [lifted] = await scene.system.query('select lifted_at from scope_order where id = $1', [id]);
  assert.notEqual(lifted!.lifted_at, null);
});

test('NX-35(2): a county may not pause, and nobody pauses another province', async () => {
  const pause = { kind: 'upload-pause', clause: 'NX-35(2)', reason: '数据库崩溃' };
  const county = await scene.system.as('xingqing.caseworker');
  const wrong = await county.post('/scope-restrictions', { ...pause, scope: { kind: 'division', code: '640104' } });
  assert.equal(wrong.body.code, 'restriction-wrong-decider');
  const province = await scene.system.as('nx.caseworker');
  for (const code of ['140500', '999999'])
    assert.equal((await province.post('/scope-restrictions', { ...pause, scope: { kind: 'division', code } })).body.code, 'scope-unknown');
});

test('NX-26: the province suspends a system by one order that reaches its own institutions alone', async () => {
  const [firm] = await scene.system.query<{ id: string }>(`select id from firm where code = 'his-vendor'`);
  await scene.system.query(
    `insert into his (id, code, vendor_id, name, release, prov, registered_at, registered_by)
     values (gen_random_uuid(), 'his-26', $1, '示范系统', '1.0', '640000', now(), gen_random_uuid())`,
    [firm!.id],
  );
  const body = { kind: 'system-suspension', clause: 'NX-26', reason: '漏洞整改不及时', scope: { kind: 'system', code: 'his-26' } };
  assert.equal(
    (await (await scene.system.as('xingqing.caseworker')).post('/scope-restrictions', body)).body.code,
    'restriction-wrong-decider',
  );
  const clerk = await scene.system.as('nx.caseworker');
  assert.equal((await clerk.post('/scope-restrictions', { ...body, scope: { kind: 'system', code: 'none' } })).body.code, 'scope-unknown');
  const answer = await clerk.post('/scope-restrictions', body);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  const orders = await scene.system.query<{ scope: { kind: string; within: string } }>(
    `select scope_order->'scope' as scope from scope_order where restriction_id = $1`,
    [view(answer).id],
  );
  assert.equal(orders.length, 1);
  assert.equal(orders[0]!.scope.within, '640000');
  assert.equal((await scene.request('nx.caseworker', view(answer).id)).body.code, 'lifting-condition-unmet');
  await scene.rectify('nx.caseworker', view(answer).id);
  await scene.request('nx.caseworker', view(answer).id);
  assert.equal((await scene.lift('nx.approver', view(answer).id)).status, 200);
});
