import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkCode } from './check-code.ts';
import { CODE_KINDS } from './code-kind.ts';
import { readCodeList } from './code-list.ts';

interface Vector {
  code: string;
  as?: string;
  kind: string | null;
  certainty?: string;
  errors?: string[];
  warnings?: string[];
}

for (const side of ['valid', 'invalid'] as const) {
  const url = new URL(`../../../conformance/national-codes/codes_${side}.json`, import.meta.url);
  for (const vector of JSON.parse(readFileSync(url, 'utf8')) as Vector[]) {
    test(`NX-17: "${vector.code}" is ${side}${vector.as === undefined ? '' : ` as ${vector.as}`}`, () => {
      const report = checkCode(vector.code, vector.as === undefined ? {} : { kind: vector.as });
      const rules = (severity: string): string[] => report.findings.filter((one) => one.severity === severity).map((one) => one.rule);
      assert.equal(report.valid, side === 'valid');
      assert.equal(report.kind, vector.kind);
      assert.deepEqual(rules('error'), vector.errors ?? []);
      assert.deepEqual(rules('warning'), vector.warnings ?? []);
      if (vector.certainty !== undefined) assert.equal(report.certainty, vector.certainty);
    });
  }
}

test('NX-附3.1-2: each of the 15 standards has a kind', () => {
  assert.deepEqual(
    [...new Set(CODE_KINDS.map((one) => one.number))],
    Array.from({ length: 15 }, (_, at) => at + 1),
  );
});

test('a kind recognises its own example', () => {
  for (const { kind, example } of CODE_KINDS) if (example !== null) assert.equal(checkCode(example).kind, kind);
});

test('where a list is loaded it decides, also over a code without a known structure', () => {
  const lists = [readCodeList('payment-group-disease', '1310 of 2026', 'B001\t胆囊切除\n# note\nB002\t\n')];
  assert.deepEqual([checkCode('B001', { lists }).certainty, checkCode('B001', { lists }).valid], ['list', true]);
  assert.equal(checkCode('B003', { lists, kind: 'payment-group-disease' }).valid, false);
});

test('a list of a kind that does not exist, or without a code, is refused in words', () => {
  assert.throws(() => readCodeList('nothing', 'x', 'A'), /没有编码种类/);
  assert.throws(() => readCodeList('drug-western', 'x', '\n# only\n'), /没有任何编码/);
});

test('no text at all makes the judge throw, and what is valid has no error', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[A-Z][A-Z0-9.x+*-]{0,30}$/)), (code) => {
      const report = checkCode(code);
      assert.equal(report.valid, !report.findings.some((one) => one.severity === 'error'));
      assert.equal(report.code, code);
    }),
    { numRuns: 2000 },
  );
});
