import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkFile } from './check-file.ts';

const folder = new URL('../../../conformance/national-interface/', import.meta.url);
const expectedFile = 'expected-findings.json';
const vectors = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== expectedFile);
const expected = JSON.parse(readFileSync(new URL(expectedFile, folder), 'utf8')) as Record<string, Record<'strict' | 'tolerant', string[]>>;

test('there are vectors, and every expectation has its file', () => {
  assert.ok(vectors.length >= 50);
  for (const name of Object.keys(expected)) assert.ok(vectors.includes(name), name);
});

for (const name of vectors) {
  test(`vector ${name} gives exactly the findings expected`, () => {
    for (const mode of ['strict', 'tolerant'] as const) {
      const report = checkFile(name, readFileSync(new URL(name, folder)), { mode });
      const found = [report.verdict, ...report.findings.map((one) => `${one.severity} ${one.rule} ${one.path}`)];
      assert.deepEqual(found, expected[name]?.[mode] ?? ['pass'], mode);
      if (name.includes('_invalid_')) assert.equal(report.verdict, 'fail', mode);
    }
  });
}
