import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SAMPLE_RULES } from '../tests/index.ts';
import {
  decide,
  deniedClass,
  type Environment,
  entryOf,
  type Facts,
  type HeldKind,
  type RestrictionFact,
  type RestrictionKind,
  type TransactionClass,
} from './index.ts';

const YEAR_BEFORE_LAST = Date.parse('2023-12-01T00:00:00+08:00');
const NEW_YEAR = Date.parse('2026-01-01T00:00:00+08:00');
const HELD: readonly HeldKind[] = ['service-agreement', 'line', 'carrier-binding', 'connection-consent', 'test-consent'];

function pharmacy(change: Partial<Facts> = {}): Facts {
  const always = { from: YEAR_BEFORE_LAST, until: null };
  return {
    institution: {
      id: 'i1',
      code: 'P64010400001',
      kind: 'pharmacy',
      prov: '640000',
      city: '640100',
      div: '640104',
      registeredAt: YEAR_BEFORE_LAST,
      systems: [],
      carriers: [],
    },
    held: HELD.map((kind) => ({ kind, environment: null, ref: `r-${kind}`, ...always })),
    addresses: (['production', 'test'] as const).map((environment, i) => ({
      ip: `10.1.1.${i + 1}`,
      environment,
      ref: `a${i}`,
      subscriber: null,
      terminals: [{ mac: `02:00:00:00:00:0${i}`, ref: `t${i}`, ...always }],
      ...always,
    })),
    restrictions: [],
    rules: SAMPLE_RULES,
    ...change,
  };
}

function order(kind: RestrictionKind, clause: string, until: number | null = null): RestrictionFact {
  return { kind, ref: `o-${kind}`, clause, stated: true, by: '宁夏回族自治区医疗保障局', from: NEW_YEAR - 1000, until };
}

function refusal(facts: Facts, environment: Environment, transactionClass: TransactionClass, t = NEW_YEAR): string | null {
  return deniedClass(decide(facts, t).grants[environment], transactionClass)?.code ?? null;
}

test('NX-8: on 1 January 00:00:00 an institution with last year’s agreement is still admitted', () => {
  const lastYears = pharmacy({
    held: pharmacy().held.map((fact) =>
      fact.kind === 'service-agreement' ? { ...fact, from: Date.parse('2025-01-01T00:00:00+08:00') } : fact,
    ),
  });
  for (const facts of [pharmacy(), lastYears]) {
    assert.equal(refusal(facts, 'production', 'settle', NEW_YEAR), null);
    assert.equal(refusal(facts, 'production', 'settle', NEW_YEAR - 1), null);
    assert.equal(decide(facts, NEW_YEAR - 1).changesAt, null);
  }
});

test('NX-8: an unfiled address and a filed address without a filed terminal are refused', () => {
  const { addresses } = pharmacy();
  assert.equal(refusal(pharmacy({ addresses: [] }), 'production', 'settle'), 'address-not-filed');
  const bare = pharmacy({ addresses: addresses.map((address) => ({ ...address, terminals: [] })) });
  assert.equal(refusal(bare, 'production', 'settle'), 'terminal-not-filed');
});

test('NX-8: several filed terminals may stand behind one filed address', () => {
  const [production] = pharmacy().addresses;
  const terminals = ['02:00:00:00:00:0a', '02:00:00:00:00:0B'].map((mac, i) => ({
    mac,
    ref: `m${i}`,
    from: YEAR_BEFORE_LAST,
    until: null,
  }));
  const { bindings } = decide(pharmacy({ addresses: [{ ...production!, terminals }] }), NEW_YEAR);
  assert.deepEqual(bindings, [
    { ip: '10.1.1.1', environment: 'production', macs: ['02:00:00:00:00:0a', '02:00:00:00:00:0b'], subscriber: null },
  ]);
});

test('NX-8: a filed terminal counts only while the address before it is filed', () => {
  const [production] = pharmacy().addresses;
  const moved = pharmacy({
    addresses: [
      { ...production!, until: NEW_YEAR },
      { ...production!, ip: '10.1.1.9', ref: 'a9', terminals: [], from: NEW_YEAR },
    ],
  });
  assert.equal(refusal(moved, 'production', 'settle', NEW_YEAR - 1), null);
  const [reason] = decide(moved, NEW_YEAR).grants.production.reasons;
  assert.deepEqual([reason?.code, reason?.since, reason?.ref], ['terminal-not-filed', NEW_YEAR, 't0']);
});

test('restrictions stand before what is lacking, in one order however they were recorded', () => {
  const later = { ...order('blacklist', 'JC-14'), from: NEW_YEAR - 10 };
  const restrictions = [order('settlement-suspension', 'NX-20(末)'), order('cut-off', 'NX-18'), later];
  const codes = (facts: Facts) => decide(facts, NEW_YEAR).grants.production.reasons.map(({ code }) => code);
  const held = pharmacy().held.filter(({ kind }) => kind !== 'line');
  for (const given of [restrictions, restrictions.toReversed()]) {
    assert.deepEqual(codes(pharmacy({ held, restrictions: given })), ['blacklist', 'cut-off', 'settlement-suspension', 'line-not-filed']);
  }
});

test('NX-20(4): consent to test never admits production, and consent to connect never admits the test environment', () => {
  const without = (kind: HeldKind) => pharmacy({ held: pharmacy().held.filter((fact) => fact.kind !== kind) });
  assert.equal(refusal(without('connection-consent'), 'production', 'query'), 'no-connection-consent');
  assert.equal(refusal(without('connection-consent'), 'test', 'query'), null);
  assert.equal(refusal(without('test-consent'), 'test', 'query'), 'no-test-consent');
  assert.equal(refusal(without('test-consent'), 'production', 'query'), null);
});

test('NX-20(4): a fact recorded for one environment does not count for the other', () => {
  const held = pharmacy().held.map((fact) => ({ ...fact, environment: 'test' as const }));
  assert.equal(refusal(pharmacy({ held }), 'production', 'query'), 'line-not-filed');
  assert.equal(refusal(pharmacy({ held }), 'test', 'query'), null);
});

test('NX-18: a cut-off refuses everything in both environments while it stands', () => {
  const facts = pharmacy({ restrictions: [order('cut-off', 'NX-18')] });
  for (const environment of ['production', 'test'] as const) {
    for (const transactionClass of ['query', 'settle', 'reverse', 'reconcile'] as const) {
      assert.equal(refusal(facts, environment, transactionClass), 'cut-off');
    }
  }
  const [reason] = decide(facts, NEW_YEAR).grants.production.reasons;
  assert.equal(reason?.clause, 'NX-18');
  assert.equal(reason?.by, '宁夏回族自治区医疗保障局');
  assert.equal(reason?.since, NEW_YEAR - 1000);
});

test('NX-18: lifting another restriction does not restore what is cut off', () => {
  const both = pharmacy({ restrictions: [order('cut-off', 'NX-18'), order('system-suspension', 'NX-26', NEW_YEAR)] });
  assert.equal(refusal(both, 'production', 'settle', NEW_YEAR - 1), 'cut-off');
  assert.equal(refusal(both, 'production', 'settle', NEW_YEAR), 'cut-off');
  assert.equal(refusal(pharmacy({ restrictions: [order('cut-off', 'NX-18', NEW_YEAR)] }), 'production', 'settle', NEW_YEAR), null);
});

test('NX-14: what the institution disconnected itself stays refused until that is lifted', () => {
  const facts = pharmacy({ restrictions: [{ ...order('cut-off', 'NX-14', NEW_YEAR), by: '本机构' }] });
  assert.equal(refusal(facts, 'production', 'settle', NEW_YEAR - 1), 'cut-off');
  assert.equal(refusal(facts, 'production', 'settle', NEW_YEAR), null);
  assert.equal(decide(facts, NEW_YEAR - 1).changesAt, NEW_YEAR);
});

test('NX-20(末): a settlement suspension refuses settle, and lets reverse and reconcile pass', () => {
  const facts = pharmacy({ restrictions: [order('settlement-suspension', 'NX-20(末)')] });
  assert.equal(refusal(facts, 'production', 'settle'), 'settlement-suspension');
  for (const transactionClass of ['reverse', 'reconcile', 'query'] as const)
    assert.equal(refusal(facts, 'production', transactionClass), null);
  assert.equal(decide(facts, NEW_YEAR).grants.production.admitted, true);
});

test('NX-20(末): a disbursement stop denies nothing on the network and is shown', () => {
  const { production } = decide(pharmacy({ restrictions: [order('disbursement-stop', 'NX-20(末)')] }), NEW_YEAR).grants;
  assert.equal(deniedClass(production, 'settle'), null);
  assert.deepEqual(
    production.reasons.map(({ code, clause }) => [code, clause]),
    [['disbursement-stop', 'NX-20(末)']],
  );
});

test('NX-20(3): consent that ends is refused from that instant, by the entry alone', () => {
  const end = NEW_YEAR + 5000;
  const facts = pharmacy({ held: pharmacy().held.map((fact) => (fact.kind === 'connection-consent' ? { ...fact, until: end } : fact)) });
  const [first, second] = entryOf(facts, NEW_YEAR).segments;
  assert.deepEqual([first.until, second?.from, second?.until], [end, end, null]);
  assert.equal(deniedClass(first.grants.production, 'settle'), null);
  assert.deepEqual(
    second?.grants.production.reasons.map(({ code, since, ref }) => [code, since, ref]),
    [['no-connection-consent', end, 'r-connection-consent']],
  );
});
