import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Entry, Frame } from '@anjie/admission';
import fc from 'fast-check';
import { closed, institution, order, policy } from '../tests/world.ts';
import { KnowledgeContent } from './knowledge-content.ts';
import { KnowledgeStore } from './knowledge-store.ts';

const EPOCH = 'epoch-1';
const SETTINGS = { defaultPolicy: '640000', releasedEpochs: [] };

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'knowledge-store-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function install(store: KnowledgeStore, entries: readonly Entry[], revision = 1): Promise<void> {
  const writer = await store.receive(EPOCH, revision);
  await writer.lines(entries.map((entry) => ({ entry: { institution: entry.institution, revision, entry } })));
  await writer.lines([{ policy: policy() }, { settings: SETTINGS }]);
  await store.install(writer, EPOCH, revision, 'digest', null);
}

function everything(content: KnowledgeContent) {
  return {
    entries: Object.fromEntries([...content.table.institutions()].sort().map((id) => [id, content.table.entry(id)])),
    orders: content.table.orders.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    policies: content.table.policies,
    settings: content.settings,
  };
}

const step = fc.record({
  entries: fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.constantFrom('open', 'cut', 'gone')), { maxLength: 3 }),
  orders: fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.boolean()), { maxLength: 1 }),
});

test('whatever was applied in whatever order is read back from disk, compacted or not', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 25 }),
      fc.constantFrom(1, 3_000, 10_000_000),
      async (steps, compactAbove) => {
        await inFolder(async (folder) => {
          const store = new KnowledgeStore(folder, compactAbove);
          await store.open(new KnowledgeContent());
          const start = [1, 2, 3].map((number) => institution(number));
          const memory = new KnowledgeContent();
          memory.apply(
            start.map((entry) => ({ institution: entry.institution, revision: 1, entry })),
            [],
            [policy()],
          );
          memory.settings = SETTINGS;
          await install(store, start);
          let revision = 1;
          for (const { entries, orders } of steps) {
            const frame: Frame = {
              epoch: EPOCH,
              previous: revision,
              revision: revision + 1,
              serverTime: 0,
              entries: entries.map(([number, state]) => {
                const entry = institution(number, state === 'cut' ? { production: closed() } : {});
                return { institution: entry.institution, revision: revision + 1, entry: state === 'gone' ? null : entry };
              }),
              orders: orders.map(([id, stands]) => ({ id, revision: revision + 1, order: stands ? order(id, { kind: 'all' }) : null })),
              policies: [],
            };
            revision += 1;
            memory.replay(frame);
            store.append({ type: 'frame', frame }, revision);
            if (revision % 3 === 0) await store.settled();
          }
          await store.close();
          const again = new KnowledgeStore(folder);
          const content = new KnowledgeContent();
          const opened = await again.open(content);
          assert.deepEqual([opened.usable, opened.revision, opened.epoch], [true, revision, EPOCH]);
          assert.deepEqual(everything(content), everything(memory));
          await again.close();
        });
      },
    ),
    { numRuns: 12 },
  );
});

test('a revision is durable only after its line and what was accepted are on disk, in order and without gaps', async () => {
  await inFolder(async (folder) => {
    const store = new KnowledgeStore(folder);
    await store.open(new KnowledgeContent());
    const durable: number[] = [];
    store.onDurable = (_epoch, revision) => durable.push(revision);
    await install(store, [institution(1)]);
    for (let revision = 2; revision <= 200; revision += 1) {
      const frame: Frame = { epoch: EPOCH, previous: revision - 1, revision, serverTime: 0, entries: [], orders: [], policies: [] };
      store.append({ type: 'frame', frame }, revision);
      if (revision % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await store.close();
    assert.equal(durable.at(-1), 200);
    assert.deepEqual(
      durable,
      durable.toSorted((a, b) => a - b),
    );
    const content = new KnowledgeContent();
    assert.equal((await new KnowledgeStore(folder).open(content)).revision, 200);
  });
});

test('compaction leaves one snapshot and at most the journal since', async () => {
  await inFolder(async (folder) => {
    const store = new KnowledgeStore(folder, 1);
    await store.open(new KnowledgeContent());
    await install(store, [institution(1)]);
    for (let revision = 2; revision <= 40; revision += 1) {
      const entry = institution(revision % 5);
      const entries = [{ institution: entry.institution, revision, entry }];
      store.append(
        { type: 'frame', frame: { epoch: EPOCH, previous: revision - 1, revision, serverTime: 0, entries, orders: [], policies: [] } },
        revision,
      );
      await store.settled();
    }
    await store.close();
    const files = await readdir(folder);
    assert.ok(files.filter((name) => name.startsWith('journal-')).length < 20, files.join());
    assert.equal((await new KnowledgeStore(folder).open(new KnowledgeContent())).revision, 40);
  });
});
