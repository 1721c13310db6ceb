import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { NX18, openScene, type Scene, type View, view } from './restriction.scene.ts';

let scene: Scene;
before(async () => {
  scene = await openScene();
});
after(() => scene.system.stop());

test('NX-18: one person of the province cuts off at once, and the entry says so', async () => {
  const code = await scene.institution();
  const answer = await scene.impose('nx.caseworker', code, NX18);
  assert.equal(answer.status, 201);
  assert.equal(view(answer).by, '宁夏回族自治区医疗保障局');
  assert.ok((await scene.reasons(code)).includes('cut-off NX-18'));
  const audited = await scene.system.query('select event from audit_event where object_id = $1', [view(answer).id]);
  assert.deepEqual(audited, [{ event: 'restriction-imposed' }]);
});

test('NX-18: a county or a city may not cut off, and is told who may', async () => {
  const code = await scene.institution();
  for (const login of ['xingqing.caseworker', 'xingqing.approver', 'yinchuan.approver']) {
    const answer = await scene.impose(login, code, NX18);
    assert.equal(answer.status, 403, login);
    assert.equal(answer.body.code, 'restriction-wrong-decider');
    assert.equal(answer.body.rule, 'province');
    assert.equal(answer.body.clause, 'NX-18');
  }
  assert.equal((await scene.impose('nx.auditor', code, NX18)).body.code, 'role-not-allowed');
  assert.ok(!(await scene.reasons(code)).some((reason) => reason.startsWith('cut-off')));
});

test('a clause of another jurisdiction and an unknown kind are refused by name', async () => {
  const code = await scene.institution();
  assert.equal((await scene.impose('nx.caseworker', code, { kind: 'cut-off', clause: 'JC-14' })).body.code, 'restriction-not-foreseen');
  assert.equal(
    (await scene.impose('nx.caseworker', code, { kind: 'permission-stop', clause: 'NX-18' })).body.code,
    'restriction-not-foreseen',
  );
  assert.equal((await scene.impose('nx.caseworker', code, { kind: 'expulsion', clause: 'NX-18' })).body.code, 'input-invalid');
  assert.equal((await scene.impose('nx.caseworker', code, { ...NX18, reason: '   ' })).body.code, 'input-invalid');
  assert.equal(
    (await scene.impose('nx.caseworker', code, { kind: 'system-suspension', clause: 'NX-26' })).body.code,
    'restriction-target-wrong',
  );
});

test('another territory sees neither the institution nor its restrictions: 404, and nothing changes', async () => {
  const code = await scene.institution();
  const { id } = view(await scene.impose('nx.caseworker', code, NX18));
  for (const login of ['jinfeng.caseworker', 'sx.caseworker']) {
    assert.equal((await (await scene.system.as(login)).get(`/institutions/${code}/restrictions`)).status, 404, login);
    assert.equal((await scene.impose(login, code, NX18)).status, 404, login);
    assert.equal((await scene.rectify(login, id)).status, 404, login);
    assert.equal((await scene.request(login, id)).status, 404, login);
  }
  assert.equal((await scene.lift('sx.approver', id)).status, 404);
  assert.equal((await scene.act('sx.approver', 'review', id, { note: '阅' })).status, 404);
  const [row] = await scene.system.query('select version, lifted_at from restriction where id = $1', [id]);
  assert.deepEqual(row, { version: 1, lifted_at: null });
});

test('NX-18: a second cut-off while one stands is refused; another kind stands beside it', async () => {
  const code = await scene.institution();
  await scene.impose('nx.caseworker', code, NX18);
  const again = await scene.impose('nx.approver', code, NX18);
  assert.equal(again.status, 409);
  assert.equal(again.body.code, 'restriction-in-force');
  assert.equal((await scene.impose('xingqing.caseworker', code, { kind: 'settlement-suspension', clause: 'NX-20(4)' })).status, 201);
  const list = (await (await scene.system.as('xingqing.leader')).get(`/institutions/${code}/restrictions`)).body
    .restrictions as unknown as View[];
  assert.deepEqual(list.map((one) => one.kind).sort(), ['cut-off', 'settlement-suspension']);
});

test('NX-14: an institution disconnects itself at once; its territory gives it back with four eyes, by our reading', async () => {
  const code = await scene.institution();
  const operator = await scene.operatorOf(code);
  const answer = await operator.post(`/institutions/${code}/disconnection`, { reason: '发现终端异常外联' });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  const { id, clause, by } = view(answer);
  assert.deepEqual({ clause, by }, { clause: 'NX-14', by: '本机构' });
  assert.ok((await scene.reasons(code)).includes('cut-off NX-14'));
  assert.equal((await operator.post(`/institutions/${code}/disconnection`, { reason: '再次' })).body.code, 'restriction-in-force');
  assert.equal((await scene.rectify(code.toLowerCase(), id)).status, 200);
  assert.equal((await scene.request(code.toLowerCase(), id)).body.code, 'role-not-allowed');
  assert.equal((await scene.request('xingqing.caseworker', id)).status, 200);
  const lifted = await scene.lift('xingqing.approver', id);
  assert.equal(lifted.status, 200, JSON.stringify(lifted.body));
  const read = await (await scene.system.as('xingqing.caseworker')).get(`/institutions/${code}/restrictions`);
  assert.equal((read.body.restrictions as unknown as View[]).length, 1);
});

test('NX-14: an institution disconnects only itself, and a bureau does not do it in its stead', async () => {
  const [own, other] = [await scene.institution(), await scene.institution()];
  const operator = await scene.operatorOf(own);
  assert.equal((await operator.post(`/institutions/${other}/disconnection`, { reason: '异常' })).status, 404);
  assert.equal((await operator.get(`/institutions/${other}/restrictions`)).status, 404);
  const clerk = await scene.system.as('xingqing.caseworker');
  assert.equal((await clerk.post(`/institutions/${own}/disconnection`, { reason: '异常' })).body.code, 'role-not-allowed');
  assert.equal((await scene.impose('nx.caseworker', own, { kind: 'cut-off', clause: 'NX-14' })).body.code, 'restriction-not-foreseen');
});

test('NX-14, NX-18: an institution that disconnected itself can still be cut off, and the territory’s lifting leaves the province’s cut-off', async () => {
  const code = await scene.institution();
  const operator = await scene.operatorOf(code);
  const own = view(await operator.post(`/institutions/${code}/disconnection`, { reason: '异常' }));
  assert.equal((await scene.impose('nx.caseworker', code, NX18)).status, 201);
  await scene.rectify(code.toLowerCase(), own.id);
  await scene.request('xingqing.caseworker', own.id);
  assert.equal((await scene.lift('xingqing.approver', own.id)).status, 200);
  const left = await scene.reasons(code);
  assert.ok(left.includes('cut-off NX-18') && !left.includes('cut-off NX-14'), left.join());
});

test('JC-14: an institution may not disconnect itself by a clause that its text does not have', async () => {
  const code = await scene.institution('chengqu.caseworker');
  const operator = await scene.operatorOf(code, 'sx');
  const answer = await operator.post(`/institutions/${code}/disconnection`, { reason: '异常' });
  assert.equal(answer.body.code, 'disconnection-not-foreseen');
});

test('JC-16: the city cuts off only with a recorded judgement, beside the county’s own order', async () => {
  const code = await scene.institution('chengqu.caseworker');
  const cut = { kind: 'cut-off', clause: 'JC-16', reason: '个人信息泄露' };
  const missing = await scene.impose('jincheng.caseworker', code, cut);
  assert.equal(missing.body.code, 'judgement-missing');
  assert.equal(missing.body.clause, 'JC-16');
  assert.equal((await scene.impose('chengqu.caseworker', code, { ...cut, judgement: '已研判' })).body.code, 'restriction-wrong-decider');
  assert.equal((await scene.impose('jincheng.caseworker', code, { ...cut, judgement: '研判属实，风险可能扩散' })).status, 201);
  assert.equal((await scene.impose('chengqu.caseworker', code, { kind: 'cut-off', clause: 'JC-14' })).status, 201);
  assert.deepEqual((await scene.reasons(code)).filter((reason) => reason.startsWith('cut-off')).sort(), ['cut-off JC-14', 'cut-off JC-16']);
});

test('JC-14: termination and blacklist are proposed by one, approved by another, and in force only then', async () => {
  const code = await scene.institution('chengqu.caseworker');
  const clerk = await scene.system.as('chengqu.caseworker');
  const approver = await scene.system.as('chengqu.approver');
  const body = { kind: 'blacklist', clause: 'JC-14', reason: '第三次发现', judgement: '认定造成不良后果' };
  assert.equal((await clerk.post(`/institutions/${code}/restrictions`, body)).body.code, 'restriction-target-wrong');
  const { judgement: _, ...unjudged } = body;
  assert.equal((await clerk.post(`/institutions/${code}/restriction-proposals`, unjudged)).body.code, 'judgement-missing');
  const own = await approver.post(`/institutions/${code}/restriction-proposals`, body);
  assert.equal(own.status, 201, JSON.stringify(own.body));
  const id = String(own.body.id);
  assert.ok(!(await scene.reasons(code)).some((reason) => reason.startsWith('blacklist')));
  assert.equal((await approver.post(`/restriction-proposals/${id}/approval`, {}, { version: 1 })).body.code, 'four-eyes');
  assert.equal((await clerk.post(`/restriction-proposals/${id}/approval`, {}, { version: 1 })).body.code, 'role-not-allowed');
  const strange = await scene.system.as('gaoping.approver');
  assert.equal((await strange.post(`/restriction-proposals/${id}/approval`, {}, { version: 1 })).status, 404);
  const city = await scene.system.as('jincheng.approver');
  assert.equal((await city.post(`/restriction-proposals/${id}/approval`, {}, { version: 1 })).body.code, 'restriction-wrong-decider');
  assert.equal((await clerk.post(`/restriction-proposals/${id}/refusal`, {}, { version: 1 })).status, 200);

  const proposed = await clerk.post(`/institutions/${code}/restriction-proposals`, body);
  const approved = await approver.post(`/restriction-proposals/${proposed.body.id}/approval`, {}, { version: 1 });
  assert.equal(approved.status, 200, JSON.stringify(approved.body));
  assert.ok((await scene.reasons(code)).includes('blacklist JC-14'));
  const again = await approver.post(`/restriction-proposals/${proposed.body.id}/approval`, {}, { version: 2 });
  assert.equal(again.body.code, 'proposal-decided');
});

test('JC-14: plain SQL as the application role cannot blacklist alone', async () => {
  const code = await scene.institution('chengqu.caseworker');
  const [{ id, bureau_id }] = (await scene.system.query('select id, bureau_id from institution where code = $1', [code])) as [
    Record<string, string>,
  ];
  const fault = await scene.asApplication(
    'app_county',
    ['app.scope', '140502'],
    `insert into restriction (id, kind, institution_id, prov, city, div, clause, stated, reason, decided_by_bureau, decided_by, decided_by_name, imposed_at)
     values (gen_random_uuid(), 'blacklist', $1, '140000', '140500', '140502', 'JC-14', true, '一人', $2, gen_random_uuid(), '~0.1', now())`,
    [id, bureau_id],
  );
  assert.equal(fault.constraint, 'ending_takes_two');
});

test('the territory’s list pages by its cursor and shows each restriction once', async () => {
  const clerk = await scene.system.as('nx.caseworker');
  const seen: string[] = [];
  let after = '';
  do {
    const page = (await clerk.get(`/restrictions?state=all&limit=3${after}`)).body as unknown as {
      restrictions: View[];
      next: string | null;
    };
    seen.push(...page.restrictions.map((one) => one.id));
    after = page.next === null ? '' : `&after=${page.next}`;
  } while (after !== '');
  const [{ count }] = (await scene.system.query(`select count(*)::int as count from restriction where prov = '640000'`)) as [
    { count: number },
  ];
  assert.equal(seen.length, count);
  assert.equal(new Set(seen).size, count);
  const inForce = (await clerk.get('/restrictions?limit=200')).body.restrictions as unknown as View[];
  assert.ok(inForce.every((one) => one.lifted === null));
});

test('NX-20(4): the local bureau may suspend settlement by one person and end it by two; nobody else may', async () => {
  const code = await scene.institution();
  const suspension = { kind: 'settlement-suspension', clause: 'NX-20(4)', reason: '测试数据误入生产环境' };
  const termination = { ...suspension, kind: 'settlement-termination' };
  for (const login of ['nx.caseworker', 'yinchuan.caseworker'])
    assert.equal((await scene.impose(login, code, suspension)).body.code, 'restriction-wrong-decider');
  assert.equal((await scene.impose('xingqing.caseworker', code, suspension)).status, 201);
  assert.equal((await scene.impose('xingqing.caseworker', code, termination)).body.code, 'restriction-target-wrong');
  const clerk = await scene.system.as('xingqing.caseworker');
  const proposed = await clerk.post(`/institutions/${code}/restriction-proposals`, termination);
  const approver = await scene.system.as('xingqing.approver');
  assert.equal((await approver.post(`/restriction-proposals/${proposed.body.id}/approval`, {}, { version: 1 })).status, 200);
  const stopped = (await scene.reasons(code)).filter((reason) => reason.startsWith('settlement'));
  assert.deepEqual(stopped.sort(), ['settlement-suspension NX-20(4)', 'settlement-termination NX-20(4)']);
});
