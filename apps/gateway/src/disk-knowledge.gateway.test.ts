import assert from 'node:assert/strict';
import { copyFile, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { TestGateway, until } from '../tests/test-gateway.ts';
import { closed, codeOf, institution, message } from '../tests/world.ts';

const CUT = { production: closed(), test: closed() };

/** A gateway that has applied a snapshot and some frames and was stopped; the server is away. */
async function stopped(): Promise<TestGateway> {
  const system = await TestGateway.prepare();
  system.server.change({ entries: [institution(1), institution(2), institution(3)] });
  await system.startCurrent();
  for (const entry of [institution(2, CUT), institution(4), institution(3, CUT)]) system.server.change({ entries: [entry] });
  await until('all is acknowledged', () => system.server.acknowledgements.some(({ revision }) => revision === 4));
  await system.stop();
  await system.server.stop();
  return system;
}

async function journal(folder: string): Promise<string> {
  const name = (await readdir(folder)).find((file) => file.startsWith('journal-'));
  return join(folder, name as string);
}

async function flip(file: string, at: number): Promise<void> {
  const bytes = await readFile(file);
  const place = at < 0 ? bytes.length + at : at;
  bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
  await writeFile(file, bytes);
}

async function judged(system: TestGateway): Promise<(string | null)[]> {
  const refusals: (string | null)[] = [];
  for (const number of [1, 2, 3, 4]) refusals.push((await system.post(`127.0.${number}.1`, message(codeOf(number)))).refusal);
  return refusals;
}

const KNOWN = [null, 'cut-off', 'cut-off', null];
const NOTHING = Array(4).fill('without-knowledge');

test('the gateway starts from disk with the server absent and says how old its knowledge is', async () => {
  await using system = await stopped();
  await system.start();
  assert.deepEqual(await judged(system), KNOWN);
  const health = await system.health();
  assert.deepEqual([health.state, health.revision, health.knowledgeAgeMs, health.ok], ['ready', 4, null, false]);
});

const damages: readonly [string, string, (data: string) => Promise<void>][] = [
  ['a truncated snapshot', 'truncated', (data) => truncate(join(data, 'snapshot.ndjson'), 700)],
  [
    'a snapshot cut at a line',
    'truncated',
    async (data) => {
      const file = join(data, 'snapshot.ndjson');
      const lines = (await readFile(file, 'utf8')).split('\n');
      await writeFile(file, `${lines.slice(0, 2).join('\n')}\n`);
    },
  ],
  ['a flipped bit in the snapshot', 'altered', (data) => flip(join(data, 'snapshot.ndjson'), 400)],
  ['a flipped bit in the snapshot’s checksum', 'altered', (data) => flip(join(data, 'snapshot.ndjson'), -10)],
  ['no snapshot', 'missing', (data) => rm(join(data, 'snapshot.ndjson'))],
  ['a flipped bit in the journal', 'altered', async (data) => flip(await journal(data), 300)],
  [
    'a journal that lost its last line',
    'truncated',
    async (data) => {
      const file = await journal(data);
      const lines = (await readFile(file, 'utf8')).split('\n');
      await writeFile(file, `${lines.slice(0, -2).join('\n')}\n`);
    },
  ],
  [
    'a journal without a line in its middle',
    'altered',
    async (data) => {
      const file = await journal(data);
      const lines = (await readFile(file, 'utf8')).split('\n');
      lines.splice(1, 1);
      await writeFile(file, lines.join('\n'));
    },
  ],
  ['no journal', 'truncated', async (data) => rm(await journal(data))],
  ['no accepted.json', 'missing', (data) => rm(join(data, 'accepted.json'))],
  ['a flipped bit in accepted.json', 'altered', (data) => flip(join(data, 'accepted.json'), 20)],
];

for (const [name, reason, damage] of damages) {
  test(`with ${name} the gateway refuses everything, in words, until the server’s snapshot comes`, async () => {
    await using system = await stopped();
    await damage(join(system.folder, 'data'));
    await system.start();
    assert.deepEqual(await judged(system), NOTHING);
    const health = await system.health();
    assert.deepEqual([health.state, health.reason, health.institutions, health.ok], ['without-knowledge', reason, 0, false]);
    const refused = await system.post('127.0.1.1', message(codeOf(1)));
    assert.match(refused.message, /尚无可用的准入数据/);
    await system.server.start();
    await until('the snapshot has come', async () => (await system.health()).state === 'ready');
    if (name === 'a flipped bit in accepted.json') {
      // Which epoch was accepted cannot be told any more: a person has to say that this one may be.
      assert.deepEqual(await judged(system), ['epoch-withheld', 'cut-off', 'cut-off', 'epoch-withheld']);
      return;
    }
    assert.deepEqual(await judged(system), KNOWN);
    await system.stop();
    await system.server.stop();
    await system.start();
    assert.deepEqual(await judged(system), KNOWN);
  });
}

test('with a snapshot of a foreign epoch the gateway refuses everything', async () => {
  await using mine = await stopped();
  await using other = await TestGateway.prepare();
  other.server.epoch = 'epoch-of-another';
  other.server.change({ entries: [institution(1), institution(2), institution(3), institution(4)] });
  await other.startCurrent();
  await other.stop();
  await copyFile(join(other.folder, 'data', 'snapshot.ndjson'), join(mine.folder, 'data', 'snapshot.ndjson'));
  await mine.start();
  assert.deepEqual(await judged(mine), NOTHING);
  assert.equal((await mine.health()).reason, 'foreign-epoch');
});

test('knowledge set back to an earlier whole state is not used', async () => {
  await using system = await TestGateway.prepare();
  const data = join(system.folder, 'data');
  system.server.change({ entries: [institution(1), institution(2), institution(3), institution(4)] });
  await system.startCurrent();
  await until('it is on disk', () => system.server.acknowledgements.length > 0);
  await system.stop();
  const older = await readFile(join(data, 'snapshot.ndjson'));
  await system.startCurrent();
  system.server.change({ entries: [institution(1, CUT)] });
  await until('all is acknowledged', () => system.server.acknowledgements.some(({ revision }) => revision === 2));
  await system.stop();
  await system.server.stop();
  await rm(await journal(data));
  await writeFile(join(data, 'snapshot.ndjson'), older);
  await system.start();
  assert.deepEqual(await judged(system), NOTHING);
});

test('a torn last line that was never accepted is dropped: nobody was told of it', async () => {
  await using system = await stopped();
  const file = await journal(join(system.folder, 'data'));
  await writeFile(file, `${await readFile(file, 'utf8')}{"seq":5,"chain":"00`);
  await system.start();
  assert.deepEqual(await judged(system), KNOWN);
  await system.server.start();
  system.server.change({ entries: [institution(1, CUT)] });
  await until('it goes on', async () => (await system.health()).revision === 5);
  await until('all is acknowledged', () => system.server.acknowledgements.some(({ revision }) => revision === 5));
  await system.stop();
  await system.server.stop();
  await system.start();
  assert.equal((await system.post('127.0.1.1', message(codeOf(1)))).refusal, 'cut-off');
});

test('two gateways do not share a data folder: the second is told', async () => {
  await using system = await stopped();
  await system.start();
  const first = system.gateway;
  await assert.rejects(system.start(), /正被另一个网关使用.*in use by another gateway/);
  system.gateway = first;
});
