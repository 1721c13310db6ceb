import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
});
after(() => system.stop());

test('divisions are told by code and name, page by page, to whoever has logged in', async () => {
  const person = await system.as('carrier-a.operator');
  const first = (await person.get('/divisions?limit=3')).body as unknown as { divisions: { code: string; name: string }[]; next: string };
  assert.equal(first.divisions.length, 3);
  const rest = (await person.get(`/divisions?after=${first.next}`)).body as unknown as typeof first;
  const all = [...first.divisions, ...rest.divisions];
  assert.equal(new Set(all.map((one) => one.code)).size, all.length);
  assert.ok(all.some((one) => one.code === '640104' && one.name === '兴庆区'));
});

test('without a login no division is told', async () => {
  assert.equal((await fetch(`${system.url}/api/v1/divisions`)).status, 401);
});
