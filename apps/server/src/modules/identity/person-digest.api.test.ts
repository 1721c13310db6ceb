import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { sql } from 'kysely';
import { type InProcess, openInProcess } from '../../../tests/in-process.ts';
import { readMasterKeys } from '../../ground/master-key.ts';
import { openSealing, type Sealing } from '../../ground/sealed.ts';
import { personDigestChange } from './person-digest.ts';

const MANY = 2500;
const NUMBER = '640104199003071234';
const PASSWORD = 'Digest#2026-anjie';

let system: TestSystem;
let within: InProcess;
let sealing: Sealing;
before(async () => {
  system = await startTestSystem();
  within = openInProcess(system);
  const masterKeys = readMasterKeys(system.environment.ANJIE_KEY_FILE!);
  sealing = await openSealing({ masterKeys, url: system.database.appUrl });
  assert.equal((await create('digest.caseworker', 'caseworker')).status, 201);
  assert.equal((await activate('digest.caseworker')).status, 200);
  const numbers = Array.from({ length: MANY }, (_, i) => `64010419800101${String(i).padStart(4, '0')}`);
  await system.query(
    `insert into account (id, login, name, role, level, bureau_id, prov, city, div, password_hash, created_at, identity_number, person_digest)
     select uuidv7(), 'many.' || n, '人员', 'caseworker', 'county', a.bureau_id, a.prov, a.city, a.div, 'none', now(), x.number, x.digest
     from unnest($1::text[], $2::text[]) with ordinality as x (number, digest, n), account a where a.login = 'xingqing.caseworker'`,
    [numbers, numbers.map((number) => sealing.digest(number))],
  );
  await system.server.stop();
  await system.restart();
});
after(async () => {
  await sealing.close();
  await within.close();
  await system.stop();
});

const create = async (login: string, role: string, bureauCode = 'xingqing') =>
  (await system.as('nx.system-administrator')).post('/accounts', {
    login,
    name: '同一人',
    role,
    bureauCode,
    password: PASSWORD,
    identityNumber: NUMBER,
  });
const activate = async (login: string) => (await system.as('nx.security-officer')).post(`/accounts/${login}/activation`);
const stateOf = async (id: string) =>
  (
    await system.query<{ resealed: number; finished_at: Date | null; former: string[]; next: string | null }>(
      'select resealed::int, finished_at, former, next from key_rotation where id = $1',
      [id],
    )
  )[0]!;
const keys = async () =>
  (
    await system.query<{
      key: string;
    }>(`select distinct split_part(person_digest, ':', 1) as key from account where person_digest is not null
      union select split_part(person, ':', 1) from account_duty where person like '%:%'`)
  ).map((row) => row.key);

async function until<T>(what: string, read: () => Promise<T | null>): Promise<T> {
  for (let attempt = 0; attempt < 1200; attempt++) {
    const found = await read();
    if (found !== null) return found;
    await delay(20);
  }
  throw new Error(`${what} did not come`);
}

async function approved(): Promise<string> {
  const asked = await (await system.as('nation.security-officer')).post('/sealing/rotations', { purpose: 'search', reason: '按年度更换' });
  assert.equal(asked.status, 201, JSON.stringify(asked.body));
  const id = String(asked.body.id);
  assert.equal((await (await system.as('nation.security-officer')).post(`/sealing/rotations/${id}/approval`)).status, 403);
  assert.equal((await (await system.as('nation.system-administrator')).post(`/sealing/rotations/${id}/approval`)).status, 200);
  return id;
}

test('NX-附3.2-7b: killed while the key of the digests changes, it resumes; one person stays one person before, meanwhile and after', async () => {
  const [former] = await keys();
  const id = await approved();
  await until('the first digests', async () => ((await stateOf(id)).resealed > 0 ? true : null));
  await system.server.kill();
  assert.equal((await stateOf(id)).finished_at, null, 'it was killed in the middle');
  assert.deepEqual(await keys(), [former], 'the former digest is the one in force');
  const [both] = await system.query<{ n: number }>('select count(*)::int as n from account where person_digest_next is not null');
  assert.ok(both!.n > 0, 'two digests stand side by side');

  await system.restart();
  assert.equal((await create('digest.meanwhile', 'security-officer', 'nx')).status, 201, 'written while it goes on');
  assert.equal((await activate('digest.meanwhile')).status, 409, 'an officer’s duty beside another of the same person');
  const done = await until('the end', async () => {
    const state = await stateOf(id);
    return state.finished_at === null ? null : state;
  });
  assert.deepEqual(await keys(), [done.next]);
  assert.deepEqual(await system.query('select id from sealing_key where id = any($1)', [done.former]), [], 'the former key is destroyed');
  const [rest] = await system.query<{ n: number; people: number }>(
    `select count(*) filter (where person_digest_next is not null)::int as n, count(distinct person_digest)::int as people from account`,
  );
  assert.deepEqual(rest, { n: 0, people: MANY + 1 });
  assert.equal((await create('digest.after', 'auditor', 'nx')).status, 201);
  assert.equal((await activate('digest.after')).status, 409, 'the record of duties knows the person by the new digest');
});

test('NX-附3.2-6b: the certificate number itself is stored sealed, and no scope of a request reads it', async () => {
  const [row] = await system.query<{ identity_number: string }>(`select identity_number from account where login = 'digest.caseworker'`);
  assert.match(row!.identity_number, /^~1\./);
  assert.ok(!row!.identity_number.includes(NUMBER));
});

test('NX-附3.2-7b: no digest is put in force without a change that two officers decided, and none starts where a number was not kept', async () => {
  await assert.rejects(
    within.transactor.asSystem('alone', (tx) => sql`select change_person_digests('0000000000000000')`.execute(tx.db)),
    { constraint: 'begun_once_approved' },
  );
  await system.query(`update account set identity_number = null where login = 'many.1'`);
  assert.equal(await within.transactor.asSystem('count', (tx) => personDigestChange(sealing).lacking(tx)), 1);
  const refused = await (await system.as('nation.security-officer')).post('/sealing/rotations', { purpose: 'search', reason: '再换' });
  assert.deepEqual([refused.status, refused.body.code, refused.body.value], [409, 'numbers-missing', 1]);
});
