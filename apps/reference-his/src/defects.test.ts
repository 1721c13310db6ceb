import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DEFECTS } from './defects.ts';

test('every defect is built in somewhere, and the system imports nothing but Node', () => {
  const source = globSync('*.ts', { cwd: import.meta.dirname })
    .filter((file) => !file.endsWith('.test.ts') && file !== 'defects.ts')
    .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
    .join('\n');
  for (const { name } of DEFECTS) assert.ok(source.includes(`has('${name}')`), name);
  for (const [, , from] of source.matchAll(/from (['"])([^'"]+)\1/g)) assert.match(from!, /^(node:|\.\/)/);
  assert.ok(DEFECTS.length >= 30);
});
