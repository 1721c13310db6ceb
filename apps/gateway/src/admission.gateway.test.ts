import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestGateway } from '../tests/test-gateway.ts';
import { closed, codeOf, institution, message } from '../tests/world.ts';

async function ready(...entries: Parameters<TestGateway['server']['change']>[0]['entries'] & object): Promise<TestGateway> {
  const system = await TestGateway.prepare();
  system.server.change({ entries });
  await system.startCurrent();
  return system;
}

test('NX-8: a filed address with its own code passes, an unfiled address is refused', async () => {
  await using system = await ready(institution(1));
  const passed = await system.post('127.0.1.1', message(codeOf(1)));
  assert.equal(passed.refusal, null);
  assert.deepEqual(passed.body, system.platform.reply);
  const refused = await system.post('127.0.99.1', message(codeOf(1)));
  assert.deepEqual([refused.status, refused.refusal, refused.clause], [200, 'unknown-source', 'NX-8']);
  assert.equal(system.platform.arrivals.length, 1);
});

test('NX-9: a message with the code of another institution is refused, even of one that is admitted', async () => {
  await using system = await ready(institution(1), institution(2));
  const refused = await system.post('127.0.1.1', message(codeOf(2)));
  assert.deepEqual([refused.refusal, refused.clause], ['institution-mismatch', 'NX-9']);
  assert.equal(system.platform.arrivals.length, 0);
});

test('NX-20(4): the test line does not reach production and the production line does not reach the test platform', async () => {
  await using system = await ready(institution(1));
  const path = { path: '/test/fsi/api/rsfComIfsService/callService' };
  const toTest = await system.post('127.0.1.1', message(codeOf(1)), path);
  const toProduction = await system.post('127.0.1.2', message(codeOf(1)));
  assert.deepEqual([toTest.refusal, toTest.clause], ['wrong-environment', 'NX-20(4)']);
  assert.deepEqual([toProduction.refusal, toProduction.clause], ['wrong-environment', 'NX-20(4)']);
  assert.equal((await system.post('127.0.1.2', message(codeOf(1)), path)).refusal, null);
  assert.deepEqual(
    system.platform.arrivals.map(({ environment }) => environment),
    ['test'],
  );
});

test('NX-20(4): no spelling of a path leads out of its environment', async () => {
  await using system = await ready(institution(1));
  for (const path of ['/test/../production/x', '/test/%2e%2e/x', '/test//x', '/tests/x', '/', '/production\\x', '/test/./x']) {
    const reply = await system.post('127.0.1.2', message(codeOf(1)), { path });
    assert.notEqual(reply.refusal, null, path);
  }
  assert.equal(system.platform.arrivals.length, 0);
});

test('NX-20(末): a settlement suspension refuses settlements and lets reversals and queries pass', async () => {
  const suspended = closed({ code: 'settlement-suspension', clause: 'NX-20(末)', denies: ['settle'] });
  await using system = await ready(institution(1, { production: suspended }));
  const refused = await system.post('127.0.1.1', message(codeOf(1), '2102'));
  assert.deepEqual([refused.refusal, refused.clause], ['settlement-suspension', 'NX-20(末)']);
  assert.match(refused.message, /NX-20\(末\)/);
  assert.equal((await system.post('127.0.1.1', message(codeOf(1), '2601'))).refusal, null);
  assert.equal((await system.post('127.0.1.1', message(codeOf(1), '1101'))).refusal, null);
});

test('NX-20(末): a suspended settlement does not pass under the path of one transaction and the infno of another', async () => {
  const suspended = closed({ code: 'settlement-suspension', clause: 'NX-20(末)', denies: ['settle'] });
  await using system = await ready(institution(1, { production: suspended }));
  for (const path of ['/production/fsi/2102', '/production/fsi/api/2207A']) {
    assert.equal((await system.post('127.0.1.1', message(codeOf(1), '1101'), { path })).refusal, 'path-mismatch', path);
  }
  assert.equal((await system.post('127.0.1.1', message(codeOf(1), '1101'), { path: '/production/fsi/1101' })).refusal, null);
  const service = '/production/fsi/api/fsiPsnInfoService/queryPsnInfo';
  assert.equal((await system.post('127.0.1.1', message(codeOf(1), '1101'), { path: service })).refusal, null);
  assert.equal((await system.post('127.0.1.1', message(codeOf(1), '2601'), { path: service })).refusal, 'path-mismatch');
});

test('a refusal is an envelope that a HIS can show: infcode -1, at most 200 characters, reason, clause and remedy', async () => {
  const long = closed({ what: { zh: '很长的理由'.repeat(60), en: 'long' } });
  await using system = await ready(institution(1, { production: long }));
  const refused = await system.post('127.0.1.1', message(codeOf(1), '2102'));
  const envelope = JSON.parse(refused.body.toString()) as Record<string, unknown>;
  assert.equal(envelope.infcode, -1);
  assert.equal(envelope.output, null);
  assert.ok([...refused.message].length <= 200);
  assert.match(refused.message, /（依据 NX-18）。请整改并经确认后恢复$/);
});

test('HTTP 400 answers only where no JSON was understood', async () => {
  await using system = await ready(institution(1));
  const outcome = async (body: string) => {
    const { status, refusal } = await system.post('127.0.1.1', body);
    return [status, refusal];
  };
  assert.deepEqual(await outcome('not json'), [400, 'body-unreadable']);
  assert.deepEqual(await outcome('[1]'), [200, 'body-unreadable']);
  assert.deepEqual(await outcome('{"infno":"1101","infno":"2102"}'), [200, 'body-unreadable']);
  assert.deepEqual(await outcome('{"infno":"1101"}'), [200, 'envelope-incomplete']);
  assert.deepEqual(await outcome(message(codeOf(1), '1101', { input: 'x'.repeat(200_000) })), [400, 'body-unreadable']);
  assert.equal(system.platform.arrivals.length, 0);
});

test('an entry whose last segment has ended refuses: nothing is known of the institution any more', async () => {
  const entry = institution(1);
  const ended = { ...entry, segments: [{ ...entry.segments[0], until: Date.now() - 1_000 }] as const };
  await using system = await ready(ended);
  assert.equal((await system.post('127.0.1.1', message(codeOf(1)))).refusal, 'admission-unknown');
});

test('the grant turns by the gateway’s own clock when the second segment begins, server or no server', async () => {
  const entry = institution(1);
  const turn = Date.now() + 2_000;
  const [first] = entry.segments;
  const second = { ...first, from: turn, grants: { production: closed({ code: 'agreement-ended', clause: 'NX-8' }), test: closed() } };
  await using system = await ready({ ...entry, segments: [{ ...first, until: turn }, second] });
  await system.server.stop();
  assert.equal((await system.post('127.0.1.1', message(codeOf(1)))).refusal, null);
  await new Promise((resolve) => setTimeout(resolve, turn - Date.now() + 5));
  assert.equal((await system.post('127.0.1.1', message(codeOf(1)))).refusal, 'agreement-ended');
});
