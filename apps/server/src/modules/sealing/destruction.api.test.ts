import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { sql } from 'kysely';
import { actorOf, type InProcess, openInProcess } from '../../../tests/in-process.ts';

const CODE = 'P64010499001';
const PDF = Buffer.from('%PDF-1.7\nconfidential\n%%EOF\n');

let system: TestSystem;
let within: InProcess;
before(async () => {
  system = await startTestSystem();
  within = openInProcess(system);
  await (await system.as('xingqing.caseworker')).post('/institutions', { code: CODE, kind: 'pharmacy', name: '药店' });
});
after(async () => {
  await within.close();
  await system.stop();
});

const clerk = () => system.as('xingqing.caseworker');
const approver = () => system.as('xingqing.approver');

async function namedOperator(name: string, ended: boolean): Promise<string> {
  const { body } = await (await clerk()).post(`/institutions/${CODE}/operators`, { role: 'manager', name, phone: '13700001111' });
  const id = String(body.id);
  if (ended) assert.equal((await (await clerk()).post(`/institutions/${CODE}/operators/${id}/end`)).status, 200);
  return id;
}
const ask = async (kind: string, subject: string) =>
  (await clerk()).post(`/institutions/${CODE}/destructions`, { kind, subject, reason: '保存期限届满' });

async function upload(): Promise<string> {
  const { token } = await clerk();
  const response = await fetch(`${system.url}/api/v1/institutions/${CODE}/documents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/pdf', 'x-file-name': 'a.pdf' },
    body: PDF,
  });
  return ((await response.json()) as { id: string }).id;
}

async function completed(id: string): Promise<{ number: number; rotation_id: string; purpose: string }> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const [row] = await system.query<{ number: number; rotation_id: string; purpose: string }>(
      'select number, rotation_id, purpose from destruction where id = $1 and completed_at is not null',
      [id],
    );
    if (row !== undefined) return row;
    await delay(25);
  }
  throw new Error('the destruction was not completed');
}

test('NX-附3.2-9b: personal data decided by two people is marked at once, and its key is destroyed by a rotation that follows by itself', async () => {
  const operator = await namedOperator('令狐北辰', true);
  const [before] = await system.query<{ name: string }>('select name from institution_operator where id = $1', [operator]);
  const key = before!.name.split('.')[1]!;
  const asked = await ask('operator', operator);
  assert.equal(asked.status, 201, JSON.stringify(asked.body));
  const decided = await (await approver()).post(`/destructions/${asked.body.id}/approval`);
  assert.equal(decided.status, 200, JSON.stringify(decided.body));
  const { number, rotation_id } = await completed(String(asked.body.id));
  const [row] = await system.query<{ name: string; phone: string; role: string }>(
    'select name, phone, role from institution_operator where id = $1',
    [operator],
  );
  assert.deepEqual(row, { name: `~0.${number}`, phone: `~0.${number}`, role: 'manager' });
  assert.deepEqual(await system.query('select id from sealing_key where id = $1', [key]), [], 'what copies there are cannot be opened');
  const [rotation] = await system.query<{ cause: string; former: string[] }>('select cause, former from key_rotation where id = $1', [
    rotation_id,
  ]);
  assert.deepEqual([rotation!.cause, rotation!.former.includes(key)], ['destruction', true]);
  const { body } = await (await clerk()).get(`/institutions/${CODE}/operators`);
  const shown = (body.operators as unknown as { id: string; name: string }[]).find((one) => one.id === operator);
  assert.equal(shown!.name, '〔已销毁〕');
});

test('NX-附3.2-9b: a destroyed file is gone from the store, its key with it, and whoever asks is told so', async () => {
  const document = await upload();
  const asked = await ask('document', document);
  assert.equal((await (await approver()).post(`/destructions/${asked.body.id}/approval`)).status, 200);
  const { token } = await clerk();
  const answer = await fetch(`${system.url}/api/v1/institutions/${CODE}/documents/${document}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  assert.deepEqual([answer.status, ((await answer.json()) as { code: string }).code], [410, 'document-destroyed']);
  assert.equal((await completed(String(asked.body.id))).purpose, 'files');
});

test('who is still named, an open amendment and a file of a record are not destroyed', async () => {
  const operator = await namedOperator('仍在岗', false);
  assert.equal((await ask('operator', operator)).body.code, 'still-needed');
  assert.equal((await ask('operator', '0198fedc-0000-7000-8000-000000000000')).status, 404);
});

test('a destruction is asked for once, decided by another person of the bureau, and by nobody of another territory', async () => {
  const operator = await namedOperator('独孤信', true);
  const asked = await ask('operator', operator);
  assert.equal((await ask('operator', operator)).body.code, 'destruction-asked');
  const path = `/destructions/${asked.body.id}/approval`;
  assert.equal((await (await clerk()).post(path)).status, 403);
  assert.equal((await (await system.as('chengqu.approver')).post(path)).status, 404);
  const foreign = await (await system.as('jinfeng.caseworker')).post(`/institutions/${CODE}/destructions`, {
    kind: 'operator',
    subject: operator,
    reason: '无',
  });
  assert.equal(foreign.status, 404);
  assert.equal((await (await approver()).post(path)).status, 200);
  assert.equal((await (await approver()).post(path)).body.code, 'destruction-decided');
});

test('a destruction by one person is refused by the database, and so is the mark of one that nobody decided', async () => {
  const operator = await namedOperator('慕容复', true);
  const asked = await ask('operator', operator);
  const one = await actorOf(system, 'xingqing.caseworker');
  await assert.rejects(
    within.transactor.run(one, 'alone', (tx) =>
      sql`update destruction set approved_by = ${one.id}, approved_at = now() where id = ${String(asked.body.id)}`.execute(tx.db),
    ),
    { constraint: 'destroyed_by_two' },
  );
  await assert.rejects(
    within.transactor.run(one, 'by-hand', (tx) =>
      sql`update institution_operator set name = ${`~0.${String(asked.body.number)}`} where id = ${operator}`.execute(tx.db),
    ),
    { constraint: 'destruction_is_decided' },
  );
  await assert.rejects(
    within.transactor.asSystem('undecided', (tx) => sql`select destroy_values(${String(asked.body.id)}::uuid)`.execute(tx.db)),
    /query returned no rows/,
  );
});
