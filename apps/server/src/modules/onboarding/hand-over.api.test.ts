import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openScene, type Scene } from './onboarding.scene.ts';

let scene: Scene;
before(async () => {
  scene = await openScene();
  // The demonstration has one caseworker a bureau: a colleague in the county, one in the province.
  for (const bureau of ['xingqing', 'nx'])
    await scene.system.query(
      `insert into account (id, login, name, role, level, bureau_id, prov, city, div, password_hash, active, created_at)
       select gen_random_uuid(), $1, '同事', role, level, bureau_id, prov, city, div, password_hash, true, created_at from account where login = $2`,
      [`${bureau}.colleague`, `${bureau}.caseworker`],
    );
});
after(() => scene.system.stop());

const TODAY = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

async function submitted(): Promise<{ code: string; number: string; handler: string }> {
  const code = await scene.institution('pharmacy');
  const number = await scene.open(code, 'new-designation');
  await scene.handInAll(code, number);
  await scene.take(code.toLowerCase(), number, 'submit');
  return { code, number, handler: `/applications/${number}/handler` };
}

test('an application is handled by the caseworker who took it, until he hands it over', async () => {
  const { number, handler } = await submitted();
  const finding = { material: 'topology', conforms: true };
  const findings = `/applications/${number}/findings`;
  await scene.ok('xingqing.colleague', findings, finding);
  await scene.ok('xingqing.caseworker', handler, { to: 'xingqing.caseworker' });
  const refused = await scene.refused('handled-by-another', 'xingqing.colleague', findings, finding);
  assert.deepEqual(refused.current, { handler: 'xingqing.caseworker' });
  for (const [path, body] of [
    [`/applications/${number}/opinions`, { code: 'local', agrees: true, opinion: '同意' }],
    [`/applications/${number}/transitions/return`, { reason: '缺页' }],
    [`/applications/${number}/transitions/verify/request`, {}],
    [handler, { to: 'xingqing.colleague', reason: '想接手' }],
  ] as const)
    await scene.refused('handled-by-another', 'xingqing.colleague', path, body);
  await scene.ok('xingqing.caseworker', findings, finding);
  await scene.refused('step-reason-missing', 'xingqing.caseworker', handler, { to: 'xingqing.colleague' });
  await scene.ok('xingqing.caseworker', handler, { to: 'xingqing.colleague', reason: '休假' });
  await scene.refused('handled-by-another', 'xingqing.caseworker', findings, finding);
  await scene.ok('xingqing.colleague', findings, finding);
  const { body } = await (await scene.system.as('xingqing.approver')).get(`/applications/${number}`);
  assert.deepEqual(
    (body.handlers as unknown as { login: string; until: string | null }[]).map((one) => [one.login, one.until === null]),
    [
      ['xingqing.caseworker', false],
      ['xingqing.colleague', true],
    ],
  );
});

test('an approver assigns an application of the bureau to any caseworker of it, and nobody else does', async () => {
  const { code, number, handler } = await submitted();
  await scene.refused('role-not-allowed', 'xingqing.caseworker', handler, { to: 'xingqing.colleague' });
  await scene.refused('role-not-allowed', code.toLowerCase(), handler, { to: 'xingqing.caseworker' });
  await scene.refused('role-not-allowed', 'yinchuan.approver', handler, { to: 'yinchuan.caseworker' });
  await scene.refused('not-found', 'jinfeng.approver', handler, { to: 'jinfeng.caseworker' });
  await scene.refused('handler-not-of-bureau', 'xingqing.approver', handler, { to: 'nx.caseworker' });
  await scene.refused('handler-not-of-bureau', 'xingqing.approver', handler, { to: 'xingqing.approver' });
  await scene.ok('xingqing.approver', handler, { to: 'xingqing.colleague' });
  await scene.refused('handler-already', 'xingqing.approver', handler, { to: 'xingqing.colleague', reason: '再次' });
  await scene.ok('xingqing.approver', handler, { to: 'xingqing.caseworker', reason: '改派' });
  await scene.take(code.toLowerCase(), number, 'withdraw');
  await scene.refused('application-not-editable', 'xingqing.approver', handler, { to: 'xingqing.colleague', reason: '改派' });
});

test('each bureau has its own handler: the county’s does not bind the province', async () => {
  const { code, number, handler } = await submitted();
  await scene.ok('xingqing.caseworker', handler, { to: 'xingqing.caseworker' });
  await scene.advance(code, number, 'receive');
  await scene.ok('nx.colleague', handler, { to: 'nx.colleague' });
  await scene.refused('handled-by-another', 'nx.caseworker', `/applications/${number}/transitions/receive`);
  assert.equal(await scene.take('nx.colleague', number, 'receive'), 'received');
});

test('a deputy acts for the handler within his days and under his own name, and no longer once that was ended', async () => {
  const { number, handler } = await submitted();
  const findings = `/applications/${number}/findings`;
  const finding = { material: 'topology', conforms: true };
  await scene.ok('xingqing.caseworker', handler, { to: 'xingqing.caseworker' });
  const named = { person: 'xingqing.caseworker', deputy: 'xingqing.colleague', reason: '休假' };
  await scene.refused('role-not-allowed', 'xingqing.colleague', '/deputies', { ...named, from: TODAY, until: TODAY });
  await scene.refused('input-invalid', 'xingqing.caseworker', '/deputies', { ...named, from: TODAY, until: '2020-01-01' });
  await scene.refused('deputy-ended', 'xingqing.caseworker', '/deputies', { ...named, from: '2020-01-01', until: '2020-01-02' });
  await scene.refused('handler-not-of-bureau', 'jinfeng.approver', '/deputies', { ...named, from: TODAY, until: TODAY });
  await scene.ok('xingqing.approver', '/deputies', { ...named, from: '2199-01-01', until: '2199-12-31' });
  await scene.refused('handled-by-another', 'xingqing.colleague', findings, finding);
  const { id } = await scene.ok('xingqing.caseworker', '/deputies', { ...named, from: TODAY, until: TODAY });
  await scene.ok('xingqing.colleague', findings, finding);
  await scene.ok('xingqing.colleague', `/applications/${number}/transitions/return`, { reason: '缺页' });
  const [trail] = await scene.system.query<{ actor: string; detail: { deputyFor: string } }>(
    `select login as actor, detail from audit_event join account on account.id = actor_id where event = 'application-return' and object_id = $1`,
    [number],
  );
  assert.deepEqual([trail!.actor, trail!.detail.deputyFor], ['xingqing.colleague', 'xingqing.caseworker']);
  const { body } = await (await scene.system.as('xingqing.colleague')).get('/deputies');
  const shown = body.deputies as unknown as { personName: string; deputyName: string; mayEnd: boolean }[];
  assert.deepEqual(
    shown.map(({ deputyName, mayEnd }) => [deputyName, mayEnd]),
    [
      ['同事', false],
      ['同事', false],
    ],
    'by name, and not to be ended by who merely stands in',
  );
  assert.notEqual(shown[0]!.personName, named.person);
  for (const login of ['xingqing.caseworker', 'xingqing.approver']) {
    const { deputies } = (await (await scene.system.as(login)).get('/deputies')).body as unknown as { deputies: { mayEnd: boolean }[] };
    assert.deepEqual([login, ...deputies.map((one) => one.mayEnd)], [login, true, true]);
  }
  assert.deepEqual((await (await scene.system.as('jinfeng.approver')).get('/deputies')).body.deputies, []);
  await scene.refused('not-found', 'jinfeng.approver', `/deputies/${id}/end`);
  await scene.refused('role-not-allowed', 'xingqing.colleague', `/deputies/${id}/end`);
  assert.equal((await scene.ok('xingqing.approver', `/deputies/${id}/end`)).mayEnd, false);
  await scene.refused('deputy-ended', 'xingqing.caseworker', `/deputies/${id}/end`);
  await scene.refused('handled-by-another', 'xingqing.colleague', findings, finding);
});

test('NX-20(2): the province returns an application for supplement: its clock stands still until it is handed in again, by our reading', async () => {
  const code = await scene.institution('pharmacy');
  const number = await scene.open(code, 'new-designation');
  await scene.handInAll(code, number);
  await scene.advance(code, number, 'evaluate-passed');
  const at = `/applications/${number}`;
  const read = async () => (await (await scene.system.as('nx.caseworker')).get(at)).body as Record<string, never>;
  const clockOf = async () => ((await read()).clocks as unknown as { state: string; pauses: unknown[]; stated: boolean }[])[0]!;
  const step = ((await read()).steps as unknown as { name: string; clocks: string; stated: boolean }[]).find(
    (one) => one.name === 'return-to-mend',
  )!;
  assert.deepEqual([step.clocks, step.stated], ['pause', false]);
  await scene.refused('step-reason-missing', 'nx.caseworker', `${at}/transitions/return-to-mend`);
  await scene.refused('role-not-allowed', 'xingqing.caseworker', `${at}/transitions/return-to-mend`, { reason: '方案不完整' });
  assert.equal(await scene.take('nx.caseworker', number, 'return-to-mend', { reason: '方案不完整' }), 'received-supplement');
  assert.equal((await clockOf()).state, 'paused');
  const documentId = await scene.upload(code, '补充后的方案');
  await scene.ok(code.toLowerCase(), `${at}/materials`, { material: 'security-plan', documentId });
  await scene.refused('step-not-from-here', 'nx.approver', `${at}/transitions/evaluate-passed/request`);
  assert.equal(await scene.take(code.toLowerCase(), number, 'resubmit-to-province'), 'received');
  const clock = await clockOf();
  assert.deepEqual([clock.state, clock.pauses.length], ['running', 1]);
  await scene.refused('application-not-editable', code.toLowerCase(), `${at}/materials`, { material: 'security-plan', documentId });
});
