import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FeedServer, SECRET } from '../tests/feed-server.ts';
import { until } from '../tests/test-gateway.ts';
import { Acknowledger } from './acknowledger.ts';
import { ConnectionRegister } from './connection-register.ts';
import { CutOffWatch } from './cut-off-watch.ts';

test('while nothing changes the gateway goes on saying that it is there, with the skew of its clock as it is now', async () => {
  const server = new FeedServer();
  await server.start();
  let skewMs = 3;
  const identity = { serverUrl: server.url, id: 'gw-test', secret: SECRET };
  const acknowledger = new Acknowledger(identity, 'instance-1', new CutOffWatch(new ConnectionRegister()), () => skewMs, 20);
  try {
    acknowledger.durable({ epoch: 'epoch-1', revision: 7, appliedAt: 0, retired: false });
    await until('it has been heard three times', () => server.acknowledgements.length >= 3);
    skewMs = 250.4;
    await until('the new skew has been told', () => server.acknowledgements.at(-1)?.skewMs === 250);
    assert.deepEqual([...new Set(server.acknowledgements.map(({ revision }) => revision))], [7]);
  } finally {
    await acknowledger.stop();
    await server.stop();
  }
});

test('a gateway that has nothing durable says nothing', async () => {
  const server = new FeedServer();
  await server.start();
  const identity = { serverUrl: server.url, id: 'gw-test', secret: SECRET };
  const acknowledger = new Acknowledger(identity, 'instance-1', new CutOffWatch(new ConnectionRegister()), () => 0, 5);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await acknowledger.stop();
  await server.stop();
  assert.deepEqual(server.requests, []);
});
