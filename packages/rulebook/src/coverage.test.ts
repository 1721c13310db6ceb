import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Catalogue, type Clause } from './catalogue.ts';
import { coverageOf } from './coverage.ts';
import { coverage } from './coverage-folder.ts';
import { citedIn, testTitles } from './test-title.ts';

const root = join(import.meta.dirname, '../../..');

const clause = (id: string, kinds: Clause['kinds']) =>
  ({ id, kinds, title: id, words: id, addressee: ['institution'] }) as unknown as Clause;
const catalogue = new Catalogue([], [clause('NX-8', ['gate', 'enforce']), clause('NX-1', ['informational'])], []);

/** A project with one file, one test and the given ledgers. */
function judged(controls: string, planned: string, tests = "test('NX-8: refused', () => {});\n") {
  return coverageOf({
    catalogue,
    controls: [{ file: 'controls.yaml', content: `controls:${controls}` }],
    planned: [{ file: 'planned.yaml', content: `planned:${planned}` }],
    tests: [{ file: 'a.test.ts', content: tests }],
    exists: (file) => file === 'a.ts',
  });
}

const CONTROL = '\n  - { name: c, file: a.ts, clauses: [NX-8], kinds: [gate, enforce], tests: ["NX-8: refused"] }\n';

test('a clause holds when each of its kinds has a control with a test', () => {
  const { ok, normative, covered, planned, clauses } = judged(CONTROL, ' {}\n');
  assert.deepEqual([ok, normative, covered, planned], [true, 1, 1, 0]);
  assert.deepEqual(clauses[0]?.tests, [{ title: 'NX-8: refused', file: 'a.test.ts' }]);
  assert.deepEqual(clauses[1]?.kinds, ['informational']);
});

test('a kind with neither a control nor a place in the planned list is a gap', () => {
  const { ok, clauses } = judged(CONTROL.replace('gate, enforce', 'gate'), ' {}\n');
  assert.deepEqual([ok, clauses[0]?.missing], [false, ['enforce']]);
  const { ok: filled, planned } = judged(CONTROL.replace('gate, enforce', 'gate'), '\n  gateway: { NX-8: [enforce] }\n');
  assert.deepEqual([filled, planned], [true, 1]);
});

test('a control whose test or file is missing counts for nothing and is an error', () => {
  const untested = judged(CONTROL, ' {}\n', "test('NX-8: something else', () => {});\n");
  assert.deepEqual(
    [untested.ok, untested.errors.map((e) => e.rule), untested.clauses[0]?.missing],
    [false, ['test-missing'], ['gate', 'enforce']],
  );
  const skipped = judged(CONTROL, ' {}\n', "test.skip('NX-8: refused', () => {});\n");
  assert.deepEqual(
    skipped.errors.map((e) => e.rule),
    ['test-missing'],
  );
  assert.deepEqual(
    judged(CONTROL.replace('a.ts', 'b.ts'), ' {}\n').errors.map((e) => e.rule),
    ['file-missing'],
  );
});

test('ledgers that speak of unknown clauses or foreign kinds are refused', () => {
  assert.deepEqual(
    judged(CONTROL.replace('[NX-8]', '[NX-8, NX-99]'), ' {}\n').errors.map((e) => e.rule),
    ['clause-unknown'],
  );
  assert.deepEqual(
    judged(CONTROL, '\n  x: { NX-8: [clock] }\n').errors.map((e) => e.rule),
    ['kind-foreign'],
  );
  assert.deepEqual(judged(CONTROL, '\n  x: { NX-8: [gat] }\n').ok, false);
});

test('a planned entry that a control executes already is pointed out', () => {
  assert.deepEqual(judged(CONTROL, '\n  gateway: { NX-8: [gate] }\n').done, [{ clause: 'NX-8', kind: 'gate', by: 'gateway' }]);
});

test('titles are read from source, and an id in brackets is cited whole', () => {
  const content = "test('NX-20(末): it\\'s so', () => {});\nit(\"JC-7 and TS-0\", () => {});\nlatest('no', 1);";
  assert.deepEqual(
    testTitles([{ file: 'a', content }]).map((one) => one.title),
    ["NX-20(末): it's so", 'JC-7 and TS-0'],
  );
  assert.deepEqual(citedIn('NX-20(末): so; JC-7, TS-0'), ['NX-20(末)', 'JC-7', 'TS-0']);
});

test('this project: every kind of every normative clause has a control with a test, or stands in the planned list', () => {
  const { ok, errors, clauses } = coverage(root);
  assert.deepEqual([ok, errors, clauses.filter((one) => one.missing.length > 0).map((one) => one.id)], [true, [], []]);
});

test('no gate and no enforcement of the clauses that admission rests on is left in the planned list', () => {
  const left = coverage(root).clauses.filter((one) => /^(NX-([6-9]|14|18|20.*)|JC-[67].*|TS-0)$/.test(one.id));
  const planned = left.flatMap((one) =>
    one.planned.filter(({ kind }) => kind === 'gate' || kind === 'enforce').map(({ kind }) => `${one.id} ${kind}`),
  );
  assert.deepEqual(planned, []);
});
