import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Exchange } from '../exchange.ts';
import { JUDGEMENTS } from '../judgements/index.ts';
import { campaignCases } from '../suite/campaign-cases.ts';
import { readSuite, SuiteInvalid } from '../suite/read-suite.ts';
import { loadSuites } from '../suite/suite-folder.ts';
import { CASE_STATES, type CaseStanding } from './case-state.ts';
import { Recogniser } from './recogniser.ts';

const folder = loadSuites();
const plan = folder.plans.find((one) => one.plan === 'pharmacy')!;
const { cases } = campaignCases(
  plan.suites.map((name) => folder.suite(name)),
  { med_type: plan.med_type, settlement: plan.settlement, catalogue: plan.catalogue },
);
const CONTEXT = { institution: 'P64010400001' };

function exchange(seq: number, infno: string, input: object, over: Partial<Exchange> = {}): Exchange {
  const msgid = `P64010400001202611221200${String(seq).padStart(6, '0')}`;
  const request = { infno, msgid, fixmedins_code: 'P64010400001', inf_time: '2026-11-22 12:00:00', sign_no: 'S1', input };
  const at = Date.UTC(2026, 10, 22, 4);
  return { seq, at, infno, msgid, request, output: {}, reply: 'accepted', error: '', fault: null, findings: [], signature: null, ...over };
}

function standings(exchanges: readonly Exchange[]): ReadonlyMap<string, CaseStanding> {
  const recogniser = new Recogniser(cases, JUDGEMENTS, CONTEXT);
  for (const one of exchanges) recogniser.take(one);
  return new Map(recogniser.standings().map((one) => [one.id, one]));
}

const settle = (seq: number, psn_no: string, over: Partial<Exchange> = {}): Exchange =>
  exchange(seq, '2102', { druginfo: { psn_no, med_type: '41' } }, { output: { setlinfo: { setl_id: `L${seq}` } }, ...over });
const reverse = (seq: number, psn_no: string, omsgid: string, over: Partial<Exchange> = {}): Exchange =>
  exchange(seq, '2601', { data: { psn_no, omsgid, oinfno: '2102' } }, over);
const LOST = { reply: 'lost', fault: 'timeout-after-effect' } as const;

test('NX-附3.1-5: query and settlement of a medical category pass its case and no other category', () => {
  const found = standings([exchange(1, '1101', {}, { output: { baseinfo: { psn_no: 'A' } } }), settle(2, 'A')]);
  assert.equal(found.get('PH-settle@41')!.state, 'pass');
  assert.deepEqual(found.get('PH-settle@41')!.evidence, [1, 2]);
  assert.equal(found.get('PH-settle@14')!.state, 'waiting');
});

test('a lost settlement that is reversed and settled again passes; each shortcut fails with its own words', () => {
  const lost = settle(1, 'A', LOST);
  const state = (...rest: Exchange[]): CaseStanding => standings([lost, ...rest]).get('EX-lost@2102')!;
  assert.equal(state(reverse(2, 'A', lost.msgid), settle(3, 'A')).state, 'pass');
  assert.match(state(settle(2, 'A')).reason, /重复扣款/);
  assert.match(state(reverse(2, 'A', 'other')).reason, /omsgid other/);
  assert.match(state(exchange(2, '9002', {})).reason, /没有冲正/);
  assert.match(state(reverse(2, 'A', lost.msgid), exchange(3, '9002', {})).reason, /没有办完/);
  assert.match(state().next, /冲正（2601）/);
});

test('the attempt that ends last decides, so that a mended HIS can show it', () => {
  const first = settle(1, 'A', LOST);
  const second = settle(3, 'A', LOST);
  const found = standings([first, settle(2, 'A'), second, reverse(4, 'A', second.msgid), settle(5, 'A')]);
  assert.equal(found.get('EX-lost@2102')!.state, 'pass');
});

test('what fulfils one attempt is no evidence against another of the same person', () => {
  const sale = (seq: number, setl_id: string): Exchange => exchange(seq, '3505', { selinfo: { psn_no: 'A', setl_id, med_list_codg: 'X' } });
  const item = { input: { druginfo: { psn_no: 'A', med_type: '41' }, drugdetail: [{ med_list_codg: 'X' }] } };
  const sold = (seq: number): Exchange => {
    const one = settle(seq, 'A');
    return { ...one, request: { ...one.request, ...item } };
  };
  assert.equal(standings([sold(1), sold(2), sale(3, 'L1')]).get('ST-sale')!.state, 'pass');
  assert.equal(standings([sold(1), sold(2), sale(3, 'L9')]).get('ST-sale')!.state, 'fail');
});

test('a rule for every message fails with the first message that breaks it, and stays failed', () => {
  const found = standings([
    exchange(1, '9001', {}),
    { ...exchange(2, '9001', {}), msgid: exchange(1, '', {}).msgid },
    exchange(3, '9001', {}),
  ]);
  assert.equal(found.get('CM-number')!.state, 'fail');
  assert.deepEqual(found.get('CM-number')!.evidence, [2]);
});

const anyExchange = fc
  .record({
    infno: fc.constantFrom('1101', '2101', '2102', '2103', '2601', '3201', '3505', '9001', '9002', '5203'),
    psn_no: fc.constantFrom('A', 'B'),
    reply: fc.constantFrom('accepted', 'refused', 'lost'),
    fault: fc.constantFrom(null, 'timeout-after-effect', 'refused', 'delay'),
    id: fc.constantFrom('L1', 'L2'),
  })
  .map(({ infno, psn_no, reply, fault, id }) => {
    const body = { psn_no, setl_id: id, mdtrt_id: 'V', omsgid: id, oinfno: '2102', med_type: '41', mdtrt_cert_type: '02' };
    const input = { data: body, druginfo: body, selinfo: body, signOut: { sign_no: 'S1' } };
    const output = { baseinfo: { psn_no }, setlinfo: { setl_id: id, mdtrt_id: 'V' }, signinoutb: { sign_no: 'S1' } };
    return (seq: number): Exchange => exchange(seq, infno, input, { output, reply, fault });
  });

test('every sequence gives every case exactly one of the eight states, with words where something is left to do', () => {
  fc.assert(
    fc.property(fc.array(anyExchange, { maxLength: 30 }), (makers) => {
      const found = standings(makers.map((make, at) => make(at + 1)));
      assert.equal(found.size, cases.length);
      for (const one of found.values()) {
        assert.ok(CASE_STATES.includes(one.state));
        if (one.state === 'waiting' || one.state === 'fail') assert.notEqual(one.next, '');
        if (one.state === 'fail') assert.notEqual(one.reason, '');
        assert.ok(one.evidence.every((seq) => seq >= 1 && seq <= makers.length));
      }
    }),
    { numRuns: 150 },
  );
});

test('the same messages give the same standings, whether read at the end or after each one', () => {
  fc.assert(
    fc.property(fc.array(anyExchange, { maxLength: 20 }), (makers) => {
      const exchanges = makers.map((make, at) => make(at + 1));
      const watched = new Recogniser(cases, JUDGEMENTS, CONTEXT);
      for (const one of exchanges) {
        watched.take(one);
        watched.standings();
      }
      assert.deepEqual(new Map(watched.standings().map((one) => [one.id, one])), standings(exchanges));
    }),
    { numRuns: 60 },
  );
});

test('messages that belong to no case change no sequence case', () => {
  fc.assert(
    fc.property(fc.array(anyExchange, { maxLength: 20 }), fc.nat(20), (makers, at) => {
      const plain = makers.map((make, seq) => make(seq + 1));
      const mixed = plain.toSpliced(Math.min(at, plain.length), 0, exchange(99, '5101', { data: {} }));
      const [before, after] = [standings(plain), standings(mixed)];
      for (const one of cases) if (one.of.kind === 'sequence') assert.equal(after.get(one.id)!.state, before.get(one.id)!.state);
    }),
    { numRuns: 60 },
  );
});

test('every plan of the project loads, every case tells what to do, and every clause is of NX', () => {
  for (const one of folder.plans) {
    const suites = one.suites.map((name) => folder.suite(name));
    for (const case_ of suites.flatMap((suite) => suite.cases))
      assert.ok(
        case_.clauses.every((clause) => clause.startsWith('NX-')),
        case_.id,
      );
  }
});

test('a faulty suite is refused with file, path and rule', () => {
  const text = (step: string): string => `suite: x\nzh: x\nen: x\ncases:\n  - id: A\n    zh: a\n    en: a\n    steps:\n      - ${step}\n`;
  const read = (step: string) => () => readSuite('x.yaml', text(step), []);
  assert.throws(read('{ send: "2102" }'), /x\.yaml \$\.cases\[0\]\.steps\[0\]\.do/);
  assert.throws(read('{ send: "2102", do: a, colour: red }'), /steps\[0\]\.colour/);
  assert.throws(read('{ send: "2102", do: a, when: { input.x: "1" } }'), SuiteInvalid);
  assert.throws(read('{ send: "2102", do: a, optional: true }'), /第一步/);
});
