import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GRID_MS, Random, randomWorlds, SAMPLE_RULES } from '../tests/index.ts';
import { type Decision, decide, deniedClass, ENVIRONMENTS, type Facts, type Interval, TRANSACTION_CLASSES } from './index.ts';

const NOW = Date.UTC(2025, 5, 1);
const setting = { rules: SAMPLE_RULES, now: NOW };

test('the worlds tried are fair: a third admitted, every refusal code at least 100 times', () => {
  let admitted = 0;
  const seen = new Map<string, number>();
  for (const facts of randomWorlds(1, 10_000, setting)) {
    const { grants } = decide(facts, NOW);
    if (grants.production.admitted) admitted++;
    for (const code of new Set([...grants.production.reasons, ...grants.test.reasons].map((reason) => reason.code))) {
      seen.set(code, (seen.get(code) ?? 0) + 1);
    }
  }
  assert.ok(admitted > 3000 && admitted < 3700, `${admitted} of 10,000 admitted`);
  for (const { code } of [...SAMPLE_RULES.requirements, ...SAMPLE_RULES.restrictions]) assert.ok((seen.get(code) ?? 0) >= 100, code);
});

test('decide is total, and does not depend on the order in which facts are read', () => {
  const random = new Random(2);
  for (const facts of randomWorlds(2, 1000, setting)) {
    const shuffled = { ...facts, held: random.shuffled(facts.held), addresses: random.shuffled(facts.addresses) };
    assert.deepEqual(decide({ ...shuffled, restrictions: random.shuffled(facts.restrictions) }, NOW), decide(facts, NOW));
  }
});

test('decide does not throw on facts of nonsense', () => {
  const [facts] = [...randomWorlds(3, 1, setting)] as [Facts];
  const upsideDown: Interval = { from: NOW, until: NOW - 1 };
  const addresses = [{ ip: 'nowhere', environment: 'test' as const, ref: 'a', terminals: [], subscriber: null, from: 0, until: null }];
  for (const now of [NOW, 0, -1, Number.MAX_SAFE_INTEGER]) {
    decide({ ...facts, addresses, held: facts.held.map((fact) => ({ ...fact, ...upsideDown })) }, now);
    decide({ ...facts, rules: { profile: 'none', requirements: [], restrictions: [] } }, now);
  }
});

test('changesAt: until then the decision is the same, and then it is another one', () => {
  for (const facts of randomWorlds(4, 1500, setting)) {
    const { changesAt, ...decision } = decide(facts, NOW);
    const end = changesAt ?? NOW + 100 * GRID_MS;
    for (const t of [NOW, NOW + 1, ...gridBetween(NOW, end), end - 1]) assert.deepEqual(decided(facts, t), decision);
    if (changesAt !== null) assert.notDeepEqual(decided(facts, changesAt), decision);
  }
});

test('a positive fact removed or shortened lets nothing more through', () => {
  const random = new Random(5);
  for (const facts of randomWorlds(5, 1000, setting)) {
    const { held, addresses } = facts;
    const one = random.whole(0, Math.max(held.length, addresses.length));
    const narrower: Facts[] = [
      { ...facts, held: held.filter((_, i) => i !== one) },
      { ...facts, held: held.map((fact, i) => (i === one ? shortened(random, fact) : fact)) },
      { ...facts, addresses: addresses.filter((_, i) => i !== one) },
      { ...facts, addresses: addresses.map((fact, i) => (i === one ? shortened(random, fact) : fact)) },
      { ...facts, addresses: addresses.map((fact) => ({ ...fact, terminals: fact.terminals.slice(1) })) },
      { ...facts, addresses: addresses.map((fact) => ({ ...fact, terminals: fact.terminals.map((t) => shortened(random, t)) })) },
    ];
    for (const less of narrower) assertNoWider(less, facts);
  }
});

test('a restriction removed or shortened takes nothing more away', () => {
  const random = new Random(6);
  for (const facts of randomWorlds(6, 2000, setting)) {
    const { restrictions } = facts;
    const one = random.whole(0, restrictions.length);
    assertNoWider(facts, { ...facts, restrictions: restrictions.filter((_, i) => i !== one) });
    assertNoWider(facts, { ...facts, restrictions: restrictions.map((order, i) => (i === one ? shortened(random, order) : order)) });
  }
});

test('a refusal says since when: the end of the last record, or the registration where there never was one', () => {
  const facts = [...randomWorlds(7, 50, setting)].find(({ institution }) => institution.kind === 'pharmacy')!;
  const line = (from: number, until: number | null, ref: string) => ({ kind: 'line' as const, environment: null, from, until, ref });
  const reason = (held: Facts['held']) =>
    decide({ ...facts, held }, NOW).grants.production.reasons.find(({ code }) => code === 'line-not-filed');
  assert.equal(reason([])?.since, facts.institution.registeredAt);
  assert.equal(reason([])?.ref, null);
  const ended = reason([
    line(NOW - 9, NOW - 5, 'a'),
    line(NOW - 8, NOW - 2, 'b'),
    line(NOW - 1, NOW - 1, 'never held'),
    line(NOW + 5, null, 'c'),
    line(NOW + 1, NOW + 3, 'd'),
  ]);
  assert.deepEqual([ended?.since, ended?.ref], [NOW - 2, 'b']);
  assert.equal(reason([line(NOW, null, 'e')]), undefined);
});

function decided(facts: Facts, t: number): Omit<Decision, 'changesAt'> {
  const { changesAt: _, ...decision } = decide(facts, t);
  return decision;
}

function gridBetween(from: number, until: number): number[] {
  const result: number[] = [];
  for (let t = from; t < until; t += GRID_MS) result.push(t);
  return result;
}

function shortened<T extends Interval>(random: Random, fact: T): T {
  const until = fact.from + random.whole(0, 40) * GRID_MS;
  return fact.until !== null && fact.until <= until ? { ...fact, from: fact.from + random.whole(0, 20) * GRID_MS } : { ...fact, until };
}

/** Everything that passes under `narrow` passes under `wide` too, in each environment and class, from each address, at each instant tried. */
function assertNoWider(narrow: Facts, wide: Facts): void {
  for (const t of [NOW - 7 * GRID_MS, NOW, NOW + 3 * GRID_MS + 1, NOW + 12 * GRID_MS]) {
    const open = passing(wide, t);
    for (const what of passing(narrow, t)) assert.ok(open.has(what), `${what} at ${t}`);
  }
}

function passing(facts: Facts, t: number): Set<string> {
  const { grants, bindings } = decide(facts, t);
  const open = new Set<string>();
  for (const environment of ENVIRONMENTS) {
    const sources = bindings.filter((binding) => binding.environment === environment);
    for (const transactionClass of TRANSACTION_CLASSES) {
      if (deniedClass(grants[environment], transactionClass) !== null) continue;
      for (const { ip, macs } of sources) for (const mac of macs) open.add(`${environment} ${transactionClass} ${ip} ${mac}`);
    }
  }
  return open;
}
