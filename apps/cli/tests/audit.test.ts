import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';

const PROGRAM = join(import.meta.dirname, '../src/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'anjie-audit-'));
const file = (name: string) => join(folder, name);
let system: TestSystem;
let online: Record<string, string>;

before(async () => {
  system = await startTestSystem({ environment: { ANJIE_AUDIT_FILE: file('delivered.txt'), ANJIE_AUDIT_CHECKPOINT_ROWS: '5' } });
  online = { ANJIE_URL: system.url, ANJIE_TOKEN: (await system.as('nation.auditor')).token };
  for (let i = 0; i < 12; i += 1) await fetch(`${system.url}/api/v1/institutions`);
});
after(async () => {
  await system.stop();
  rmSync(folder, { recursive: true });
});

/** Without the settings of the online commands unless they are given: an offline command has nobody to ask. */
async function anjie(environment: Record<string, string>, ...args: string[]) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, ...args], {
    env: { PATH: process.env.PATH, ANJIE_DATA: folder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout, stderr };
}

const offline = async (export_: string, ...more: string[]) => {
  const { code, stdout, stderr } = await anjie({}, 'audit', 'verify', '--export', export_, '--key', file('audit.pem'), '--json', ...more);
  assert.equal(stderr, '');
  return { code, ...(JSON.parse(stdout) as { rows: number; checkpoints: number; firstBad: number | null; ok: boolean }) };
};

test('NX-附3.2-3c: an export and the public key are all that the offline verifier needs', async () => {
  for (const args of [
    ['export', file('audit.txt')],
    ['key', file('audit.pem')],
    ['prove', '3', file('row-3.json')],
  ])
    assert.deepEqual((await anjie(online, 'audit', ...args)).code, 0);
  const { code, rows, checkpoints, firstBad, ok } = await offline(file('audit.txt'), '--delivered', file('delivered.txt'));
  assert.deepEqual({ code, firstBad, ok }, { code: 0, firstBad: null, ok: true });
  assert.ok(rows > 12 && checkpoints > 0);
  const asked = JSON.parse((await anjie(online, 'audit', 'verify', '--json')).stdout) as { ok: boolean; checkpoints: number };
  assert.deepEqual([asked.ok, asked.checkpoints >= checkpoints], [true, true]);
});

test('a changed export does not hold, the row named and the exit code 1', async () => {
  const lines = readFileSync(file('audit.txt'), 'utf8').split('\n');
  const at = lines.findIndex((line) => line.includes('"not-logged-in"'));
  writeFileSync(file('changed.txt'), lines.with(at, lines[at]!.replace('not-logged-in', 'nothing')).join('\n'));
  const { code, ok, firstBad } = await offline(file('changed.txt'));
  assert.deepEqual([code, ok, firstBad], [1, false, at]);
  writeFileSync(file('returned.txt'), lines.with(at, `${lines[at]!}\r`).join('\n'));
  assert.equal((await offline(file('returned.txt'))).firstBad, at);
  writeFileSync(file('torn.txt'), lines.slice(0, -3).join('\n'));
  assert.equal((await offline(file('torn.txt'))).ok, false);
});

test('the proof of a row holds by itself, and a changed one does not', async () => {
  const verify = (name: string) => anjie({}, 'audit', 'verify', '--proof', file(name), '--key', file('audit.pem'));
  const good = await verify('row-3.json');
  assert.equal(good.code, 0, good.stderr);
  assert.match(good.stdout, /the proof holds: row 3/);
  writeFileSync(file('forged.json'), readFileSync(file('row-3.json'), 'utf8').replace('"seq":3', '"seq":4'));
  assert.equal((await verify('forged.json')).code, 1);
});

test('wrong usage is exit code 2, and nothing is overwritten', async () => {
  for (const args of [
    ['--export', file('audit.txt')],
    ['--key', file('audit.pem')],
    ['--delivered', 'x'],
    ['--export', 'none', '--key', 'none'],
  ])
    assert.equal((await anjie({}, 'audit', 'verify', ...args)).code, 2, args.join(' '));
  writeFileSync(file('no.pem'), 'no key');
  assert.equal((await anjie({}, 'audit', 'verify', '--export', file('audit.txt'), '--key', file('no.pem'))).code, 2);
  const again = await anjie(online, 'audit', 'export', file('audit.txt'));
  assert.deepEqual([again.code, /exists already/.test(again.stderr)], [1, true]);
});
