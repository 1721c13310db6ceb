import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
});
after(() => system.stop());

test('a gateway’s secret is kept nowhere in clear, and the same request sent again does not show it', async () => {
  const administrator = await system.as('nation.system-administrator');
  const enrolment = { code: 'gateway-9', name: '示范网关', environments: ['production', 'test'] };
  const key = 'enrol-gateway-9';
  const first = await administrator.post('/enforcement/gateways', enrolment, { key });
  assert.equal(first.status, 201);
  const secret = String(first.body.secret);
  const again = await administrator.post('/enforcement/gateways', enrolment, { key });
  assert.deepEqual([again.status, again.body.code], [409, 'answer-shown-once']);
  const reissued = await administrator.post('/enforcement/gateways/gateway-9/secret', undefined, { key: 'reissue-gateway-9' });
  assert.notEqual(reissued.body.secret, secret);
  const tables = await system.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p')`,
  );
  for (const { name } of tables)
    for (const value of [secret, String(reissued.body.secret)])
      assert.deepEqual(await system.query(`select 1 from ${name} t where to_jsonb(t)::text like $1 limit 1`, [`%${value}%`]), [], name);
});

test('an answer kept for repetition goes after a day, with the next request of the same person', async () => {
  const clerk = await system.as('xingqing.caseworker');
  const register = (code: string) => clerk.post('/institutions', { code, name: '示范药店', kind: 'pharmacy' });
  assert.equal((await register('P64010400021')).status, 201);
  await system.query(`update idempotency set at = at - interval '25 hours' where route = '/institutions'`);
  assert.equal((await register('P64010400022')).status, 201);
  const kept = await system.query<{ fresh: boolean }>(
    `select at > now() - interval '1 hour' as fresh from idempotency where route = '/institutions'`,
  );
  assert.deepEqual(kept, [{ fresh: true }], 'the answer of the second request alone');
});
