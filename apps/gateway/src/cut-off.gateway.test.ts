import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { TestGateway, until } from '../tests/test-gateway.ts';
import { closed, codeOf, institution, message, order, policy } from '../tests/world.ts';

const CUT = { production: closed(), test: closed() };

async function ready(change: Parameters<typeof policy>[0] = {}): Promise<TestGateway> {
  const system = await TestGateway.prepare();
  system.server.policies = [policy(change)];
  system.server.change({ entries: [institution(1), institution(2)] });
  await system.startCurrent();
  return system;
}

async function applied(system: TestGateway, revision: number): Promise<void> {
  await until('the revision is acknowledged', () => system.server.acknowledgements.some((one) => one.revision >= revision));
}

/** What the gateway last reported of the institution at the revision. */
function reported(system: TestGateway, revision: number) {
  const reports = system.server.acknowledgements.flatMap(({ verified }) => verified);
  return reports.filter((one) => one.code === codeOf(1) && one.revision === revision).at(-1);
}

test('NX-18: a cut-off refuses the next request with its clause and leaves others alone', async () => {
  await using system = await ready();
  assert.equal((await system.post('127.0.1.1', message(codeOf(1)))).refusal, null);
  await applied(system, system.server.change({ entries: [institution(1, CUT)] }));
  const refused = await system.post('127.0.1.1', message(codeOf(1)));
  assert.deepEqual([refused.status, refused.refusal, refused.clause], [200, 'cut-off', 'NX-18']);
  assert.equal((await system.post('127.0.2.1', message(codeOf(2)))).refusal, null);
  await applied(system, system.server.change({ entries: [institution(1)] }));
  assert.equal((await system.post('127.0.1.1', message(codeOf(1)))).refusal, null);
});

test('NX-18: a cut-off closes idle connections and is reported as verified off', async () => {
  await using system = await ready();
  const idle = connect({ port: system.gateway?.port ?? 0, host: '127.0.0.1', localAddress: '127.0.1.1' });
  const other = connect({ port: system.gateway?.port ?? 0, host: '127.0.0.1', localAddress: '127.0.2.1' });
  idle.resume();
  let ended = false;
  idle.once('close', () => {
    ended = true;
  });
  const agent = new Agent({ keepAlive: true });
  assert.equal((await system.post('127.0.1.1', message(codeOf(1)), { agent })).refusal, null);
  const revision = system.server.change({ entries: [institution(1, CUT)] });
  await until('the idle connection is closed', () => ended);
  await until('it is reported', () => reported(system, revision) !== undefined);
  const { openConnections, inFlight, forwardedAfter } = reported(system, revision) ?? {};
  assert.deepEqual({ openConnections, inFlight, forwardedAfter }, { openConnections: 0, inFlight: 0, forwardedAfter: 0 });
  assert.equal(other.destroyed, false);
  other.destroy();
  agent.destroy();
});

test('NX-18: what was forwarded before the cut-off gets its reply, and only then is the cut-off verified', async () => {
  await using system = await ready();
  let finish = (): void => undefined;
  system.platform.answer = (response) => {
    finish = () => response.end('{"infcode":0}');
  };
  const underWay = system.post('127.0.1.1', message(codeOf(1), '2102'));
  await until('the platform has it', () => system.platform.arrivals.length === 1);
  const revision = system.server.change({ entries: [institution(1, CUT)] });
  await until('it is reported as under way', () => reported(system, revision)?.inFlight === 1);
  assert.equal((await system.post('127.0.1.1', message(codeOf(1)))).refusal, 'cut-off');
  finish();
  const reply = await underWay;
  assert.deepEqual([reply.refusal, reply.body.toString()], [null, '{"infcode":0}']);
  await until('it is verified', () => reported(system, revision)?.inFlight === 0 && reported(system, revision)?.openConnections === 0);
  assert.equal(system.platform.arrivals.length, 1);
});

test('NX-18: a reply that does not come within the policy’s time is cut', async () => {
  await using system = await ready({ drainMs: 100 });
  system.platform.answer = () => undefined;
  const underWay = system.post('127.0.1.1', message(codeOf(1), '2102'));
  await until('the platform has it', () => system.platform.arrivals.length === 1);
  const revision = system.server.change({ entries: [institution(1, CUT)] });
  await assert.rejects(underWay);
  await until('it is verified', () => reported(system, revision)?.inFlight === 0);
  await until('the record says so', () => [...system.server.records.values()].some((record) => record.outcome === 'severed'));
});

test('NX-18: where the policy says "sever", what is under way ends at once', async () => {
  await using system = await ready({ drainMs: 600_000, onCutOff: 'sever' });
  system.platform.answer = () => undefined;
  const underWay = system.post('127.0.1.1', message(codeOf(1), '2102'));
  await until('the platform has it', () => system.platform.arrivals.length === 1);
  system.server.change({ entries: [institution(1, CUT)] });
  await assert.rejects(underWay);
});

test('NX-26: one order against a system refuses all that stand on it, and lifting it gives back what was', async () => {
  await using system = await ready();
  await applied(system, system.server.change({ orders: [order('order-1', { kind: 'system', id: 'his-1' })] }));
  const refused = await system.post('127.0.1.1', message(codeOf(1)));
  assert.deepEqual([refused.refusal, refused.clause], ['system-suspension', 'NX-26']);
  await applied(system, system.server.change({ lifted: ['order-1'] }));
  assert.equal((await system.post('127.0.1.1', message(codeOf(1)))).refusal, null);
});

test('NX-35(2): an upload pause in a jurisdiction refuses uploads there and lets settlements pass', async () => {
  await using system = await ready();
  const pause = order('pause-1', { kind: 'division', code: '640100' });
  const reason = { ...pause.reason, code: 'upload-pause', clause: 'NX-35(2)', denies: ['upload'] as const };
  await applied(system, system.server.change({ orders: [{ ...pause, reason }] }));
  const refused = await system.post('127.0.1.1', message(codeOf(1), '3501'));
  assert.deepEqual([refused.refusal, refused.clause], ['upload-pause', 'NX-35(2)']);
  assert.equal((await system.post('127.0.1.1', message(codeOf(1), '2102'))).refusal, null);
});

test('NX-18: what an institution that hung up has with the platform is still counted as under way', async () => {
  await using system = await ready();
  let finish = (): void => undefined;
  system.platform.answer = (response) => {
    finish = () => response.end('{"infcode":0}');
  };
  const agent = new Agent();
  const underWay = system.post('127.0.1.1', message(codeOf(1), '2102'), { agent }).catch(() => null);
  await until('the platform has it', () => system.platform.arrivals.length === 1);
  agent.destroy();
  await underWay;
  const revision = system.server.change({ entries: [institution(1, CUT)] });
  await until('it is reported as under way', () => reported(system, revision)?.inFlight === 1);
  finish();
  await until('it is verified', () => reported(system, revision)?.inFlight === 0);
});

test('NX-18: an institution whose cut-off arrived while the gateway was away is refused as soon as it is back', async () => {
  await using system = await ready();
  await system.server.stop();
  const revision = system.server.change({ entries: [institution(1, CUT)] });
  assert.equal((await system.post('127.0.1.1', message(codeOf(1)))).refusal, null);
  await system.server.start();
  await applied(system, revision);
  assert.equal((await system.post('127.0.1.1', message(codeOf(1)))).refusal, 'cut-off');
  await until('it is verified', () => reported(system, revision)?.openConnections === 0);
});
