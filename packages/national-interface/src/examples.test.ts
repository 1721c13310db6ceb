import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { catalogue } from './catalogue.ts';
import { checkFile } from './check-file.ts';
import { examples } from './examples.ts';

const EXAMPLES = new URL('../../../conformance/national-interface/catalogue/', import.meta.url);

const { files, broken } = examples();

test('every transaction of the catalogue has a valid and an invalid vector, as the catalogue makes them', () => {
  assert.deepEqual(readdirSync(EXAMPLES).sort(), [...files.keys()].sort());
  for (const [name, content] of files)
    assert.equal(readFileSync(new URL(name, EXAMPLES), 'utf8'), content, `${name}: run npm run generate`);
  for (const infno of catalogue().keys()) assert.ok(files.has(`${infno}_request_valid.json`), infno);
  assert.equal(Object.keys(broken).length, catalogue().size);
});

test('every valid vector passes without an error, and every invalid one is refused for the one rule that it breaks', () => {
  const faults: string[] = [];
  for (const name of files.keys()) {
    if (name === 'expected-findings.json') continue;
    for (const mode of ['strict', 'tolerant'] as const) {
      const { findings } = checkFile(name, readFileSync(new URL(name, EXAMPLES)), { mode });
      const errors = findings.filter((one) => one.severity === 'error').map((one) => `${one.rule} ${one.path}`);
      const expected = broken[name] === undefined ? [] : [broken[name]];
      if (errors.join() !== expected.join())
        faults.push(`${name} ${mode}: ${errors.join(', ') || 'nothing'}; expected ${expected.join() || 'nothing'}`);
    }
  }
  assert.deepEqual(faults, []);
});
