import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { TestGateway, until } from '../tests/test-gateway.ts';
import { codeOf, institution, message } from '../tests/world.ts';

const refusal = async (system: TestGateway) => (await system.post('127.0.1.1', message(codeOf(1)))).refusal;

async function serving(): Promise<TestGateway> {
  const system = await TestGateway.prepare();
  system.server.change({ entries: [institution(1)] });
  await system.startCurrent();
  assert.equal(await refusal(system), null);
  return system;
}

/** The bureau takes it out of service; the gateway hears of it with a heartbeat. */
async function retire(system: TestGateway): Promise<void> {
  system.server.settings = { ...system.server.settings, retired: true };
  await until('it says that it is out of service', () => system.server.acknowledgements.at(-1)?.retired === true);
}

test('NX-18: a gateway taken out of service refuses everything in words, closes what is open and says so', async () => {
  await using system = await serving();
  const idle = connect({ port: system.gateway?.port ?? 0, host: '127.0.0.1', localAddress: '127.0.1.1' });
  idle.resume();
  let ended = false;
  idle.once('close', () => {
    ended = true;
  });
  assert.equal(await refusal(system), null);
  await retire(system);
  await until('the idle connection is closed', () => ended);
  const refused = await system.post('127.0.1.1', message(codeOf(1)));
  assert.deepEqual([refused.refusal, refused.status], ['gateway-retired', 200]);
  assert.match(refused.message, /已停用/);
  const health = await system.health();
  assert.deepEqual([health.state, health.ok], ['retired', false]);
});

test('out of service it stays after a restart, with the server away', async () => {
  await using system = await serving();
  await retire(system);
  await system.stop();
  await system.server.stop();
  await system.start();
  assert.equal(await refusal(system), 'gateway-retired');
});

test('out of service it stays when a whole snapshot comes', async () => {
  await using system = await serving();
  await retire(system);
  const before = system.server.snapshots;
  system.server.epoch = 'epoch-2';
  await system.stop();
  await system.start();
  await until(
    'a snapshot of the new epoch has come',
    async () => system.server.snapshots > before && (await system.health()).epoch === 'epoch-2',
  );
  assert.equal(await refusal(system), 'gateway-retired');
});
