import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestGateway, until } from '../tests/test-gateway.ts';
import { codeOf, institution, message, policy } from '../tests/world.ts';

async function ready(change: Parameters<typeof policy>[0] = {}): Promise<TestGateway> {
  const system = await TestGateway.prepare();
  system.server.policies = [policy(change)];
  system.server.change({ entries: [institution(1), institution(2)] });
  await system.startCurrent();
  return system;
}

test('a message sent again within the window is refused and told to query or reverse (2601)', async () => {
  await using system = await ready();
  const body = message(codeOf(1), '2102');
  assert.equal((await system.post('127.0.1.1', body)).refusal, null);
  const again = await system.post('127.0.1.1', body);
  assert.equal(again.refusal, 'replayed');
  assert.match(again.message, /2601/);
  assert.equal(system.platform.arrivals.length, 1);
});

test('the same msgid with another body is no replay', async () => {
  await using system = await ready();
  const body = message(codeOf(1), '1101');
  assert.equal((await system.post('127.0.1.1', body)).refusal, null);
  assert.equal((await system.post('127.0.1.1', `${body} `)).refusal, null);
});

test('two identical messages at once: exactly one reaches the platform', async () => {
  await using system = await ready();
  const body = message(codeOf(1), '2102');
  const replies = await Promise.all(Array.from({ length: 8 }, () => system.post('127.0.1.1', body)));
  assert.equal(replies.filter(({ refusal }) => refusal === null).length, 1);
  assert.equal(system.platform.arrivals.length, 1);
});

test('after the window the same message passes again', async () => {
  await using system = await ready({ replayWindowMs: 150 });
  const body = message(codeOf(1), '2102');
  await system.post('127.0.1.1', body);
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal((await system.post('127.0.1.1', body)).refusal, null);
});

test('the window is rebuilt from the records after a restart', async () => {
  await using system = await ready();
  const body = message(codeOf(1), '2102');
  await system.post('127.0.1.1', body);
  await system.stop();
  await system.startCurrent();
  assert.equal((await system.post('127.0.1.1', body)).refusal, 'replayed');
});

test('what never reached the platform may be sent again; what was sent without a reply may not', async () => {
  await using system = await TestGateway.prepare();
  const { production, test: trial } = system.platform.ports;
  const upstream = (environment: 'production' | 'test', port: number) => ({ environment, origin: `http://127.0.0.1:${port}`, base: '' });
  system.change = { upstreams: [upstream('production', 9), upstream('test', trial)], upstreamTimeoutMs: 300 };
  system.server.change({ entries: [institution(1)] });
  await system.startCurrent();
  const body = message(codeOf(1), '2102');
  assert.equal((await system.post('127.0.1.1', body)).refusal, 'upstream-unavailable');
  await until('the records say so', () => [...system.server.records.values()].some((record) => record.outcome === 'not-sent'));
  await system.stop();
  system.change = { upstreams: [upstream('production', production), upstream('test', trial)], upstreamTimeoutMs: 300 };
  await system.startCurrent();
  system.platform.answer = () => undefined;
  const unknown = await system.post('127.0.1.1', body);
  assert.equal(unknown.refusal, 'outcome-unknown');
  assert.match(unknown.message, /2601/);
  assert.equal((await system.post('127.0.1.1', body)).refusal, 'replayed');
});
