import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);

interface Verdicts {
  cases: { id: string; his: string; expected: string; verdict: string; ok: boolean; reason: string }[];
  ok: boolean;
}

test('the reference HIS passes every case; each of at least 30 broken ones fails exactly the cases that describe its defect', async () => {
  const cli = join(import.meta.dirname, '../../cli/src/main.ts');
  const { stdout } = await run(process.execPath, [cli, 'testbed', 'self-test', '--json'], { maxBuffer: 1 << 26 }).catch(
    (error: { stdout?: string; stderr?: string }) => {
      if (error.stdout) return { stdout: error.stdout };
      throw new Error(error.stderr);
    },
  );
  const { cases, ok } = JSON.parse(stdout) as Verdicts;
  assert.deepEqual(
    cases.filter((one) => !one.ok).map((one) => `${one.his} ${one.id} ${one.verdict} ${one.reason}`),
    [],
  );
  assert.equal(ok, true);
  const broken = new Set(cases.filter((one) => one.his.startsWith('broken:')).map((one) => one.his));
  assert.ok(broken.size >= 30, `${broken.size}`);
  for (const one of cases) assert.equal(one.expected, one.his === 'reference' ? 'pass' : 'fail');
});
