import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type NetworkRecords, networkFacts } from './network-facts.ts';

const A = 'aa:00:00:00:00:01';
const B = 'aa:00:00:00:00:02';
const line = (from: number, until: number | null, over: Partial<NetworkRecords['lines'][number]> = {}) => ({
  id: `line-${from}`,
  root: 'line',
  carrier: 'carrier',
  subscriber: null,
  from,
  until,
  ...over,
});
const address = (ip: string, from: number, until: number | null) => ({
  id: `address-${ip}`,
  ip,
  environment: 'production' as const,
  from,
  until,
});
const terminal = (ip: string, mac: string, from: number, until: number | null) => ({ id: `terminal-${mac}`, ip, mac, from, until });
const binding = (ip: string, mac: string, from: number, until: number | null) => ({
  id: `binding-${mac}`,
  root: 'line',
  carrier: 'carrier',
  ip,
  mac,
  from,
  until,
});
const records = (part: Partial<NetworkRecords>): NetworkRecords => ({
  lines: [],
  addresses: [],
  terminals: [],
  bindings: [],
  withdrawn: [],
  ...part,
});

test('NX-8: the carrier’s binding is held from the binding of a filed terminal to the end of the line', () => {
  const { held } = networkFacts(
    records({
      lines: [line(0, 90)],
      addresses: [address('10.0.0.1', 10, null)],
      terminals: [terminal('10.0.0.1', A, 20, null)],
      bindings: [binding('10.0.0.1', A, 30, null)],
    }),
  );
  assert.deepEqual(
    held?.map(({ kind, from, until }) => [kind, from, until]),
    [
      ['line', 0, 90],
      ['carrier-binding', 30, 90],
    ],
  );
});

test('NX-8: a binding of a MAC or an address that is not on file binds nothing', () => {
  for (const wrong of [binding('10.0.0.1', B, 30, null), binding('10.0.0.2', A, 30, null)]) {
    const { held } = networkFacts(
      records({
        lines: [line(0, null)],
        addresses: [address('10.0.0.1', 10, null)],
        terminals: [terminal('10.0.0.1', A, 20, null)],
        bindings: [wrong],
      }),
    );
    assert.deepEqual(
      held?.map((fact) => fact.kind),
      ['line'],
    );
  }
});

test('NX-8: once one terminal is bound, filed terminals that are not bound do not count', () => {
  const { addresses } = networkFacts(
    records({
      lines: [line(0, null)],
      addresses: [address('10.0.0.1', 10, null)],
      terminals: [terminal('10.0.0.1', A, 10, null), terminal('10.0.0.1', B, 10, null)],
      bindings: [binding('10.0.0.1', A, 30, null), binding('10.0.0.1', B, 50, null)],
    }),
  );
  assert.deepEqual(
    addresses?.[0]?.terminals.map(({ mac, from, until }) => [mac, from, until]),
    [
      [A, 10, null],
      [B, 10, 30],
      [B, 50, null],
    ],
  );
});

test('NX-8: an address without a bound terminal does not count beside one that has', () => {
  const { addresses } = networkFacts(
    records({
      lines: [line(0, null)],
      addresses: [address('10.0.0.1', 10, null), address('10.0.0.2', 10, null)],
      terminals: [terminal('10.0.0.1', A, 10, null), terminal('10.0.0.2', B, 10, null)],
      bindings: [binding('10.0.0.1', A, 30, null)],
    }),
  );
  assert.deepEqual(
    addresses?.map(({ ip, from, until }) => [ip, from, until]),
    [
      ['10.0.0.1', 10, null],
      ['10.0.0.2', 10, 30],
    ],
  );
});

test('a change of the line by the same carrier keeps its bindings; another carrier binds anew', () => {
  const change = (carrier: string) =>
    networkFacts(
      records({
        lines: [line(0, 60), line(60, null, { carrier })],
        addresses: [address('10.0.0.1', 0, null)],
        terminals: [terminal('10.0.0.1', A, 0, null)],
        bindings: [binding('10.0.0.1', A, 10, null)],
      }),
    ).held?.find((fact) => fact.kind === 'carrier-binding');
  assert.equal(change('carrier')?.until, null);
  assert.equal(change('another')?.until, 60);
});

test('JC-6: an address is reached by the VPDN subscriber of its line, for the time of that line', () => {
  const { addresses } = networkFacts(
    records({
      lines: [line(0, 50, { subscriber: 'old@vpdn' }), line(50, null, { subscriber: 'new@vpdn' })],
      addresses: [address('10.0.0.1', 20, null)],
    }),
  );
  assert.deepEqual(
    addresses?.map(({ subscriber, from, until }) => [subscriber, from, until]),
    [
      ['old@vpdn', 20, 50],
      ['new@vpdn', 50, null],
    ],
  );
});

test('JC-5: the lines of a withdrawn carrier, and what it has bound, count for nothing until it is reinstated', () => {
  const { held, carriers } = networkFacts(
    records({
      lines: [line(0, null)],
      addresses: [address('10.0.0.1', 0, null)],
      terminals: [terminal('10.0.0.1', A, 0, null)],
      bindings: [binding('10.0.0.1', A, 0, null)],
      withdrawn: [
        { carrier: line(0, null).carrier!, from: 40, until: 60 },
        { carrier: 'another', from: 10, until: null },
      ],
    }),
  );
  for (const kind of ['line', 'carrier-binding'])
    assert.deepEqual(
      held!.filter((fact) => fact.kind === kind).map(({ from, until }) => [from, until]),
      [
        [0, 40],
        [60, null],
      ],
      kind,
    );
  assert.equal(carriers!.length, 1, 'an order against the carrier reaches the institution all the same');
});

test('a carrier is reached by an order while a line of its is in force, and no longer', () => {
  const { carriers } = networkFacts(records({ lines: [line(0, 50, { carrier: 'left' }), line(50, null, { carrier: 'present' })] }));
  assert.deepEqual(carriers, [
    { id: 'left', from: 0, until: 50 },
    { id: 'present', from: 50, until: null },
  ]);
});

test('NX-8: whatever was recorded, nothing counts outside the interval of its own filing, and bound intervals never overlap', () => {
  const interval = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.option(fc.integer({ min: 0, max: 60 }), { nil: null }));
  const ip = fc.constantFrom('10.0.0.1', '10.0.0.2');
  const mac = fc.constantFrom(A, B);
  fc.assert(
    fc.property(
      fc.array(interval, { maxLength: 2 }),
      fc.array(fc.tuple(ip, interval), { maxLength: 3 }),
      fc.array(fc.tuple(ip, mac, interval), { maxLength: 4 }),
      fc.array(fc.tuple(ip, mac, interval), { maxLength: 4 }),
      (lines, addresses, terminals, bindings) => {
        const given = records({
          lines: lines.map(([from, until], i) => ({ ...line(from, until), id: `l${i}` })),
          addresses: addresses.map(([at, [from, until]], i) => ({ ...address(at, from, until), id: `a${i}` })),
          terminals: terminals.map(([at, who, [from, until]], i) => ({ ...terminal(at, who, from, until), id: `t${i}` })),
          bindings: bindings.map(([at, who, [from, until]], i) => ({ ...binding(at, who, from, until), id: `b${i}` })),
        });
        const facts = networkFacts(given);
        const within = (inner: { from: number; until: number | null }, outer: { from: number; until: number | null }) =>
          inner.from >= outer.from && (outer.until === null || (inner.until !== null && inner.until <= outer.until));
        for (const fact of facts.addresses!) {
          assert.ok(within(fact, given.addresses.find((one) => one.id === fact.ref)!));
          for (const behind of fact.terminals) assert.ok(within(behind, given.terminals.find((one) => one.id === behind.ref)!));
        }
        const bound = facts.held!.filter((fact) => fact.kind === 'carrier-binding').sort((a, b) => a.from - b.from);
        for (const [i, fact] of bound.slice(1).entries()) assert.ok(bound[i]!.until !== null && bound[i]!.until! < fact.from);
      },
    ),
    { numRuns: 300 },
  );
});
