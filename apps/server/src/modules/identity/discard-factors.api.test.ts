import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DEMONSTRATION_PASSWORD, startTestSystem, type TestSystem } from '@anjie/test-system';
import { sql } from 'kysely';
import { type InProcess, openInProcess } from '../../../tests/in-process.ts';
import { careOnce } from './account-care.ts';

let system: TestSystem;
let within: InProcess;
before(async () => {
  system = await startTestSystem();
  within = openInProcess(system);
});
after(async () => {
  await within.close();
  await system.stop();
});

const seeds = () =>
  system.query<{ label: string; secret: string | null }>(`select label, secret from factor where kind = 'totp' order by created_at`);
const care = () => within.transactor.asSystem('care', (tx) => careOnce(tx, 'demonstration'));

test('NX-附3.2-9a: a seed that was never confirmed, a challenge nobody answered and the seed of a removed factor are destroyed, with a record', async () => {
  const person = await system.as('xingqing.caseworker');
  const password = DEMONSTRATION_PASSWORD;
  for (const label of ['旧的', '刚刚的']) assert.equal((await person.post('/me/factors/totp', { label, password })).status, 201, label);
  assert.equal((await person.post('/me/factors/challenge', { kind: 'sm2', password })).status, 200);
  await system.query(`update factor set created_at = created_at - interval '2 hours' where label = '旧的'`);
  await system.query(`update factor_challenge set made_at = made_at - interval '2 hours'`);
  await care();
  assert.deepEqual(
    (await seeds()).map((row) => row.label),
    ['刚刚的'],
    'what is being enrolled stays',
  );
  assert.deepEqual(await system.query('select 1 from factor_challenge'), []);

  await system.query(`update factor set confirmed_at = now(), removed_at = now()`);
  await care();
  assert.deepEqual(await seeds(), [{ label: '刚刚的', secret: null }], 'the record stays, its seed does not');
  const kept = await system.query<{ detail: object }>(`select detail from audit_event where event = 'factors-discarded' order by seq`);
  assert.deepEqual(
    kept.map((row) => row.detail),
    [
      { unconfirmed: 1, removedSeeds: 0, challenges: 1 },
      { unconfirmed: 0, removedSeeds: 1, challenges: 0 },
    ],
  );
});

test('NX-附3.2-9a: a factor that was confirmed is deleted by nobody, due work neither', async () => {
  await assert.rejects(
    within.transactor.asSystem('deleting', (tx) => sql`delete from factor where confirmed_at is not null`.execute(tx.db)),
    { constraint: 'confirmed_factors_stay' },
  );
  await assert.rejects(
    within.transactor.asIdentity((db) => sql`delete from factor`.execute(db)),
    { code: '42501' },
  );
});
