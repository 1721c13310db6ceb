import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startTestSystem, type TestSystem } from '@anjie/test-system';

const CODE = 'P64010477001';
const ROUTE = `/institutions/${CODE}/reveals`;
const REASON = '核对备案联系人，电话 13900001111';

let system: TestSystem;
let operator = '';
before(async () => {
  system = await startTestSystem();
  const clerk = await system.as('xingqing.caseworker');
  await clerk.post('/institutions', { code: CODE, kind: 'pharmacy', name: '药店', contactName: '欧阳清风', contactPhone: '13612340987' });
  operator = String((await clerk.post(`/institutions/${CODE}/operators`, { role: 'operator', name: '司徒明月' })).body.id);
});
after(() => system.stop());

const ask = async (login: string, body: object) => (await system.as(login)).post(ROUTE, body);
const contact = { subject: 'institution', field: 'contactPhone', reason: REASON };

test('GJ-3.4: the dossier masks a telephone; one value is shown for a reason, and who, what and why stand in the audit', async () => {
  const clerk = await system.as('xingqing.leader');
  const dossier = (await clerk.get(`/institutions/${CODE}/dossier`)).body as unknown as { institution: Record<string, string> };
  assert.equal(dossier.institution.contactPhone, '136****0987');
  const { status, body } = await ask('xingqing.leader', contact);
  assert.deepEqual([status, body], [200, { value: '13612340987' }]);
  const [row] = await system.query<{ detail: Record<string, string>; result: string; login: string }>(
    `select detail, result, a.login from audit_event join account a on a.id = actor_id where event = 'personal-value-revealed' and object_id = $1`,
    [CODE],
  );
  assert.deepEqual(row, {
    detail: { subject: 'institution', field: 'contactPhone', reason: '核对备案联系人，电话 …' },
    result: 'done',
    login: 'xingqing.leader',
  });
  assert.equal(
    (await ask('xingqing.caseworker', { subject: 'operator', id: operator, field: 'name', reason: REASON })).body.value,
    '司徒明月',
  );
});

test('NX-附3.2-2f: no value is revealed without a reason, to a role whose clearance has none on request, where there is none, or to another territory', async () => {
  assert.equal((await ask('xingqing.leader', { ...contact, reason: ' ' })).status, 400);
  const nation = await ask('nation.caseworker', contact);
  assert.deepEqual([nation.status, nation.body.code], [403, 'clearance-lacks']);
  assert.equal((await ask('his-vendor.operator', contact)).body.code, 'role-not-allowed');
  const missing = await ask('xingqing.leader', { ...contact, field: 'legalRepresentative' });
  assert.deepEqual([missing.status, missing.body.code], [409, 'value-missing']);
  assert.equal((await ask('chengqu.leader', contact)).status, 404);
  assert.equal((await ask('xingqing.leader', { subject: 'operator', id: crypto.randomUUID(), field: 'name', reason: REASON })).status, 404);
});

test('NX-附3.2-3a: a person seen in a list of records is a read that the audit keeps: who, of what, which fields; a mask is none', async () => {
  const read = async (login: string, path: string) => assert.equal((await (await system.as(login)).get(path)).status, 200);
  const kept = async () => {
    await delay(400);
    return system.query<{ login: string; object_id: string; detail: { route: string; fields: string[] } }>(
      `select a.login, object_id, detail from audit_event join account a on a.id = actor_id
       where event = 'personal-data-read' and result = 'read' and object_id = $1 order by seq`,
      [CODE],
    );
  };
  await read('yinchuan.caseworker', `/institutions/${CODE}/operators`);
  const rows = await kept();
  assert.deepEqual(rows.at(-1), {
    login: 'yinchuan.caseworker',
    object_id: CODE,
    detail: { route: 'GET /institutions/:code/operators', fields: ['operators[].name'] },
  });
  await read('yinchuan.caseworker', `/institutions/${CODE}`);
  assert.equal((await kept()).length, rows.length, 'an answer without persons is no such read');
});
