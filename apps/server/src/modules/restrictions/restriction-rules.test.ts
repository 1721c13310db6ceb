import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { RESTRICTION_KINDS } from '@anjie/admission';
import { type ActingLevel, loadRegulations } from '@anjie/rulebook';
import fc from 'fast-check';
import {
  decisionFault,
  groundFor,
  groundsOf,
  type Lifting,
  liftingOf,
  ownDisconnection,
  type StandingOrder,
  TAKES_TWO,
} from './restriction-rules.ts';

const { profiles } = loadRegulations(join(import.meta.dirname, '../../../../..'));
const profile = (code: string) => profiles.get(code)!;
const PLACES = {
  '640000': { prov: '640000', city: '640100', div: '640104' },
  '140500': { prov: '140000', city: '140500', div: '140502' },
  '130200': { prov: '130000', city: '130200', div: '130203' },
} as const;
const LEVELS: readonly ActingLevel[] = ['national', 'province', 'city', 'county', 'institution'];

/** The levels that may order it, and what each of the others is told. */
function deciders(
  code: keyof typeof PLACES,
  kind: (typeof RESTRICTION_KINDS)[number],
  clause: string,
  judgement: string | null = '已研判',
) {
  const ground = groundFor(profile(code), kind, clause, false)!;
  return LEVELS.filter(
    (level) => decisionFault(profile(code), ground, { level, place: PLACES[code], against: ground.against, judgement }) === null,
  );
}

function order(code: keyof typeof PLACES, change: Partial<StandingOrder>): StandingOrder {
  return {
    kind: 'cut-off',
    clause: 'NX-18',
    occasion: 1,
    place: PLACES[code],
    orderedBy: 'province',
    rectified: false,
    byLaw: false,
    released: false,
    ...change,
  };
}

const said = ({ level, lacks, stated }: Lifting) => ({ level, lacks, stated });

test('NX-18: the province alone cuts off', () => {
  assert.deepEqual(deciders('640000', 'cut-off', 'NX-18'), ['province']);
});

test('JC-14: the county cuts off; a city’s own unit is cut off by its city', () => {
  assert.deepEqual(deciders('140500', 'cut-off', 'JC-14'), ['county']);
  const ground = groundFor(profile('140500'), 'cut-off', 'JC-14', false)!;
  const own = { prov: '140000', city: '140500', div: '140500' };
  assert.equal(decisionFault(profile('140500'), ground, { level: 'city', place: own, against: 'institution', judgement: null }), null);
});

test('JC-16: the city cuts off, and only after a recorded judgement', () => {
  assert.deepEqual(deciders('140500', 'cut-off', 'JC-16'), ['city']);
  assert.deepEqual(deciders('140500', 'cut-off', 'JC-16', null), []);
});

test('TS-4: the office of the city stops permissions, and orders nothing else', () => {
  assert.deepEqual(deciders('130200', 'permission-stop', 'TS-4'), ['city']);
  assert.deepEqual(
    groundsOf(profile('130200')).map((one) => one.kind),
    ['permission-stop'],
  );
});

test('NX-26: the province suspends a system; NX-35(2): the leading group, at the province, pauses uploads; NX-20(4): the territory', () => {
  assert.deepEqual(deciders('640000', 'system-suspension', 'NX-26'), ['province']);
  assert.deepEqual(deciders('640000', 'upload-pause', 'NX-35(2)'), ['province']);
  assert.deepEqual(deciders('640000', 'settlement-suspension', 'NX-20(4)'), ['county']);
  assert.deepEqual(deciders('640000', 'settlement-termination', 'NX-20(4)'), ['county']);
});

test('NX-14: an institution may disconnect itself where its text says so, and a bureau may not do it in its stead', () => {
  assert.equal(ownDisconnection(profile('640000'))?.clause, 'NX-14');
  assert.equal(ownDisconnection(profile('140500')), null);
  assert.equal(ownDisconnection(profile('130200')), null);
  assert.equal(groundFor(profile('640000'), 'cut-off', 'NX-14', false), null);
});

test('where no text is held nobody may order anything', () => {
  for (const code of ['100000', '140000', '130000']) assert.deepEqual(groundsOf(profile(code)), [], code);
});

test('NX-18: a cut-off is lifted after rectification, by the province', () => {
  assert.deepEqual(said(liftingOf(profile('640000'), order('640000', {}))), { level: 'province', lacks: ['rectified'], stated: true });
  assert.deepEqual(liftingOf(profile('640000'), order('640000', { rectified: true })).lacks, []);
});

test('NX-14: what the institution disconnected itself its territory gives back, and the text is silent about it', () => {
  const own = order('640000', { clause: 'NX-14', orderedBy: 'institution', rectified: true });
  assert.deepEqual(said(liftingOf(profile('640000'), own)), { level: 'county', lacks: [], stated: false });
});

test('JC-14: the first discovery asks for an explanation and the county; from the second on the city confirms', () => {
  const lifting = (occasion: number) =>
    said(liftingOf(profile('140500'), order('140500', { clause: 'JC-14', orderedBy: 'county', occasion })));
  assert.deepEqual(lifting(1), { level: 'county', lacks: ['explained'], stated: true });
  for (const occasion of [2, 3, 7]) assert.deepEqual(lifting(occasion), { level: 'city', lacks: ['rectified'], stated: true });
});

test('NX-20(末): what the law suspends waits for the feedback; once the application has ended the local bureau lifts it, by our reading', () => {
  for (const kind of ['settlement-suspension', 'disbursement-stop'] as const) {
    const held = order('640000', { kind, clause: 'NX-20(末)', orderedBy: 'county', byLaw: true, rectified: true });
    assert.deepEqual(said(liftingOf(profile('640000'), held)), { level: 'province', lacks: ['completed', 'agreed'], stated: true });
    assert.deepEqual(said(liftingOf(profile('640000'), { ...held, released: true })), { level: 'county', lacks: [], stated: false });
  }
});

test('NX-20(4) and NX-20(末) suspend settlement apart: each has its own lifting', () => {
  const byDecision = order('640000', { kind: 'settlement-suspension', clause: 'NX-20(4)', orderedBy: 'county', rectified: true });
  assert.deepEqual(said(liftingOf(profile('640000'), byDecision)), { level: 'county', lacks: [], stated: false });
});

test('every ground of every profile has a row that says how it is lifted', () => {
  for (const [code, one] of profiles)
    for (const ground of groundsOf(one))
      assert.ok(
        one.restore.some((row) => row.restriction === ground.kind && row.clause === ground.clause),
        `${code}: ${ground.kind} ${ground.clause}`,
      );
});

test('JC-14, NX-20(4): terminations and the blacklist take two people, a cut-off one', () => {
  assert.deepEqual([...TAKES_TWO].sort(), ['agreement-termination', 'blacklist', 'settlement-termination']);
});

test('exactly one level decides a ground and one lifts it, whatever the order', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...(Object.keys(PLACES) as (keyof typeof PLACES)[])),
      fc.constantFrom(...RESTRICTION_KINDS),
      fc.record({ occasion: fc.integer({ min: 1, max: 5 }), rectified: fc.boolean(), byLaw: fc.boolean(), released: fc.boolean() }),
      (code, kind, change) => {
        for (const ground of groundsOf(profile(code)).filter((one) => one.kind === kind && one.by !== 'institution'))
          assert.equal(deciders(code, kind, ground.clause).length, 1);
        const lifting = liftingOf(profile(code), order(code, { kind, ...change }));
        assert.ok(['province', 'city', 'county'].includes(lifting.level));
      },
    ),
  );
});
