import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { NX18, openScene, type Scene, type View, view } from './restriction.scene.ts';

let scene: Scene;
before(async () => {
  scene = await openScene();
});
after(() => scene.system.stop());

test('NX-18: before rectification nobody may request the lifting, nor lift', async () => {
  const code = await scene.institution();
  const { id } = view(await scene.impose('nx.caseworker', code, NX18));
  const early = await scene.request('nx.caseworker', id);
  assert.equal(early.status, 409);
  assert.equal(early.body.code, 'lifting-condition-unmet');
  assert.equal(early.body.rule, 'rectified');
  assert.equal((await scene.lift('nx.approver', id)).body.code, 'lifting-condition-unmet');
  await scene.rectify('xingqing.caseworker', id);
  assert.equal((await scene.lift('nx.approver', id)).body.code, 'lift-not-requested');
});

test('NX-18: rectified, requested by one, confirmed by another of the province: lifted, and admitted again as before', async () => {
  const code = await scene.institution();
  const before = await scene.reasons(code);
  const { id } = view(await scene.impose('nx.caseworker', code, NX18));
  await scene.rectify('xingqing.caseworker', id);
  assert.equal((await scene.request('nx.caseworker', id)).status, 200);
  const lifted = await scene.lift('nx.approver', id);
  assert.equal(lifted.status, 200, JSON.stringify(lifted.body));
  assert.notEqual(view(lifted).lifted, null);
  assert.deepEqual(await scene.reasons(code), before);
  assert.equal((await scene.lift('nx.approver', id)).body.code, 'restriction-lifted');
  assert.equal((await scene.rectify('xingqing.caseworker', id)).body.code, 'restriction-lifted');
});

test('NX-18: the same person cannot request and confirm', async () => {
  const code = await scene.institution();
  const { id } = view(await scene.impose('nx.caseworker', code, NX18));
  await scene.rectify('xingqing.caseworker', id);
  assert.equal((await scene.request('nx.approver', id)).status, 200);
  const own = await scene.lift('nx.approver', id);
  assert.equal(own.status, 409);
  assert.equal(own.body.code, 'four-eyes');
});

test('NX-18: a county or city person cannot lift the province’s cut-off', async () => {
  const code = await scene.institution();
  const { id } = view(await scene.impose('nx.caseworker', code, NX18));
  await scene.rectify('xingqing.caseworker', id);
  await scene.request('nx.caseworker', id);
  assert.equal((await scene.lift('xingqing.caseworker', id)).body.code, 'role-not-allowed');
  for (const login of ['xingqing.approver', 'yinchuan.approver']) {
    const answer = await scene.lift(login, id);
    assert.equal(answer.status, 403, login);
    assert.equal(answer.body.code, 'lifting-wrong-level');
  }
  assert.ok((await scene.reasons(code)).includes('cut-off NX-18'));
});

test('NX-18: a rectification changed after the request voids the request', async () => {
  const code = await scene.institution();
  const { id } = view(await scene.impose('nx.caseworker', code, NX18));
  await scene.rectify('xingqing.caseworker', id);
  await scene.request('nx.caseworker', id);
  await scene.rectify('xingqing.caseworker', id, '又发现一台终端未整改');
  assert.equal((await scene.lift('nx.approver', id)).body.code, 'lift-request-void');
  await scene.request('nx.caseworker', id);
  assert.equal((await scene.lift('nx.approver', id)).status, 200);
});

test('four eyes: plain SQL as the application role cannot lift alone, nor rewrite or reopen an order', async () => {
  const code = await scene.institution();
  const { id } = view(await scene.impose('nx.caseworker', code, NX18));
  const province = (statement: string, values: unknown[] = [id]) =>
    scene.asApplication('app_province', ['app.scope', '640000'], statement, values);
  const one = '00000000-0000-4000-8000-000000000001';
  const two = '00000000-0000-4000-8000-000000000002';
  const bare = await province('update restriction set rectified_at = now(), rectification = $2, lifted_at = now() where id = $1', [
    id,
    '已改',
  ]);
  assert.equal(bare.constraint, 'lifted_by_four_eyes');
  const forged = await province(
    `update restriction set rectified_at = now(), lift_rectified_at = now(), lift_requested_by = $2, lift_requested_at = now(),
       lift_digest = '\\x00', lifted_by = $3, lifted_at = now() where id = $1`,
    [id, one, two],
  );
  assert.equal(forged.constraint, 'lifted_by_four_eyes');
  const byRecord = await province('update restriction set lifted_by_record = id, rectified_at = now(), lifted_at = now() where id = $1');
  assert.equal(byRecord.constraint, 'only_the_law_is_lifted_by_record');
  assert.equal((await province(`update restriction set reason = '改' where id = $1`)).constraint, 'order_is_never_rewritten');
  assert.equal((await province('delete from restriction where id = $1')).code, '42501');

  await scene.rectify('xingqing.caseworker', id);
  await scene.request('nx.caseworker', id);
  const alone = await province('update restriction set lifted_by = lift_requested_by, lifted_at = now() where id = $1');
  assert.equal(alone.constraint, 'lifted_by_four_eyes');
  const changed = await province(
    `update restriction set rectification = '另一说法', rectified_at = now() + interval '1 hour', lifted_by = $2, lifted_at = now() where id = $1`,
    [id, two],
  );
  assert.ok(['lifted_by_four_eyes', 'lifted_on_the_rectification_requested'].includes(changed.constraint!), changed.message);
  await scene.lift('nx.approver', id);
  assert.equal((await province('update restriction set lifted_at = null where id = $1')).constraint, 'lifted_order_is_closed');
});

test('NX-18, NX-14: what waits for its review is listed for the bureau that owes it, the oldest first, until it is reviewed', async () => {
  const owed = async (login: string) => {
    const answer = await (await scene.system.as(login)).get('/restriction-reviews?limit=200');
    assert.equal(answer.status, 200, `${login} ${JSON.stringify(answer.body)}`);
    return (answer.body.owed as unknown as { restriction: { id: string; clause: string }; mine: boolean }[]).map((one) => ({
      id: one.restriction.id,
      mine: one.mine,
    }));
  };
  const [one, two] = [await scene.institution(), await scene.institution()];
  await scene.operatorOf(two);
  const cut = view(await scene.impose('nx.approver', one, NX18)).id;
  const itself = view(
    await (await scene.system.as(two.toLowerCase())).post(`/institutions/${two}/disconnection`, { reason: '发现异常' }),
  ).id;
  const of = async (login: string) => (await owed(login)).filter((row) => [cut, itself].includes(row.id));
  assert.deepEqual(await of('nx.leader'), [{ id: cut, mine: true }]);
  assert.deepEqual(await of('nx.approver'), [{ id: cut, mine: false }]);
  assert.deepEqual(await of('xingqing.caseworker'), [{ id: itself, mine: true }]);
  for (const elsewhere of ['jinfeng.caseworker', 'sx.approver', 'yinchuan.leader']) assert.deepEqual(await of(elsewhere), []);
  assert.equal((await (await scene.system.as(two.toLowerCase())).get('/restriction-reviews')).body.code, 'role-not-allowed');
  assert.equal((await scene.act('nx.leader', 'review', cut, { note: '处置得当' })).status, 200);
  assert.equal((await scene.act('xingqing.caseworker', 'review', itself, { note: '已核' })).status, 200);
  assert.deepEqual([...(await of('nx.leader')), ...(await of('xingqing.caseworker'))], []);
});

test('NX-18: what one person ordered another of the same bureau reviews, once; the review lifts nothing', async () => {
  const code = await scene.institution();
  const { id } = view(await scene.impose('nx.approver', code, NX18));
  assert.equal((await scene.act('nx.approver', 'review', id, { note: '属实' })).body.code, 'four-eyes');
  assert.equal((await scene.act('xingqing.approver', 'review', id, { note: '属实' })).body.code, 'restriction-wrong-decider');
  assert.equal((await scene.act('nx.leader', 'review', id, { note: '处置得当' })).status, 200);
  assert.equal((await scene.act('nx.caseworker', 'review', id, { note: '再阅' })).body.code, 'restriction-reviewed');
  assert.ok((await scene.reasons(code)).includes('cut-off NX-18'));
});

test('two people on one restriction: the second is told, and nothing is overwritten', async () => {
  const code = await scene.institution();
  const { id } = view(await scene.impose('nx.caseworker', code, NX18));
  await scene.rectify('xingqing.caseworker', id);
  const stale = await scene.act('nx.caseworker', 'rectification', id, { text: '另一说法' }, 1);
  assert.equal(stale.status, 412);
  assert.equal(stale.body.code, 'version-stale');
  assert.equal((stale.body.current as unknown as View).version, 2);
  const unversioned = await (await scene.system.as('nx.caseworker')).post(`/restrictions/${id}/lift-request`, { reason: '申请' });
  assert.equal(unversioned.body.code, 'version-missing');
});

test('JC-14: the county cuts off at once; the first time it restores after a written explanation, the second time the city confirms', async () => {
  const code = await scene.institution('chengqu.caseworker');
  const cut = { kind: 'cut-off', clause: 'JC-14', reason: '发现一机两网' };
  assert.equal((await scene.impose('jincheng.caseworker', code, cut)).body.code, 'restriction-wrong-decider');
  const first = view(await scene.impose('chengqu.caseworker', code, cut));
  assert.deepEqual(first.lifting?.lacks, ['explained']);
  await scene.rectify('chengqu.caseworker', first.id, '书面情况说明');
  await scene.request('chengqu.caseworker', first.id);
  assert.equal((await scene.lift('chengqu.approver', first.id)).status, 200);

  const second = view(await scene.impose('chengqu.caseworker', code, cut));
  assert.equal(second.lifting?.level, 'city');
  await scene.rectify('chengqu.caseworker', second.id);
  await scene.request('chengqu.caseworker', second.id);
  assert.equal((await scene.lift('chengqu.approver', second.id)).body.code, 'lifting-wrong-level');
  assert.equal((await scene.lift('jincheng.approver', second.id)).status, 200);
});

test('TS-4: the office stops permissions; the district may not; lifting is the office’s, by our reading', async () => {
  const code = await scene.institution('lubei.caseworker');
  const stop = { kind: 'permission-stop', clause: 'TS-4', reason: '违反协议' };
  assert.equal((await scene.impose('lubei.caseworker', code, stop)).body.code, 'restriction-wrong-decider');
  const ordered = await scene.impose('tangshan.caseworker', code, stop);
  assert.equal(ordered.status, 201);
  assert.ok((await scene.reasons(code)).includes('permission-stop TS-4'));
  const { id, lifting } = view(ordered);
  assert.deepEqual([lifting?.level, lifting?.stated], ['city', false]);
  await scene.rectify('lubei.caseworker', id);
  await scene.request('tangshan.caseworker', id);
  assert.equal((await scene.lift('lubei.approver', id)).body.code, 'lifting-wrong-level');
  assert.equal((await scene.lift('tangshan.approver', id)).status, 200);
});

test('GJ-3.5: two accounts of one person are one person: what one of them ordered, the other neither reviews nor lifts', async () => {
  const code = await scene.institution();
  const { id } = view(await scene.impose('nx.caseworker', code, NX18));
  await scene.system.query(`update account set person_digest = 'k:one-person' where login in ('nx.caseworker', 'nx.approver')`);
  const review = await scene.act('nx.approver', 'review', id, { note: '属实' });
  assert.equal(review.body.code, 'four-eyes', JSON.stringify(review.body));
  await scene.rectify('xingqing.caseworker', id);
  assert.equal((await scene.request('nx.caseworker', id)).status, 200);
  assert.equal((await scene.lift('nx.approver', id)).body.code, 'four-eyes');
  assert.ok((await scene.reasons(code)).includes('cut-off NX-18'));
});
