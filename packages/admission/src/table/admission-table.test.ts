import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GRID_MS, plainPolicy, Random, randomEntries, randomOrder, SAMPLE_RULES } from '../../tests/index.ts';
import {
  AdmissionTable,
  combine,
  deniedClass,
  ENVIRONMENTS,
  type Entry,
  type Environment,
  encodeEntry,
  grantAt,
  type ScopeOrder,
} from '../index.ts';
import { TRANSACTION_CLASSES } from '../words.ts';

const NOW = Date.UTC(2025, 5, 1);
const setting = { rules: SAMPLE_RULES, now: NOW };
const INSTANTS = [NOW - GRID_MS, NOW - 1, NOW, ...Array.from({ length: 12 }, (_, i) => NOW + i * 5 * GRID_MS - (i % 2))];

/** What a gateway knows, plainly: the reference that the table is held to. */
interface Plain {
  readonly entries: Map<string, Entry>;
  readonly orders: Map<string, ScopeOrder>;
}

test('the table gives the verdicts of combine on the plain entries, through additions, changes, removals and orders', () => {
  const random = new Random(21);
  for (let round = 0; round < 6; round++) {
    const table = new AdmissionTable();
    const plain: Plain = { entries: new Map(), orders: new Map() };
    for (let step = 0; step < 8; step++) {
      change(random, table, plain);
      for (const entry of plain.entries.values()) assertSame(table, plain, entry, random.pick(INSTANTS));
    }
    for (const entry of plain.entries.values()) for (const t of INSTANTS) assertSame(table, plain, entry, t);
    for (const entry of plain.entries.values()) assert.equal(encodeEntry(table.entry(entry.institution)!), encodeEntry(entry));
    assert.deepEqual([...table.institutions()].sort(), [...plain.entries.keys()].sort());
    assert.equal(table.size, plain.entries.size);
    for (const institution of plain.entries.keys()) table.apply([{ institution, entry: null }]);
    assert.deepEqual([table.size, [...table.institutions()].length], [0, 0]);
  }
});

test('NX-8: an address is its institution’s while its segment lasts, and nobody’s that never filed it', () => {
  const random = new Random(22);
  const entries = [0, -7, 2].flatMap((hours) => randomEntries(random, 120, { ...setting, now: NOW + hours * GRID_MS }));
  const table = tableOf(entries);
  const addresses = new Set(entries.flatMap(({ segments }) => segments.flatMap(({ bindings }) => bindings.map(({ ip }) => ip))));
  assert.ok(addresses.has('10.255.0.1') && [...addresses].some((ip) => ip.includes(':')));
  for (const ip of [...addresses, '10.99.99.99', '2001:db8::99', 'nowhere', '']) {
    for (const environment of ENVIRONMENTS)
      for (const t of INSTANTS) assert.deepEqual(found(table, ip, environment, t), expected(entries, ip, environment, t));
  }
});

test('NX-20(4): an address bound in the other environment only is told from an unknown one', () => {
  const entry = randomEntries(new Random(23), 50, setting).find(
    ({ segments }) => segments[0].bindings.every((b) => b.environment === 'test') && segments[0].bindings.length > 0,
  )!;
  const table = tableOf([entry]);
  const { ip } = entry.segments[0].bindings[0]!;
  assert.equal(table.lookup(ip, 'test', NOW).kind, 'found');
  assert.equal(table.lookup(ip, 'production', NOW).kind, 'wrong-environment');
  assert.equal(table.lookup(ip.includes(':') ? ip : `::ffff:${ip}`, 'test', NOW).kind, 'found');
});

test('NX-18: a row found before a cut-off gives the verdict after it, and none once the institution is gone or its row another’s', () => {
  const [entry, other] = randomEntries(new Random(24), 60, setting).filter(
    ({ segments }) => segments[0].grants.production.reasons.length === 0,
  ) as [Entry, Entry];
  const table = tableOf([entry]);
  const row = table.byCode(entry.code)!;
  assert.deepEqual(table.verdict(row, 'production', 'settle', NOW), { ok: true });
  const reason = { ...randomOrder(new Random(1), NOW).reason, code: 'cut-off', clause: 'NX-18', denies: 'all' as const };
  const [first] = entry.segments;
  const cut: Entry = {
    ...entry,
    segments: [{ ...first, until: null, grants: { ...first.grants, production: { admitted: false, reasons: [reason] } } }],
  };
  table.apply([{ institution: cut.institution, entry: cut }]);
  assert.deepEqual(table.verdict(row, 'production', 'settle', NOW), { ok: false, reason });
  table.apply([
    { institution: entry.institution, entry: null },
    { institution: other.institution, entry: other },
  ]);
  assert.equal(table.byCode(other.code)!.index, row.index);
  assert.deepEqual(table.verdict(row, 'production', 'settle', NOW), { ok: false, reason: null });
  assert.deepEqual(table.verdict(table.byCode(other.code)!, 'production', 'settle', NOW), { ok: true });
});

test('ids and codes of every spelling keep apart', () => {
  const [entry] = randomEntries(new Random(25), 1, setting) as [Entry];
  const names = [
    'H1',
    'h1',
    'H1 ',
    '中',
    'a-very-long-institution-code-0001',
    'a-very-long-institution-code-0002',
    '0123456789abcdef',
    '0',
  ];
  const uuids = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-c000-000000000001', '00000000-0000-7000-A000-000000000001'];
  const table = new AdmissionTable();
  const all = [...names, ...uuids];
  table.apply(all.map((name) => ({ institution: name, entry: { ...entry, institution: name, code: `${name}` } })));
  assert.equal(table.size, all.length);
  for (const name of all) assert.deepEqual([table.byCode(name)?.institution, table.byInstitution(name)?.code], [name, name]);
  for (const name of ['H2', '', 'a-very-long-institution-code-0003', '00000000-0000-7000-8000-000000000002'])
    assert.equal(table.byCode(name), null);
});

test('what is unsound changes nothing: a foreign name, an address not in canonical spelling', () => {
  const [a, b] = randomEntries(new Random(26), 2, setting) as [Entry, Entry];
  const table = new AdmissionTable();
  const crooked = {
    ...b,
    segments: [{ ...b.segments[0], bindings: [{ ip: '10.1.1.01', environment: 'test' as const, macs: [], subscriber: null }] }] as const,
  };
  for (const wrong of [
    { institution: a.institution, entry: b },
    { institution: b.institution, entry: crooked },
  ]) {
    assert.throws(() => table.apply([{ institution: a.institution, entry: a }, wrong]), / \/ /);
    assert.equal(table.size, 0);
  }
});

function change(random: Random, table: AdmissionTable, plain: Plain): void {
  const fresh = randomEntries(random, 60, setting).map((entry) => {
    const known = random.chance(0.4) ? [...plain.entries.values()].find(({ code }) => code.endsWith(entry.code.slice(-5))) : undefined;
    return known === undefined ? entry : { ...entry, institution: known.institution };
  });
  const entries = [
    ...fresh.map((entry) => ({ institution: entry.institution, entry: { ...entry, code: entry.institution.slice(0, 18) } })),
    ...random.some([...plain.entries.keys()], 0.2).map((institution) => ({ institution, entry: null })),
  ];
  const order = randomOrder(random, NOW);
  const orders = [
    ...(random.chance(0.6) ? [{ id: order.id, order }] : []),
    ...random.some([...plain.orders.keys()], 0.5).map((id) => ({ id, order: null })),
  ];
  table.apply(entries, orders, [plainPolicy(SAMPLE_RULES.profile)]);
  for (const { institution, entry } of entries) entry === null ? plain.entries.delete(institution) : plain.entries.set(institution, entry);
  for (const { id, order: given } of orders) given === null ? plain.orders.delete(id) : plain.orders.set(id, given);
}

function assertSame(table: AdmissionTable, plain: Plain, entry: Entry, t: number): void {
  const row = table.byCode(entry.code)!;
  assert.equal(row.institution, entry.institution);
  assert.equal(row.policy?.profile, entry.policy);
  for (const environment of ENVIRONMENTS) {
    const grant = combine(entry, [...plain.orders.values()], environment, t);
    assert.deepEqual(table.grant(row, environment, t), grant);
    for (const transactionClass of TRANSACTION_CLASSES) {
      const reason = grant === null ? null : deniedClass(grant, transactionClass);
      const verdict = table.verdict(row, environment, transactionClass, t);
      assert.deepEqual(verdict, grant !== null && reason === null ? { ok: true } : { ok: false, reason });
    }
  }
}

function tableOf(entries: readonly Entry[]): AdmissionTable {
  const table = new AdmissionTable();
  table.apply(entries.map((entry) => ({ institution: entry.institution, entry })));
  return table;
}

type Found = { kind: 'unknown-source' } | { kind: string; institution: string; macs: readonly string[] };

function found(table: AdmissionTable, ip: string, environment: Environment, t: number): Found {
  const lookup = table.lookup(ip, environment, t);
  return lookup.kind === 'unknown-source'
    ? lookup
    : { kind: lookup.kind, institution: lookup.row.institution, macs: lookup.row.binding!.macs };
}

function expected(entries: readonly Entry[], ip: string, environment: Environment, t: number): Found {
  const bound = entries
    .flatMap((entry) => {
      const segment = grantAt(entry, t);
      const rank = segment === null ? 2 : segment === entry.segments[0] && t < segment.from ? 1 : 0;
      return (segment ?? entry.segments.at(-1)!).bindings
        .filter((binding) => binding.ip === ip)
        .map((binding) => ({ entry, rank, binding }));
    })
    .sort(
      (a, b) =>
        a.rank - b.rank || b.entry.segments[0].from - a.entry.segments[0].from || (a.entry.institution < b.entry.institution ? -1 : 1),
    );
  const here = bound.find(({ binding }) => binding.environment === environment);
  const best = here ?? bound[0];
  if (best === undefined) return { kind: 'unknown-source' };
  return { kind: here === undefined ? 'wrong-environment' : 'found', institution: best.entry.institution, macs: best.binding.macs };
}
