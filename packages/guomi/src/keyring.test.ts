import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { type MemoryKeyStore, memoryKeyStore } from '../tests/memory-key-store.ts';
import { Keyring } from './keyring.ts';
import type { CryptoProvider } from './provider.ts';
import { softwareProvider } from './software-provider.ts';

const masterA = { id: 'master-a', secret: randomBytes(32) };
const masterB = { id: 'master-b', secret: randomBytes(32) };
const providerOf = (...masterKeys: { id: string; secret: Buffer }[]): CryptoProvider => softwareProvider({ masterKeys, keyPairs: [] });
const NOW = 1_800_000_000_000;

async function ringOf(store: MemoryKeyStore = memoryKeyStore(), provider = providerOf(masterA)): Promise<Keyring> {
  return Keyring.open(provider, store);
}

test('what is sealed for a purpose opens for it, and for no other purpose or context', async () => {
  const ring = await ringOf();
  await ring.addKey('persons', NOW);
  await ring.addKey('secrets', NOW);
  const record = await ring.seal('persons', Buffer.from('640103199001011234'), 'officer.certificate/1');
  assert.equal((await ring.open('persons', record, 'officer.certificate/1')).toString(), '640103199001011234');
  await assert.rejects(ring.open('secrets', record, 'officer.certificate/1'), { code: 'key-unknown', message: /persons.*secrets/ });
  await assert.rejects(ring.open('persons', record, 'officer.certificate/2'), { code: 'record-altered' });
  await assert.rejects(ring.seal('nothing', Buffer.from('x'), 'c'), { code: 'key-unknown', message: /nothing/ });
});

test('the store holds no data key in the clear, and rows exchanged in it do not open', async () => {
  const store = memoryKeyStore();
  const ring = await ringOf(store);
  const [one, two] = [await ring.addKey('persons', NOW), await ring.addKey('secrets', NOW)];
  const record = await ring.seal('persons', Buffer.from('x'), 'c');
  const [first, second] = [store.rows.get(one)!, store.rows.get(two)!];
  store.rows.set(one, { ...first, wrapped: second.wrapped });
  await assert.rejects((await ringOf(store)).open('persons', record, 'c'), { code: 'record-altered' });
  await assert.rejects((await ringOf(store, providerOf(masterB))).open('persons', record, 'c'), {
    code: 'key-unknown',
    message: /master-a/,
  });
});

test('rotation: the new key seals, the former opens, and a server that has not heard of it learns when it meets it', async () => {
  const store = memoryKeyStore();
  const [here, there] = [await ringOf(store), await ringOf(store)];
  const former = await here.addKey('persons', NOW);
  const old = await here.seal('persons', Buffer.from('old'), 'c');
  assert.equal((await there.open('persons', old, 'c')).toString(), 'old');
  // The same instant twice, as when two clocks disagree: the later call still wins.
  const next = await here.addKey('persons', NOW);
  assert.deepEqual(here.keyIds('persons'), [next, former]);
  const fresh = await here.seal('persons', Buffer.from('new'), 'c');
  assert.equal((await there.open('persons', fresh, 'c')).toString(), 'new');
  assert.equal(await here.reseal('persons', fresh, 'c'), null);
  const renewed = await here.reseal('persons', old, 'c');
  await here.destroy(former);
  assert.equal((await here.open('persons', renewed!, 'c')).toString(), 'old');
  await assert.rejects(here.open('persons', old, 'c'), { code: 'key-unknown', message: new RegExp(former) });
});

test('a new master key: wrapping anew may be killed at any step, loses nothing and goes on where it stopped', async () => {
  for (let survived = 0; survived <= 5; survived += 1) {
    const store = memoryKeyStore();
    const ring = await ringOf(store);
    const records: Buffer[] = [];
    for (let i = 0; i < 5; i += 1) {
      await ring.addKey(`purpose-${i}`, NOW);
      records.push(await ring.seal(`purpose-${i}`, Buffer.from(`value ${i}`), 'c'));
    }
    store.stepsLeft = survived;
    const dying = await ringOf(store, providerOf(masterA, masterB));
    if (survived < 5) await assert.rejects(dying.rewrap(), { message: 'killed' });
    else assert.equal(await dying.rewrap(), 5);
    store.stepsLeft = Number.POSITIVE_INFINITY;
    const both = await ringOf(store, providerOf(masterA, masterB));
    for (const [i, record] of records.entries()) assert.equal((await both.open(`purpose-${i}`, record, 'c')).toString(), `value ${i}`);
    assert.equal(await both.rewrap(), 5 - survived);
    const after = await ringOf(store, providerOf(masterB));
    for (const [i, record] of records.entries()) assert.equal((await after.open(`purpose-${i}`, record, 'c')).toString(), `value ${i}`);
  }
});

test('two servers wrap anew at once: each key once, and what was destroyed meanwhile does not come back', async () => {
  const store = memoryKeyStore();
  const ring = await ringOf(store);
  const ids = await Promise.all(['a', 'b', 'c', 'd'].map((purpose) => ring.addKey(purpose, NOW)));
  const [one, two] = [await ringOf(store, providerOf(masterA, masterB)), await ringOf(store, providerOf(masterA, masterB))];
  const [first, second] = await Promise.all([one.rewrap(), two.rewrap(), ring.destroy(ids[3]!)]);
  assert.equal(store.rows.has(ids[3]!), false);
  assert.equal(
    [...store.rows.values()].every((row) => row.masterKeyId === 'master-b'),
    true,
  );
  assert.ok(first + second <= 4);
});

test('a value is found by its keyed digest before, during and after a rotation, and without the key it tells nothing', async () => {
  const ring = await ringOf();
  await ring.addKey('search', NOW);
  const stored = await ring.digest('search', '13900000000');
  assert.equal(await ring.digest('search', '13900000000'), stored);
  assert.notEqual(await ring.digest('search', '13900000001'), stored);
  await ring.addKey('search', NOW + 1);
  const renewed = await ring.digest('search', '13900000000');
  const wanted = await ring.searchDigests('search', '13900000000');
  assert.deepEqual(wanted, [renewed, stored]);
  const other = await ringOf(memoryKeyStore(), providerOf(masterB));
  await other.addKey('search', NOW);
  assert.notEqual((await other.digest('search', '13900000000')).split(':')[1], stored.split(':')[1]);
});

test('NX-附3.2 §9: a file has a key of its own; without the wrapped key no copy of it opens', async () => {
  const ring = await ringOf();
  await ring.addKey('attachments', NOW);
  const content = randomBytes(5000);
  const [one, two] = [await ring.sealFile('attachments', content, 'file/1'), await ring.sealFile('attachments', content, 'file/1')];
  assert.deepEqual(await ring.openFile('attachments', one, 'file/1'), content);
  await assert.rejects(ring.openFile('attachments', { wrapped: two.wrapped, sealed: one.sealed }, 'file/1'), { code: 'record-altered' });
  await assert.rejects(ring.openFile('attachments', one, 'file/2'), { code: 'record-altered' });
});

test('a provider that fails once is asked again, not remembered as broken', async () => {
  const store = memoryKeyStore();
  const first = await ringOf(store);
  await first.addKey('persons', NOW);
  const record = await first.seal('persons', Buffer.from('x'), 'c');
  const working = providerOf(masterA);
  let failures = 1;
  const flaky: CryptoProvider = {
    ...working,
    unwrap: async (wrapped, context) => {
      if (failures-- > 0) throw new Error('module away');
      return working.unwrap(wrapped, context);
    },
  };
  const ring = await ringOf(store, flaky);
  await assert.rejects(ring.open('persons', record, 'c'), { message: 'module away' });
  assert.equal((await ring.open('persons', record, 'c')).toString(), 'x');
});
