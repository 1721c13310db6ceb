import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkFiles, readRegulations } from './index.ts';

const folder = readRegulations(join(import.meta.dirname, '../../..'));
const file = 'given.yaml';

test('any text is judged, never thrown at: random words, and aliases that unfold without end', () => {
  const bomb = `code: &a [1,1]\nb: &b [*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c]\n`;
  for (const content of [
    bomb,
    '',
    '\0',
    '{',
    '- - -',
    'code: "640000"',
    '__proto__: { x: 1 }\ncode: "640000"\n',
    'clauses: 1',
    'year: []',
    'planned: []',
  ])
    assert.equal(checkFiles([{ file, content }], folder).ok, false, content);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (content) => !checkFiles([{ file, content }], folder).ok),
    { numRuns: 15 },
  );
});

test('a profile with any one line taken out is judged, and each error names file, path, rule and both languages', () => {
  const source = folder.profiles.find((one) => one.file.endsWith('130200.yaml'))!;
  const lines = source.content.split('\n');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: lines.length - 1 }), (out) => {
      const { ok, errors } = checkFiles([{ file: source.file, content: lines.toSpliced(out, 1).join('\n') }], folder);
      assert.equal(ok, errors.length === 0);
      for (const error of errors) {
        assert.ok(error.file && error.rule);
        assert.match(error.message, /[一-龥].* \/ .*[a-z]/s);
      }
    }),
    { numRuns: 25 },
  );
});
