import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openScene, type Scene } from './onboarding.scene.ts';

let scene: Scene;
before(async () => {
  scene = await openScene();
});
after(() => scene.system.stop());

test('NX-25: another release of the system a pharmacy runs is no change of system: nothing is suspended, and it is not applied for as one', async () => {
  const code = await scene.institution('pharmacy');
  const census = { system: scene.his, connectedOn: '2022-03-01', reason: '平台上线前已接入' };
  await scene.ok('nx.caseworker', `/institutions/${code}/connections`, census);
  await scene.ok('nx.approver', `/institutions/${code}/connections/approval`, { accept: true });
  const release = { code: 'his-yaodian-31', name: '云药店收银系统', release: '3.1', deployment: 'cloud', vendor: 'his-vendor' };
  await scene.ok('nx.caseworker', '/systems', release);
  const reasons = await scene.reasons(code);
  assert.deepEqual(await scene.restrictions(code), []);
  const path = `/institutions/${code}/applications`;
  const refused = await scene.refused('application-kind-unknown', code.toLowerCase(), path, {
    kind: 'version-update',
    system: release.code,
  });
  assert.equal(refused.rule, 'new-designation, system-change');
  assert.deepEqual(await scene.restrictions(code), []);
  assert.deepEqual(await scene.reasons(code), reasons);
});

test('NX-20(末): a draft suspends nothing; the application does, from that day, and both restrictions stand in the local bureau’s name', async () => {
  const code = await scene.institution('pharmacy');
  const number = await scene.open(code);
  await scene.handInAll(code, number);
  assert.deepEqual(await scene.restrictions(code), []);
  await scene.take(code.toLowerCase(), number, 'submit');
  const rows = await scene.system.query(
    `select r.kind, b.code as bureau, r.by_law from restriction r join institution i on i.id = r.institution_id join bureau b on b.id = r.decided_by_bureau
     where i.code = $1 order by 1`,
    [code],
  );
  assert.deepEqual(rows, [
    { kind: 'disbursement-stop', bureau: 'xingqing', by_law: true },
    { kind: 'settlement-suspension', bureau: 'xingqing', by_law: true },
  ]);
});

test('NX-20(末): after a rejection the local bureau lifts each restriction by a request and another person’s approval, and nobody else does', async () => {
  const code = await scene.institution('pharmacy');
  const number = await scene.open(code);
  await scene.handInAll(code, number);
  await scene.take(code.toLowerCase(), number, 'submit');
  assert.equal(await scene.byTwo('xingqing', number, 'reject', '定点资格已终止'), 'rejected');
  const rows = await scene.system.query<{ id: string }>(
    `select r.id from restriction r join institution i on i.id = r.institution_id where i.code = $1 order by r.kind`,
    [code],
  );
  const act = async (login: string, id: string, path: string, body: object) => {
    const [row] = await scene.system.query<{ version: number }>('select version from restriction where id = $1', [id]);
    return (await scene.system.as(login)).post(`/restrictions/${id}/${path}`, body, { version: row!.version });
  };
  for (const { id } of rows) {
    assert.equal((await act('xingqing.approver', id, 'lifting', {})).body.code, 'lift-not-requested');
    assert.equal((await act('xingqing.approver', id, 'lift-request', { reason: '申报已终止' })).status, 200);
    assert.equal((await act('xingqing.approver', id, 'lifting', {})).body.code, 'four-eyes');
    assert.equal((await act('xingqing.caseworker', id, 'lift-request', { reason: '申报已终止' })).status, 200);
    assert.equal((await act('nx.approver', id, 'lifting', {})).body.code, 'lifting-wrong-level');
    assert.equal((await act('jinfeng.approver', id, 'lifting', {})).status, 404);
    assert.equal((await act('xingqing.approver', id, 'lifting', {})).status, 200);
  }
  assert.deepEqual(await scene.restrictions(code), []);
});
