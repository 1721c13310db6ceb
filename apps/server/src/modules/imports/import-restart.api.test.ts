import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { writeXlsx } from '@anjie/spreadsheet';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { ended, send, XLSX } from './import.scene.ts';

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
});
after(() => system.stop());

const HEADER = ['机构编码', '机构类别', '机构名称'];
const rows = (series: number, count: number) =>
  Array.from({ length: count }, (_, n) => [`P640${series}${String(n).padStart(7, '0')}`, '零售药店', `药店${n}`]);
const csv = (lines: readonly (readonly string[])[]) => [HEADER, ...lines].map((line) => line.join(',')).join('\n');
const count = async () => Number((await system.query<{ n: string }>('select count(*) as n from institution'))[0]!.n);
const job = async (id: string) =>
  (
    await system.query<{ state: string; rows: number; taken_to: number; attempts: number }>('select * from import_job where id = $1', [id])
  )[0]!;

async function until(id: string, reached: (row: { state: string; rows: number; taken_to: number }) => boolean): Promise<void> {
  while (!reached(await job(id))) await setTimeout(2);
}

test('killed while rows are taken in, nothing of the import is left; the server that starts again takes all of them in, once', async () => {
  const { body } = await send(system, 'xingqing.caseworker', csv(rows(1, 8_000)));
  await until(body.id, ({ state, taken_to }) => state === 'taking' && taken_to > 2000);
  await system.server.kill();
  assert.equal(await count(), 0);
  await system.restart();
  const done = await ended(system, 'xingqing.caseworker', body.id);
  assert.deepEqual([done.state, done.rows, done.taken, done.rejected], ['done', 8_000, 8_000, 0]);
  assert.equal(await count(), 8_000);
  assert.equal((await job(body.id)).attempts, 2);
});

test('killed while rows are checked, the next server goes on behind what was checked, and tells each fault once', async () => {
  const lines = rows(2, 8_000).map((line, n) => (n % 100 === 7 ? ['P1', ...line.slice(1)] : line));
  const { body } = await send(system, 'xingqing.caseworker', await buffer(writeXlsx([HEADER, ...lines], '机构')), { type: XLSX });
  await until(body.id, ({ rows: seen }) => seen >= 2000);
  await system.server.kill();
  assert.ok((await job(body.id)).rows < 8_000);
  await system.restart();
  const done = await ended(system, 'xingqing.caseworker', body.id);
  assert.deepEqual([done.state, done.rows, done.taken, done.rejected], ['done', 8_000, 0, 80]);
  const faults = await system.query<{ row_number: number }>('select row_number from import_fault where job_id = $1 order by 1', [body.id]);
  assert.deepEqual(
    faults.map((one) => one.row_number),
    Array.from({ length: 80 }, (_, n) => n * 100 + 9),
  );
});

test('good rows are kept batch by batch: killed between two of them, none is lost and none is recorded twice', async () => {
  const before = await count();
  const lines = rows(3, 10_000).map((line, n) => (n % 100 === 7 ? ['P1', ...line.slice(1)] : line));
  const { body } = await send(system, 'xingqing.caseworker', csv(lines), { keep: 'good' });
  await until(body.id, ({ state, taken_to }) => state === 'taking' && taken_to > 1500);
  await system.server.kill();
  assert.ok((await count()) > before);
  await system.restart();
  const done = await ended(system, 'xingqing.caseworker', body.id);
  assert.deepEqual([done.state, done.rows, done.taken, done.rejected], ['done', 10_000, 9900, 100]);
  assert.equal(await count(), before + 9900);
});

test('a server that is told to stop leaves the import where it is, and the next one ends it', async () => {
  const before = await count();
  const { body } = await send(system, 'xingqing.caseworker', csv(rows(4, 8_000)));
  await until(body.id, ({ state, taken_to }) => state === 'taking' && taken_to > 1500);
  await system.server.stop();
  assert.equal(system.server.child.exitCode, 0);
  assert.equal(await count(), before);
  await system.restart();
  assert.equal((await ended(system, 'xingqing.caseworker', body.id)).taken, 8_000);
});

test('cancelled in the middle, nothing of a file that is kept whole is left', async () => {
  const before = await count();
  const { body } = await send(system, 'xingqing.caseworker', csv(rows(5, 8_000)));
  await until(body.id, ({ state, taken_to }) => state === 'taking' && taken_to > 1500);
  const { status } = await (await system.as('xingqing.caseworker')).post(`/imports/${body.id}/cancellation`);
  assert.equal(status, 200);
  const done = await ended(system, 'xingqing.caseworker', body.id);
  assert.deepEqual([done.state, done.taken], ['cancelled', 0]);
  await setTimeout(500);
  assert.equal(await count(), before);
});

test('NX-13: what an account sent before it was shut is not taken in after', async () => {
  await system.server.stop();
  await system.restart();
  const [{ id }] = (await system.query<{ id: string }>(`select id from account where login = 'jinfeng.caseworker'`)) as [{ id: string }];
  const { body } = await send(system, 'jinfeng.caseworker', csv(rows(6, 8_000)));
  await system.query('update account set active = false where id = $1', [id]);
  await system.server.kill();
  await system.restart();
  const done = await ended(system, 'yinchuan.caseworker', body.id);
  assert.deepEqual([done.state, done.refusal?.code, done.taken], ['refused', 'import-sender-left', 0]);
});
