import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, startTestSystem, type TestSystem } from '@anjie/test-system';
import { sql } from 'kysely';
import { actorOf, type InProcess, openInProcess } from '../../../tests/in-process.ts';

const CODE = 'P64010488001';
const MANY = 6000;

let system: TestSystem;
let within: InProcess;
before(async () => {
  system = await startTestSystem();
  within = openInProcess(system);
  const clerk = await system.as('xingqing.caseworker');
  await clerk.post('/institutions', { code: CODE, kind: 'pharmacy', name: '药店', contactName: '诸葛明远', contactPhone: '13911112222' });
  await system.query(
    `insert into institution_operator (id, institution_id, prov, city, div, role, name, phone, named_at, named_by)
     select uuidv7(), i.id, i.prov, i.city, i.div, 'manager', '人员' || n, '139' || lpad(n::text, 8, '0'), now(), a.id
     from generate_series(1, $1::int) n, institution i, account a where i.code = $2 and a.login = 'xingqing.caseworker'`,
    [MANY, CODE],
  );
  await system.server.stop();
  await system.restart();
});
after(async () => {
  await within.close();
  await system.stop();
});

const officer = () => system.as('nation.security-officer');
const administrator = () => system.as('nation.system-administrator');
const ask = async (purpose = 'persons') => (await officer()).post('/sealing/rotations', { purpose, reason: '按年度更换' });
const idOf = (answer: Answer) => String(answer.body.id);

async function until<T>(what: string, read: () => Promise<T | null>): Promise<T> {
  for (let attempt = 0; attempt < 1200; attempt++) {
    const found = await read();
    if (found !== null) return found;
    await delay(25);
  }
  throw new Error(`${what} did not come`);
}

const stateOf = async (id: string) =>
  (
    await system.query<{ resealed: number; finished_at: Date | null; former: string[]; next: string | null }>(
      'select resealed::int, finished_at, former, next from key_rotation where id = $1',
      [id],
    )
  )[0]!;
const keysInUse = async () =>
  (await system.query<{ key: string }>(`select distinct split_part(name, '.', 2) as key from institution_operator order by 1`)).map(
    (row) => row.key,
  );

test('NX-附3.2-7b: killed in the middle of a change of keys nothing is lost, it resumes, requests go on, and the former key is destroyed at its end', async () => {
  await until('sealing of what was seeded', async () =>
    (await system.query(`select 1 from institution_operator where name !~ '^~1' or phone !~ '^~1' limit 1`)).length === 0 ? true : null,
  );
  const [former] = await keysInUse();
  const asked = await ask();
  assert.equal(asked.status, 201, JSON.stringify(asked.body));
  const id = idOf(asked);
  assert.equal((await (await administrator()).post(`/sealing/rotations/${id}/approval`)).status, 200);
  await until('the first batches', async () => ((await stateOf(id)).resealed > 0 ? true : null));
  await system.server.kill();
  const killed = await stateOf(id);
  assert.equal(killed.finished_at, null, 'it was killed in the middle');
  assert.ok((await keysInUse()).includes(former!), 'values stand under both keys');

  await system.restart();
  const clerk = await system.as('xingqing.caseworker');
  const { body } = await clerk.get(`/institutions/${CODE}/contacts`);
  assert.equal(body.contactName, '诸葛明远', 'read while it goes on');
  assert.equal(
    (await clerk.post(`/institutions/${CODE}/operators`, { role: 'operator', name: '新来的人' })).status,
    201,
    'written while it goes on',
  );

  const done = await until('the end', async () => {
    const state = await stateOf(id);
    return state.finished_at === null ? null : state;
  });
  assert.deepEqual(done.former, [former]);
  assert.deepEqual(await keysInUse(), [done.next]);
  assert.deepEqual(await system.query('select id from sealing_key where id = $1', [former]), []);
  const names = await within.transactor.asSystem('reading', (tx) =>
    tx.db.selectFrom('institution_operator').select(['name', 'phone']).where('role', '=', 'manager').orderBy('phone').execute(),
  );
  assert.equal(names.length, MANY);
  assert.deepEqual(
    new Set(names.map((row) => `${row.name} ${row.phone}`)),
    new Set(Array.from({ length: MANY }, (_, i) => `人员${i + 1} 139${String(i + 1).padStart(8, '0')}`)),
  );
  const audited = await system.query<{ event: string }>(`select event from audit_event where object_id = $1 order by seq`, [id]);
  assert.deepEqual(
    audited.map((row) => row.event),
    ['key-rotation-requested', 'key-rotation-approved', 'key-rotation-begun', 'key-rotation-finished'],
  );
});

test('a change of key is asked for by one officer and approved by another, each by the one whose office it is', async () => {
  const asked = await ask('answers');
  const id = idOf(asked);
  assert.equal((await ask('answers')).body.code, 'rotation-open');
  assert.equal((await (await officer()).post(`/sealing/rotations/${id}/approval`)).status, 403);
  assert.equal((await (await administrator()).post('/sealing/rotations', { purpose: 'files', reason: '更换' })).status, 403);
  assert.equal((await (await administrator()).post(`/sealing/rotations/${id}/approval`)).status, 200);
  assert.equal((await (await administrator()).post(`/sealing/rotations/${id}/approval`)).body.code, 'rotation-approved');
});

test('a change of key by one person is refused by the database, for plain SQL too', async () => {
  const id = idOf(await ask('secrets'));
  const one = await actorOf(system, 'nation.security-officer');
  const approve = (who: string) => (tx: Parameters<Parameters<typeof within.transactor.run>[2]>[0]) =>
    sql`update key_rotation set approved_by = ${who}, approved_at = now() where id = ${id}`.execute(tx.db);
  await assert.rejects(within.transactor.run(one, 'alone', approve(one.id)), { constraint: 'rotated_by_two' });
  const other = await actorOf(system, 'nation.system-administrator');
  await assert.rejects(within.transactor.run(one, 'for-another', approve(other.id)), { constraint: 'acts_in_person' });
});
