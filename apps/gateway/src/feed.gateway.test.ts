import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { hmacSm3Hex } from '@anjie/guomi/sm3';
import { SECRET } from '../tests/feed-server.ts';
import { TestGateway, until } from '../tests/test-gateway.ts';
import { binding, closed, codeOf, institution, message } from '../tests/world.ts';
import { readAccepted } from './accepted.ts';

const CUT = { production: closed(), test: closed() };

async function ready(): Promise<TestGateway> {
  const system = await TestGateway.prepare();
  system.server.change({ entries: [1, 2, 3, 4, 5, 6, 7].map((number) => institution(number)) });
  await system.startCurrent();
  return system;
}

async function refusal(system: TestGateway, number: number): Promise<string | null> {
  return (await system.post(`127.0.${number}.1`, message(codeOf(number)))).refusal;
}

async function metric(system: TestGateway, line: RegExp): Promise<boolean> {
  return line.test((await system.send(null, 'GET', '/metrics', '')).body.toString());
}

test('a frame that does not join on is not applied; a full snapshot is taken', async () => {
  await using system = await ready();
  const before = system.server.snapshots;
  const frame = { epoch: 'epoch-1', previous: 7, revision: 8, serverTime: Date.now(), orders: [], policies: [] };
  system.server.entries.set(institution(1).institution, { revision: 2, entry: institution(1, CUT) });
  system.server.revision = 2;
  system.server.say({
    type: 'frame',
    frame: { ...frame, entries: [{ institution: institution(2).institution, revision: 8, entry: null }] },
  });
  await until('a snapshot was taken', () => system.server.snapshots > before);
  await until('it is in place', async () => (await system.health()).revision === 2);
  assert.equal(await refusal(system, 1), 'cut-off');
  assert.equal(await refusal(system, 2), null);
});

test('a heartbeat that tells of a revision nobody sent leads to a full snapshot', async () => {
  await using system = await ready();
  system.server.entries.set(institution(3).institution, { revision: 2, entry: institution(3, CUT) });
  system.server.revision = 2;
  await until('it is in place', async () => (await system.health()).revision === 2);
  assert.equal(await refusal(system, 3), 'cut-off');
});

test('what became durable while an acknowledgement was under way is acknowledged after it', async () => {
  await using system = await ready();
  const { acknowledgements } = system.server;
  await until('the snapshot is acknowledged', () => acknowledgements.some(({ revision }) => revision === 1));
  const answer = Promise.withResolvers<void>();
  system.server.slowly = answer.promise;
  system.server.change({ entries: [institution(1, { production: closed() })] });
  await until('the first is under way', () => acknowledgements.at(-1)?.revision === 2);
  system.server.change({ entries: [institution(8)] });
  await until('the second is applied', async () => (await system.health()).revision === 3);
  await until('it is durable', async () => {
    const kept = await readAccepted(join(system.folder, 'data'));
    return kept.state === 'whole' && kept.value.revision === 3;
  });
  answer.resolve();
  await until('the second is acknowledged', () => acknowledgements.some(({ revision }) => revision === 3));
});

test('a line with a wrong code ends the connection, changes nothing and raises an alarm', async () => {
  await using system = await ready();
  const frame = { epoch: 'epoch-1', previous: 1, revision: 2, serverTime: Date.now(), entries: [], orders: [], policies: [] };
  const entries = [{ institution: institution(1).institution, revision: 2, entry: null }];
  const body = JSON.stringify({ type: 'frame', frame: { ...frame, entries } });
  const connections = () => system.server.requests.filter((line) => line.includes('/feed')).length;
  const before = connections();
  system.server.raw(JSON.stringify({ body, mac: hmacSm3Hex('another secret', body) }));
  await until('it has connected again', () => connections() > before);
  assert.equal(await metric(system, /alarms_total\{alarm="feed-line"\} 1/), true);
  assert.equal(await refusal(system, 1), null);
  system.server.raw(JSON.stringify({ body: '{"type":"frame"}', mac: hmacSm3Hex(SECRET, '{"type":"frame"}') }));
  system.server.raw('not json');
  await until('it has connected again', () => connections() > before + 1);
  assert.equal((await system.health()).state, 'ready');
});

test('a snapshot of the accepted epoch that is older than what was accepted is not taken', async () => {
  await using system = await ready();
  system.server.change({ entries: [institution(1, CUT)] });
  await until('it is applied', async () => (await system.health()).revision === 2);
  await system.server.stop();
  system.server.entries.set(institution(1).institution, { revision: 1, entry: institution(1) });
  system.server.revision = 1;
  await system.server.start();
  await until('the alarm counts', () => metric(system, /alarm="snapshot-older"/));
  assert.equal(await refusal(system, 1), 'cut-off');
});

test('with the server away the gateway goes on by what it knows, and its age grows and is shown', async () => {
  await using system = await ready();
  await system.server.stop();
  await until('the age has grown', async () => Number((await system.health()).knowledgeAgeMs) > 300);
  assert.equal(await refusal(system, 1), null);
  assert.equal((await system.post('127.0.88.1', message(codeOf(1)))).refusal, 'unknown-source');
  assert.deepEqual(((await system.health()).alarms as string[]).includes('feed-away'), true);
});

test('a demonstration’s clock moves with the server’s; a clock that is off raises an alarm', async () => {
  await using system = await ready();
  const [first] = institution(1).segments;
  const turn = Date.now() + 86_400_000;
  const later = { ...first, from: turn, grants: { production: closed({ code: 'later' }), test: closed() } };
  system.server.change({ entries: [{ ...institution(1), segments: [{ ...first, until: turn }, later] }] });
  assert.equal(await refusal(system, 1), null);
  system.server.settings = { ...system.server.settings, clockOffsetMs: 2 * 86_400_000 };
  await until('the clock has moved', async () => (await refusal(system, 1)) === 'later');
  assert.deepEqual(((await system.health()).alarms as string[]).includes('clock-skew'), false);
  system.server.now = () => Date.now();
  await until('the alarm stands', async () => ((await system.health()).alarms as string[]).includes('clock-skew'));
});

test('in production the clock does not move, whatever the server says', async () => {
  await using system = await TestGateway.prepare();
  system.change = {
    mode: 'production',
    upstreams: [{ environment: 'production', origin: `http://127.0.0.1:${system.platform.ports.production}`, base: '' }],
  };
  system.server.settings = { ...system.server.settings, clockOffsetMs: 86_400_000 };
  const [first] = institution(1).segments;
  system.server.change({ entries: [{ ...institution(1), segments: [{ ...first, until: Date.now() + 3_600_000 }] }] });
  await system.startCurrent();
  assert.equal((await system.post('127.0.1.1', message(codeOf(1)), { path: '/fsi/x' })).refusal, null);
});

test('a new epoch: what was refused and would be admitted stays refused, is reported, and passes after release', async () => {
  await using system = await TestGateway.prepare();
  const moved = institution(5);
  system.server.change({ entries: [institution(1), institution(2, CUT), institution(3), moved] });
  await system.startCurrent();
  const asBefore = message(codeOf(1));
  assert.equal((await system.post('127.0.1.1', asBefore)).refusal, null);
  await system.server.stop();
  // Restored from a backup: 2's cut-off is forgotten, 4 comes to light, 5 has an address again that it had lost; 3 is cut off meanwhile.
  system.server.epoch = 'epoch-2';
  const [segment] = moved.segments;
  const more = { ...moved, segments: [{ ...segment, bindings: [...segment.bindings, binding('127.0.55.1', 'production')] }] as const };
  for (const entry of [institution(2), institution(3, CUT), institution(4), more]) {
    system.server.entries.set(entry.institution, { revision: 1, entry });
  }
  await system.server.start();
  await until('the epoch is met', async () => (await system.health()).epoch === 'epoch-2');
  const judged = async () => [
    await refusal(system, 1),
    await refusal(system, 2),
    await refusal(system, 3),
    await refusal(system, 4),
    await refusal(system, 5),
    (await system.post('127.0.55.1', message(codeOf(5)))).refusal,
  ];
  const withheld = [null, 'epoch-withheld', 'cut-off', 'epoch-withheld', null, 'epoch-withheld'];
  assert.deepEqual(await judged(), withheld);
  await until('it is reported', () => system.server.epochReports.length > 0);
  const [report] = system.server.epochReports;
  assert.deepEqual([report?.epoch, report?.previousEpoch], ['epoch-2', 'epoch-1']);
  assert.deepEqual(report?.withheld.toSorted(), [codeOf(2), codeOf(4), codeOf(5)]);
  assert.equal((await system.health()).withheld, 3);

  await system.stop();
  await system.server.stop();
  await system.start();
  assert.deepEqual(await judged(), withheld, 'after a restart without the server');
  await system.server.start();
  system.server.change({ entries: [institution(2)] });
  await until('it goes on', async () => (await system.health()).revision === 2);
  assert.deepEqual(await judged(), withheld, 'no later frame lifts it');

  system.server.settings = { ...system.server.settings, releasedEpochs: ['epoch-2'] };
  await until('it is released', async () => (await system.health()).withheld === 0);
  assert.deepEqual(await judged(), [null, null, 'cut-off', null, null, null]);
  await until(
    'it is on disk',
    async () => !(await readFile(join(system.folder, 'data', 'accepted.json'), 'utf8')).includes('"withheld":"'),
  );
});

test('a new epoch met without knowledge of the one before: everything is withheld until release', async () => {
  await using system = await ready();
  await system.stop();
  await system.server.stop();
  const { rm } = await import('node:fs/promises');
  await rm(join(system.folder, 'data', 'snapshot.ndjson'));
  system.server.epoch = 'epoch-2';
  await system.server.start();
  await system.startCurrent();
  assert.equal(await refusal(system, 1), 'epoch-withheld');
  assert.equal((await system.health()).withheld, 7);
});

test('a list of withheld institutions that is lost does not set them free', async () => {
  await using system = await ready();
  await system.stop();
  system.server.epoch = 'epoch-2';
  system.server.entries.set(institution(9).institution, { revision: 1, entry: institution(9) });
  await system.startCurrent();
  assert.equal(await refusal(system, 9), 'epoch-withheld');
  await system.stop();
  const { rm } = await import('node:fs/promises');
  await rm(join(system.folder, 'data', 'withheld.json'));
  await system.startCurrent();
  assert.equal(await refusal(system, 9), 'epoch-withheld');
});
