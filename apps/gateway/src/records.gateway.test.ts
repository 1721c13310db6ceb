import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { TestGateway, until } from '../tests/test-gateway.ts';
import { codeOf, institution, message } from '../tests/world.ts';

async function ready(): Promise<TestGateway> {
  const system = await TestGateway.prepare();
  system.server.change({ entries: [institution(1)] });
  await system.startCurrent();
  return system;
}

test('every request leaves one record: who, what, how judged, by which revision and clause, without its body', async () => {
  await using system = await ready();
  await system.post('127.0.1.1', message(codeOf(1), '2102'));
  const refused = await system.post('127.0.77.1', message(codeOf(1), '1101', { input: { data: { certno: '640102199001011234' } } }));
  await until('both are with the server', () => system.server.records.size === 2);
  const [passed, unknown] = [...system.server.records.values()];
  assert.deepEqual(
    [
      passed?.seq,
      passed?.code,
      passed?.ip,
      passed?.environment,
      passed?.infno,
      passed?.class,
      passed?.verdict,
      passed?.outcome,
      passed?.revision,
    ],
    [1, codeOf(1), '127.0.1.1', 'production', '2102', 'settle', 'forwarded', 'answered', 1],
  );
  assert.deepEqual([passed?.macChecked, passed?.status, passed?.refusal], ['not checked', 200, null]);
  assert.match(passed?.digest ?? '', /^[0-9a-f]{64}$/);
  assert.deepEqual([unknown?.verdict, unknown?.refusal, unknown?.clause, unknown?.code], ['refused', 'unknown-source', 'NX-8', null]);
  assert.equal(unknown?.id, refused.headers['x-anjie-request']);
  const folder = join(system.folder, 'data', 'records');
  for (const file of await readdir(folder)) assert.doesNotMatch(await readFile(join(folder, file), 'utf8'), /640102199001011234/);
});

test('records survive an outage of the server and a restart of the gateway, each arrives once and in order', async () => {
  await using system = await ready();
  await system.server.stop();
  for (let i = 0; i < 5; i += 1) await system.post('127.0.1.1', message(codeOf(1)));
  await system.stop();
  await system.start();
  for (let i = 0; i < 5; i += 1) await system.post('127.0.1.1', message(codeOf(1)));
  assert.equal(system.server.records.size, 0);
  await system.server.start();
  await until('all ten are there', () => system.server.records.size === 10);
  assert.deepEqual([...system.server.records.keys()], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assert.equal(new Set([...system.server.records.values()].map(({ msgid }) => msgid)).size, 10);
});

test('a message with findings passes: the findings are counted in its record', async () => {
  await using system = await ready();
  await system.post('127.0.1.1', message(codeOf(1), '2102', { opter_name: 'x'.repeat(400), infver: '' }));
  await until('it is there', () => system.server.records.size === 1);
  const record = system.server.records.get(1);
  assert.deepEqual([record?.verdict, (record?.findings ?? 0) > 0], ['forwarded', true]);
});

test('GET /metrics counts verdicts and refusals', async () => {
  await using system = await ready();
  await system.post('127.0.1.1', message(codeOf(1)));
  await system.post('127.0.1.1', message(codeOf(2)));
  const metrics = (await system.send(null, 'GET', '/metrics', '')).body.toString();
  assert.match(metrics, /requests_total\{verdict="forwarded",refusal=""\} 1/);
  assert.match(metrics, /requests_total\{verdict="refused",refusal="institution-mismatch"\} 1/);
});
