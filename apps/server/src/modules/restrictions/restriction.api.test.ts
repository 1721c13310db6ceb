import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Person, startTestSystem, type TestSystem } from '@anjie/test-system';
import pg from 'pg';

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
});
after(() => system.stop());

let serial = 0;
/** An institution of the clerk's own territory; its code. */
async function institution(clerk = 'xingqing.caseworker', kind: 'P' | 'H' = 'P'): Promise<string> {
  const code = `${kind}6401048${String(++serial).padStart(4, '0')}`;
  const answer = await (await system.as(clerk)).post('/institutions', {
    code,
    kind: kind === 'P' ? 'pharmacy' : 'hospital',
    name: `机构 ${code}`,
  });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return code;
}

/** The institution's own account, made by two officers of its province. */
async function operatorOf(code: string, officers = 'nx'): Promise<Person> {
  const login = code.toLowerCase();
  const account = {
    login,
    name: '机构操作员',
    role: 'institution',
    partyKind: 'institution',
    partyCode: code,
    password: 'Demo#2026-anjie',
  };
  assert.equal((await (await system.as(`${officers}.system-administrator`)).post('/accounts', account)).status, 201);
  assert.equal((await (await system.as(`${officers}.security-officer`)).post(`/accounts/${login}/activation`)).status, 200);
  return system.as(login);
}

interface View {
  readonly id: string;
  readonly kind: string;
  readonly clause: string;
  readonly by: string;
  readonly version: number;
  readonly lifted: object | null;
  readonly lifting: { level: string; lacks: string[]; stated: boolean } | null;
}
const view = (answer: { body: unknown }) => answer.body as View;

async function impose(login: string, code: string, body: Record<string, unknown>) {
  return (await system.as(login)).post(`/institutions/${code}/restrictions`, { reason: '监测发现异常', ...body });
}

const NX18 = { kind: 'cut-off', clause: 'NX-18' };

/** The next act on a restriction, on the version last read. */
async function act(login: string, path: string, id: string, body: unknown, version?: number) {
  const person = await system.as(login);
  const read = await system.query<{ version: number }>('select version from restriction where id = $1', [id]);
  return person.post(`/restrictions/${id}/${path}`, body, { version: version ?? read[0]!.version });
}
const rectify = (login: string, id: string, text = '已断开双网卡并查杀病毒') => act(login, 'rectification', id, { text });
const request = (login: string, id: string) => act(login, 'lift-request', id, { reason: '整改完毕，申请恢复' });
const lift = (login: string, id: string) => act(login, 'lifting', id, {});

/** Clauses of the reasons of the entry on record for production. */
async function reasons(code: string): Promise<string[]> {
  const rows = await system.query<{ reasons: { code: string; clause: string }[] }>(
    `select entry->'segments'->0->'grants'->'production'->'reasons' as reasons from admission_entry where code = $1`,
    [code],
  );
  return rows[0]!.reasons.map((reason) => `${reason.code} ${reason.clause}`);
}

/** What the application's own role may do by plain SQL, within a territory. */
async function asApplication(role: string, setting: [string, string], statement: string, values: unknown[]): Promise<pg.DatabaseError> {
  const client = new pg.Client({ connectionString: system.database.appUrl });
  await client.connect();
  try {
    await client.query(`begin; set local role ${role}`);
    await client.query('select set_config($1, $2, true)', setting);
    await client.query(statement, values);
  } catch (error) {
    return error as pg.DatabaseError;
  } finally {
    await client.end();
  }
  return assert.fail('the statement passed');
}

test('NX-18: one person of the province cuts off at once, and the entry says so', async () => {
  const code = await institution();
  const answer = await impose('nx.caseworker', code, NX18);
  assert.equal(answer.status, 201);
  assert.equal(view(answer).by, '宁夏回族自治区医疗保障局');
  assert.ok((await reasons(code)).includes('cut-off NX-18'));
  const audited = await system.query('select event from audit_event where object_id = $1', [view(answer).id]);
  assert.deepEqual(audited, [{ event: 'restriction-imposed' }]);
});

test('NX-18: a county or a city may not cut off, and is told who may', async () => {
  const code = await institution();
  for (const login of ['xingqing.caseworker', 'xingqing.approver', 'yinchuan.approver']) {
    const answer = await impose(login, code, NX18);
    assert.equal(answer.status, 403, login);
    assert.equal(answer.body.code, 'restriction-wrong-decider');
    assert.equal(answer.body.rule, 'province');
    assert.equal(answer.body.clause, 'NX-18');
  }
  assert.equal((await impose('nx.auditor', code, NX18)).body.code, 'role-not-allowed');
  assert.ok(!(await reasons(code)).some((reason) => reason.startsWith('cut-off')));
});

test('a clause of another jurisdiction and an unknown kind are refused by name', async () => {
  const code = await institution();
  assert.equal((await impose('nx.caseworker', code, { kind: 'cut-off', clause: 'JC-14' })).body.code, 'restriction-not-foreseen');
  assert.equal((await impose('nx.caseworker', code, { kind: 'permission-stop', clause: 'NX-18' })).body.code, 'restriction-not-foreseen');
  assert.equal((await impose('nx.caseworker', code, { kind: 'expulsion', clause: 'NX-18' })).body.code, 'input-invalid');
  assert.equal((await impose('nx.caseworker', code, { ...NX18, reason: '   ' })).body.code, 'input-invalid');
  assert.equal((await impose('nx.caseworker', code, { kind: 'system-suspension', clause: 'NX-26' })).body.code, 'restriction-target-wrong');
});

test('another territory sees neither the institution nor its restrictions: 404, and nothing changes', async () => {
  const code = await institution();
  const { id } = view(await impose('nx.caseworker', code, NX18));
  for (const login of ['jinfeng.caseworker', 'sx.caseworker']) {
    assert.equal((await (await system.as(login)).get(`/institutions/${code}/restrictions`)).status, 404, login);
    assert.equal((await impose(login, code, NX18)).status, 404, login);
    assert.equal((await rectify(login, id)).status, 404, login);
    assert.equal((await request(login, id)).status, 404, login);
  }
  assert.equal((await lift('sx.approver', id)).status, 404);
  assert.equal((await act('sx.approver', 'review', id, { note: '阅' })).status, 404);
  const [row] = await system.query('select version, lifted_at from restriction where id = $1', [id]);
  assert.deepEqual(row, { version: 1, lifted_at: null });
});

test('NX-18: a second cut-off while one stands is refused; another kind stands beside it', async () => {
  const code = await institution();
  await impose('nx.caseworker', code, NX18);
  const again = await impose('nx.approver', code, NX18);
  assert.equal(again.status, 409);
  assert.equal(again.body.code, 'restriction-in-force');
  assert.equal((await impose('xingqing.caseworker', code, { kind: 'settlement-suspension', clause: 'NX-20(4)' })).status, 201);
  const list = (await (await system.as('xingqing.leader')).get(`/institutions/${code}/restrictions`)).body
    .restrictions as unknown as View[];
  assert.deepEqual(list.map((one) => one.kind).sort(), ['cut-off', 'settlement-suspension']);
});

test('NX-18: before rectification nobody may request the lifting, nor lift', async () => {
  const code = await institution();
  const { id } = view(await impose('nx.caseworker', code, NX18));
  const early = await request('nx.caseworker', id);
  assert.equal(early.status, 409);
  assert.equal(early.body.code, 'lifting-condition-unmet');
  assert.equal(early.body.rule, 'rectified');
  assert.equal((await lift('nx.approver', id)).body.code, 'lifting-condition-unmet');
  await rectify('xingqing.caseworker', id);
  assert.equal((await lift('nx.approver', id)).body.code, 'lift-not-requested');
});

test('NX-18: rectified, requested by one, confirmed by another of the province: lifted, and admitted again as before', async () => {
  const code = await institution();
  const before = await reasons(code);
  const { id } = view(await impose('nx.caseworker', code, NX18));
  await rectify('xingqing.caseworker', id);
  assert.equal((await request('nx.caseworker', id)).status, 200);
  const lifted = await lift('nx.approver', id);
  assert.equal(lifted.status, 200, JSON.stringify(lifted.body));
  assert.notEqual(view(lifted).lifted, null);
  assert.deepEqual(await reasons(code), before);
  assert.equal((await lift('nx.approver', id)).body.code, 'restriction-lifted');
  assert.equal((await rectify('xingqing.caseworker', id)).body.code, 'restriction-lifted');
});

test('NX-18: the same person cannot request and confirm', async () => {
  const code = await institution();
  const { id } = view(await impose('nx.caseworker', code, NX18));
  await rectify('xingqing.caseworker', id);
  assert.equal((await request('nx.approver', id)).status, 200);
  const own = await lift('nx.approver', id);
  assert.equal(own.status, 409);
  assert.equal(own.body.code, 'four-eyes');
});

test('NX-18: a county or city person cannot lift the province’s cut-off', async () => {
  const code = await institution();
  const { id } = view(await impose('nx.caseworker', code, NX18));
  await rectify('xingqing.caseworker', id);
  await request('nx.caseworker', id);
  assert.equal((await lift('xingqing.caseworker', id)).body.code, 'role-not-allowed');
  for (const login of ['xingqing.approver', 'yinchuan.approver']) {
    const answer = await lift(login, id);
    assert.equal(answer.status, 403, login);
    assert.equal(answer.body.code, 'lifting-wrong-level');
  }
  assert.ok((await reasons(code)).includes('cut-off NX-18'));
});

test('NX-18: a rectification changed after the request voids the request', async () => {
  const code = await institution();
  const { id } = view(await impose('nx.caseworker', code, NX18));
  await rectify('xingqing.caseworker', id);
  await request('nx.caseworker', id);
  await rectify('xingqing.caseworker', id, '又发现一台终端未整改');
  assert.equal((await lift('nx.approver', id)).body.code, 'lift-request-void');
  await request('nx.caseworker', id);
  assert.equal((await lift('nx.approver', id)).status, 200);
});

test('four eyes: plain SQL as the application role cannot lift alone, nor rewrite or reopen an order', async () => {
  const code = await institution();
  const { id } = view(await impose('nx.caseworker', code, NX18));
  const province = (statement: string, values: unknown[] = [id]) =>
    asApplication('app_province', ['app.scope', '640000'], statement, values);
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

  await rectify('xingqing.caseworker', id);
  await request('nx.caseworker', id);
  const alone = await province('update restriction set lifted_by = lift_requested_by, lifted_at = now() where id = $1');
  assert.equal(alone.constraint, 'lifted_by_four_eyes');
  const changed = await province(
    `update restriction set rectification = '另一说法', rectified_at = now() + interval '1 hour', lifted_by = $2, lifted_at = now() where id = $1`,
    [id, two],
  );
  assert.ok(['lifted_by_four_eyes', 'lifted_on_the_rectification_requested'].includes(changed.constraint!), changed.message);
  await lift('nx.approver', id);
  assert.equal((await province('update restriction set lifted_at = null where id = $1')).constraint, 'lifted_order_is_closed');
});

test('NX-18: what one person ordered another of the same bureau reviews, once; the review lifts nothing', async () => {
  const code = await institution();
  const { id } = view(await impose('nx.approver', code, NX18));
  assert.equal((await act('nx.approver', 'review', id, { note: '属实' })).body.code, 'four-eyes');
  assert.equal((await act('xingqing.approver', 'review', id, { note: '属实' })).body.code, 'restriction-wrong-decider');
  assert.equal((await act('nx.leader', 'review', id, { note: '处置得当' })).status, 200);
  assert.equal((await act('nx.caseworker', 'review', id, { note: '再阅' })).body.code, 'restriction-reviewed');
  assert.ok((await reasons(code)).includes('cut-off NX-18'));
});

test('two people on one restriction: the second is told, and nothing is overwritten', async () => {
  const code = await institution();
  const { id } = view(await impose('nx.caseworker', code, NX18));
  await rectify('xingqing.caseworker', id);
  const stale = await act('nx.caseworker', 'rectification', id, { text: '另一说法' }, 1);
  assert.equal(stale.status, 412);
  assert.equal(stale.body.code, 'version-stale');
  assert.equal((stale.body.current as unknown as View).version, 2);
  const unversioned = await (await system.as('nx.caseworker')).post(`/restrictions/${id}/lift-request`, { reason: '申请' });
  assert.equal(unversioned.body.code, 'version-missing');
});

test('NX-14: an institution disconnects itself at once; its territory gives it back with four eyes, by our reading', async () => {
  const code = await institution();
  const operator = await operatorOf(code);
  const answer = await operator.post(`/institutions/${code}/disconnection`, { reason: '发现终端异常外联' });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  const { id, clause, by } = view(answer);
  assert.deepEqual({ clause, by }, { clause: 'NX-14', by: '本机构' });
  assert.ok((await reasons(code)).includes('cut-off NX-14'));
  assert.equal((await operator.post(`/institutions/${code}/disconnection`, { reason: '再次' })).body.code, 'restriction-in-force');
  assert.equal((await rectify(code.toLowerCase(), id)).status, 200);
  assert.equal((await request(code.toLowerCase(), id)).body.code, 'role-not-allowed');
  assert.equal((await request('xingqing.caseworker', id)).status, 200);
  const lifted = await lift('xingqing.approver', id);
  assert.equal(lifted.status, 200, JSON.stringify(lifted.body));
  const read = await (await system.as('xingqing.caseworker')).get(`/institutions/${code}/restrictions`);
  assert.equal((read.body.restrictions as unknown as View[]).length, 1);
});

test('NX-14: an institution disconnects only itself, and a bureau does not do it in its stead', async () => {
  const [own, other] = [await institution(), await institution()];
  const operator = await operatorOf(own);
  assert.equal((await operator.post(`/institutions/${other}/disconnection`, { reason: '异常' })).status, 404);
  assert.equal((await operator.get(`/institutions/${other}/restrictions`)).status, 404);
  const clerk = await system.as('xingqing.caseworker');
  assert.equal((await clerk.post(`/institutions/${own}/disconnection`, { reason: '异常' })).body.code, 'role-not-allowed');
  assert.equal((await impose('nx.caseworker', own, { kind: 'cut-off', clause: 'NX-14' })).body.code, 'restriction-not-foreseen');
});

test('NX-14, NX-18: an institution that disconnected itself can still be cut off, and the territory’s lifting leaves the province’s cut-off', async () => {
  const code = await institution();
  const operator = await operatorOf(code);
  const own = view(await operator.post(`/institutions/${code}/disconnection`, { reason: '异常' }));
  assert.equal((await impose('nx.caseworker', code, NX18)).status, 201);
  await rectify(code.toLowerCase(), own.id);
  await request('xingqing.caseworker', own.id);
  assert.equal((await lift('xingqing.approver', own.id)).status, 200);
  const left = await reasons(code);
  assert.ok(left.includes('cut-off NX-18') && !left.includes('cut-off NX-14'), left.join());
});

test('JC-14: the county cuts off at once; the first time it restores after a written explanation, the second time the city confirms', async () => {
  const code = await institution('chengqu.caseworker');
  const cut = { kind: 'cut-off', clause: 'JC-14', reason: '发现一机两网' };
  assert.equal((await impose('jincheng.caseworker', code, cut)).body.code, 'restriction-wrong-decider');
  const first = view(await impose('chengqu.caseworker', code, cut));
  assert.deepEqual(first.lifting?.lacks, ['explained']);
  await rectify('chengqu.caseworker', first.id, '书面情况说明');
  await request('chengqu.caseworker', first.id);
  assert.equal((await lift('chengqu.approver', first.id)).status, 200);

  const second = view(await impose('chengqu.caseworker', code, cut));
  assert.equal(second.lifting?.level, 'city');
  await rectify('chengqu.caseworker', second.id);
  await request('chengqu.caseworker', second.id);
  assert.equal((await lift('chengqu.approver', second.id)).body.code, 'lifting-wrong-level');
  assert.equal((await lift('jincheng.approver', second.id)).status, 200);
});

test('JC-14: an institution may not disconnect itself by a clause that its text does not have', async () => {
  const code = await institution('chengqu.caseworker');
  const operator = await operatorOf(code, 'sx');
  const answer = await operator.post(`/institutions/${code}/disconnection`, { reason: '异常' });
  assert.equal(answer.body.code, 'disconnection-not-foreseen');
});

test('JC-16: the city cuts off only with a recorded judgement, beside the county’s own order', async () => {
  const code = await institution('chengqu.caseworker');
  const cut = { kind: 'cut-off', clause: 'JC-16', reason: '个人信息泄露' };
  const missing = await impose('jincheng.caseworker', code, cut);
  assert.equal(missing.body.code, 'judgement-missing');
  assert.equal(missing.body.clause, 'JC-16');
  assert.equal((await impose('chengqu.caseworker', code, { ...cut, judgement: '已研判' })).body.code, 'restriction-wrong-decider');
  assert.equal((await impose('jincheng.caseworker', code, { ...cut, judgement: '研判属实，风险可能扩散' })).status, 201);
  assert.equal((await impose('chengqu.caseworker', code, { kind: 'cut-off', clause: 'JC-14' })).status, 201);
  assert.deepEqual((await reasons(code)).filter((reason) => reason.startsWith('cut-off')).sort(), ['cut-off JC-14', 'cut-off JC-16']);
});

test('JC-14: termination and blacklist are proposed by one, approved by another, and in force only then', async () => {
  const code = await institution('chengqu.caseworker');
  const clerk = await system.as('chengqu.caseworker');
  const approver = await system.as('chengqu.approver');
  const body = { kind: 'blacklist', clause: 'JC-14', reason: '第三次发现', judgement: '认定造成不良后果' };
  assert.equal((await clerk.post(`/institutions/${code}/restrictions`, body)).body.code, 'restriction-target-wrong');
  const { judgement: _, ...unjudged } = body;
  assert.equal((await clerk.post(`/institutions/${code}/restriction-proposals`, unjudged)).body.code, 'judgement-missing');
  const own = await approver.post(`/institutions/${code}/restriction-proposals`, body);
  assert.equal(own.status, 201, JSON.stringify(own.body));
  const id = own.body.id as string;
  assert.ok(!(await reasons(code)).some((reason) => reason.startsWith('blacklist')));
  assert.equal((await approver.post(`/restriction-proposals/${id}/approval`, {}, { version: 1 })).body.code, 'four-eyes');
  assert.equal((await clerk.post(`/restriction-proposals/${id}/approval`, {}, { version: 1 })).body.code, 'role-not-allowed');
  const strange = await system.as('gaoping.approver');
  assert.equal((await strange.post(`/restriction-proposals/${id}/approval`, {}, { version: 1 })).status, 404);
  const city = await system.as('jincheng.approver');
  assert.equal((await city.post(`/restriction-proposals/${id}/approval`, {}, { version: 1 })).body.code, 'restriction-wrong-decider');
  assert.equal((await clerk.post(`/restriction-proposals/${id}/refusal`, {}, { version: 1 })).status, 200);

  const proposed = await clerk.post(`/institutions/${code}/restriction-proposals`, body);
  const approved = await approver.post(`/restriction-proposals/${proposed.body.id}/approval`, {}, { version: 1 });
  assert.equal(approved.status, 200, JSON.stringify(approved.body));
  assert.ok((await reasons(code)).includes('blacklist JC-14'));
  const again = await approver.post(`/restriction-proposals/${proposed.body.id}/approval`, {}, { version: 2 });
  assert.equal(again.body.code, 'proposal-decided');
});

test('JC-14: plain SQL as the application role cannot blacklist alone', async () => {
  const code = await institution('chengqu.caseworker');
  const [{ id, bureau_id }] = (await system.query('select id, bureau_id from institution where code = $1', [code])) as [
    Record<string, string>,
  ];
  const fault = await asApplication(
    'app_county',
    ['app.scope', '140502'],
    `insert into restriction (id, kind, institution_id, prov, city, div, clause, stated, reason, decided_by_bureau, decided_by, decided_by_name, imposed_at)
     values (gen_random_uuid(), 'blacklist', $1, '140000', '140500', '140502', 'JC-14', true, '一人', $2, gen_random_uuid(), '甲', now())`,
    [id, bureau_id],
  );
  assert.equal(fault.constraint, 'ending_takes_two');
});

test('TS-4: the office stops permissions; the district may not; lifting is the office’s, by our reading', async () => {
  const code = await institution('lubei.caseworker');
  const stop = { kind: 'permission-stop', clause: 'TS-4', reason: '违反协议' };
  assert.equal((await impose('lubei.caseworker', code, stop)).body.code, 'restriction-wrong-decider');
  const ordered = await impose('tangshan.caseworker', code, stop);
  assert.equal(ordered.status, 201);
  assert.ok((await reasons(code)).includes('permission-stop TS-4'));
  const { id, lifting } = view(ordered);
  assert.deepEqual([lifting?.level, lifting?.stated], ['city', false]);
  await rectify('lubei.caseworker', id);
  await request('tangshan.caseworker', id);
  assert.equal((await lift('lubei.approver', id)).body.code, 'lifting-wrong-level');
  assert.equal((await lift('tangshan.approver', id)).status, 200);
});

test('NX-35(2): a pause of uploads is one order of the feed against the division, lifted with four eyes', async () => {
  const leader = await system.as('nx.caseworker');
  const pause = { kind: 'upload-pause', clause: 'NX-35(2)', reason: '数据库崩溃', scope: { kind: 'division', code: '640100' } };
  const headBefore = await system.query<{ revision: string }>('select revision from feed_head');
  const answer = await leader.post('/scope-restrictions', pause);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  assert.equal((await leader.post('/scope-restrictions', pause)).body.code, 'restriction-in-force');
  const { id } = view(answer);
  const [order] = await system.query<{ scope_order: { scope: object; reason: { denies: string[] } }; revision: string }>(
    'select scope_order, revision from scope_order where id = $1',
    [id],
  );
  assert.deepEqual(order!.scope_order.scope, { kind: 'division', code: '640100' });
  assert.deepEqual(order!.scope_order.reason.denies, ['upload']);
  assert.equal(Number(order!.revision), Number(headBefore[0]!.revision) + 1);
  await request('nx.caseworker', id);
  assert.equal((await lift('nx.approver', id)).status, 200);
  const [lifted] = await system.query('select lifted_at from scope_order where id = $1', [id]);
  assert.notEqual(lifted!.lifted_at, null);
});

test('NX-35(2): a county may not pause, and nobody pauses another province', async () => {
  const pause = { kind: 'upload-pause', clause: 'NX-35(2)', reason: '数据库崩溃' };
  const county = await system.as('xingqing.caseworker');
  const wrong = await county.post('/scope-restrictions', { ...pause, scope: { kind: 'division', code: '640104' } });
  assert.equal(wrong.body.code, 'restriction-wrong-decider');
  const province = await system.as('nx.caseworker');
  for (const code of ['140500', '999999'])
    assert.equal((await province.post('/scope-restrictions', { ...pause, scope: { kind: 'division', code } })).body.code, 'scope-unknown');
});

test('NX-26: the province suspends a system by one order that reaches its own institutions alone', async () => {
  const [firm] = await system.query<{ id: string }>(`select id from firm where code = 'his-vendor'`);
  await system.query(
    `insert into his (id, code, vendor_id, name, release, prov, registered_at, registered_by)
     values (gen_random_uuid(), 'his-26', $1, '示范系统', '1.0', '640000', now(), gen_random_uuid())`,
    [firm!.id],
  );
  const body = { kind: 'system-suspension', clause: 'NX-26', reason: '漏洞整改不及时', scope: { kind: 'system', code: 'his-26' } };
  assert.equal((await (await system.as('xingqing.caseworker')).post('/scope-restrictions', body)).body.code, 'restriction-wrong-decider');
  const clerk = await system.as('nx.caseworker');
  assert.equal((await clerk.post('/scope-restrictions', { ...body, scope: { kind: 'system', code: 'none' } })).body.code, 'scope-unknown');
  const answer = await clerk.post('/scope-restrictions', body);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  const orders = await system.query<{ scope: { kind: string; within: string } }>(
    `select scope_order->'scope' as scope from scope_order where restriction_id = $1`,
    [view(answer).id],
  );
  assert.equal(orders.length, 1);
  assert.equal(orders[0]!.scope.within, '640000');
  assert.equal((await request('nx.caseworker', view(answer).id)).body.code, 'lifting-condition-unmet');
  await rectify('nx.caseworker', view(answer).id);
  await request('nx.caseworker', view(answer).id);
  assert.equal((await lift('nx.approver', view(answer).id)).status, 200);
});

test('the territory’s list pages by its cursor and shows each restriction once', async () => {
  const clerk = await system.as('nx.caseworker');
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
  const [{ count }] = (await system.query(`select count(*)::int as count from restriction where prov = '640000'`)) as [{ count: number }];
  assert.equal(seen.length, count);
  assert.equal(new Set(seen).size, count);
  const inForce = (await clerk.get('/restrictions?limit=200')).body.restrictions as unknown as View[];
  assert.ok(inForce.every((one) => one.lifted === null));
});
