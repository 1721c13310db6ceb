import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GRID_MS, Random, randomOrder, randomWorlds, SAMPLE_RULES } from '../tests/index.ts';
import {
  combine,
  decide,
  decodeEntry,
  deniedClass,
  ENVIRONMENTS,
  encodeEntry,
  entryOf,
  FormatError,
  grantAt,
  nextChangeAt,
  readEntry,
  readFrame,
  readOrder,
  sameEntry,
  scopeAt,
  TRANSACTION_CLASSES,
} from './index.ts';

const NOW = Date.UTC(2025, 5, 1);
const setting = { rules: SAMPLE_RULES, now: NOW };

test('each segment of an entry is what decide says throughout it', () => {
  for (const facts of randomWorlds(11, 1000, setting)) {
    const entry = entryOf(facts, NOW);
    for (const t of [NOW - 1, NOW, ...Array.from({ length: 40 }, (_, i) => NOW + i * GRID_MS + (i % 2))]) {
      const segment = grantAt(entry, t);
      const last = entry.segments.at(-1)!;
      if (segment === null) assert.ok(last.until !== null && t >= last.until);
      else {
        const { grants, bindings } = decide(facts, Math.max(t, NOW));
        assert.deepEqual({ grants: segment.grants, bindings: segment.bindings }, { grants, bindings });
      }
    }
  }
});

test('due work decides again when the first segment ends, so that a second one is always ahead', () => {
  for (const facts of randomWorlds(12, 200, setting)) {
    const entry = entryOf(facts, NOW);
    assert.equal(nextChangeAt(entry), decide(facts, NOW).changesAt);
    assert.equal(entry.segments.length, nextChangeAt(entry) === null ? 1 : 2);
  }
});

test('an order never widens a grant, and lifted it leaves the grant as it was', () => {
  const random = new Random(13);
  for (const facts of randomWorlds(13, 2000, setting)) {
    const entry = entryOf(facts, NOW);
    const orders = Array.from({ length: random.whole(1, 4) }, () => randomOrder(random, NOW));
    for (const environment of ENVIRONMENTS) {
      const before = combine(entry, [], environment, NOW)!;
      const under = combine(entry, orders, environment, NOW)!;
      assert.equal(under.admitted, !under.reasons.some((reason) => reason.denies === 'all'));
      for (const transactionClass of TRANSACTION_CLASSES) {
        if (deniedClass(before, transactionClass) !== null) assert.notEqual(deniedClass(under, transactionClass), null);
      }
      const lifted = orders.map((order) => ({ ...order, until: NOW }));
      assert.deepEqual(combine(entry, lifted, environment, NOW), before);
      assert.deepEqual(combine(entry, random.shuffled(orders), environment, NOW), under);
    }
  }
});

test('NX-26: an order against a system reaches every institution on it and no other; NX-35: a division reaches all below it', () => {
  const random = new Random(14);
  const denies = (scope: Parameters<typeof readOrder>[0], entry: ReturnType<typeof entryOf>) => {
    const order = { ...randomOrder(random, NOW), scope: readOrder({ ...randomOrder(random, NOW), scope }).scope };
    const standing = { ...order, environments: ENVIRONMENTS, from: NOW, until: null };
    return combine(entry, [standing], 'production', NOW)!.reasons.includes(standing.reason);
  };
  for (const facts of randomWorlds(14, 200, setting)) {
    const entry = entryOf(facts, NOW);
    const { prov, city, div } = facts.institution;
    const systems = facts.institution.systems.map((one) => one.id);
    assert.equal(denies({ kind: 'system', id: 'system-a' }, entry), systems.includes('system-a'));
    assert.equal(denies({ kind: 'system', id: 'system-a', within: '640000' }, entry), systems.includes('system-a') && prov === '640000');
    assert.equal(
      denies({ kind: 'carrier', id: 'carrier-a' }, entry),
      facts.institution.carriers.some((one) => one.id === 'carrier-a'),
    );
    for (const code of [prov, city, div]) assert.ok(denies({ kind: 'division', code }, entry));
    assert.equal(denies({ kind: 'division', code: '640000' }, entry), prov === '640000');
    assert.ok(denies({ kind: 'all' }, entry));
  }
});

test('an order reaches what the institution stands on at the time, not what it stood on before', () => {
  const [facts] = randomWorlds(17, 1, setting);
  const moved = (id: string, from: number, until: number | null) => ({ id, from: NOW + from, until: until === null ? null : NOW + until });
  const institution = { ...facts!.institution, systems: [moved('left', -20, -10), moved('present', -10, null)], carriers: [] };
  assert.deepEqual(scopeAt(institution, [NOW - 15]).systems, ['left']);
  assert.deepEqual(scopeAt(institution, [NOW]).systems, ['present']);
  assert.deepEqual(entryOf({ ...facts!, institution }, NOW).scope.systems, ['present']);
});

test('after the last segment nothing is known, with or without orders', () => {
  const facts = [...randomWorlds(15, 200, setting)].find((world) => (entryOf(world, NOW).segments[1]?.until ?? null) !== null)!;
  const entry = entryOf(facts, NOW);
  const end = entry.segments[1]!.until!;
  assert.notEqual(combine(entry, [], 'production', end - 1), null);
  assert.equal(combine(entry, [], 'production', end), null);
});

test('an entry is read back as it was written, whatever order its names were in', () => {
  for (const facts of randomWorlds(16, 500, setting)) {
    const entry = entryOf(facts, NOW);
    const read = decodeEntry(encodeEntry(entry));
    assert.deepEqual(read, JSON.parse(JSON.stringify(entry)));
    assert.ok(sameEntry(read, entry));
    assert.ok(!sameEntry({ ...entry, code: `${entry.code}x` }, entry));
    assert.ok(!sameEntry(null, entry));
  }
});

test('what is no entry is refused with path, value and rule in both languages', () => {
  const facts = [...randomWorlds(17, 100, setting)].find((world) => entryOf(world, NOW).segments.length === 2)!;
  const sound = JSON.parse(encodeEntry(entryOf(facts, NOW)));
  const [first, second] = sound.segments;
  const broken: [unknown, RegExp][] = [
    [{ ...sound, extra: 1 }, /^extra：是未知字段.* is no field/],
    [{ ...sound, code: '' }, /^code：应为非空文本.* must be a text/],
    [{ ...sound, segments: [] }, /^segments：应为一段或两段/],
    [{ ...sound, segments: [first] }, /^segments：第一段应止于第二段开始之时/],
    [{ ...sound, segments: [{ ...first, from: 'now' }, second] }, /^segments\[0\]\.from：应为毫秒整数时刻，收到 "now"/],
    [{ ...sound, segments: [first, { ...second, bindings: [{ ip: '10.01.1.1' }] }] }, /^segments\[1\]\.bindings\[0\]\.ip：/],
    [
      { ...sound, segments: [{ ...first, grants: { ...first.grants, test: { admitted: false, reasons: [] } } }, second] },
      /grants\.test\.admitted：/,
    ],
    [null, /应为对象/],
  ];
  for (const [value, message] of broken)
    assert.throws(
      () => readEntry(value),
      (error) => error instanceof FormatError && message.test(error.message),
    );
  assert.throws(() => decodeEntry('{'), /^FormatError: entry：不是 JSON/);
});

test('a frame whose records lie outside (previous, revision] or belong to another name is refused', () => {
  const entry = entryOf([...randomWorlds(18, 1, setting)][0]!, NOW);
  const frame = (change: object) => ({
    epoch: 'e',
    previous: 4,
    revision: 6,
    serverTime: NOW,
    entries: [{ institution: entry.institution, revision: 5, entry: JSON.parse(encodeEntry(entry)), ...change }],
    orders: [{ id: 'o', revision: 6, order: null }],
    policies: [],
  });
  assert.equal(readFrame(frame({})).entries.length, 1);
  assert.throws(() => readFrame(frame({ revision: 4 })), /entries\[0\].revision|entries\[0\]/);
  assert.throws(() => readFrame(frame({ institution: 'other' })), /entries\[0\]：应属于 other/);
});
