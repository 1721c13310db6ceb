import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { generateSm2Key, publicKeyPem } from '@anjie/guomi';
import { checkpointsOver, KEY, storedRows } from '../tests/trail-builder.ts';
import { rowProof } from './row-proof.ts';

const PAGE = join(import.meta.dirname, '../../../docs/check-one-row.md');
const version = spawnSync('openssl', ['version'], { encoding: 'utf8' });
const jq = spawnSync('jq', ['--version']).status === 0;
const skip = jq && version.status === 0 && /^OpenSSL 3/.test(version.stdout) ? false : 'openssl 3 and jq are needed';

/** Runs the page's commands in a folder that holds the proof and the key. */
function followPage(proof: string, key = KEY) {
  const folder = mkdtempSync(join(tmpdir(), 'anjie-row-page-'));
  writeFileSync(join(folder, 'proof.json'), proof);
  writeFileSync(join(folder, 'audit.pem'), publicKeyPem(key.publicKey));
  const script = /```sh\n(.*?)```/s.exec(readFileSync(PAGE, 'utf8'))![1]!;
  const { status, stdout } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return { status, said: stdout.trim().split('\n') };
}

const rows = storedRows(11);
const [checkpoint] = checkpointsOver(rows, [11]);
const hashes = rows.map((row) => Buffer.from(row.hash));
const proofOf = (seq: number) => rowProof(seq, hashes[seq - 2] ?? Buffer.alloc(32), rows[seq - 1]!.canonical!, checkpoint!, hashes);

test('the commands of the page prove each of eleven rows with OpenSSL alone, the last one without a partner too', { skip }, () => {
  for (const { seq, canonical } of rows) {
    const { status, said } = followPage(proofOf(seq));
    assert.deepEqual([status, said], [0, [`row ${seq} stood in the audit that was signed at ${checkpoint!.at.toISOString()}`, canonical]]);
  }
});

test('the commands of the page refuse a changed row, another row’s place, a shortened way and another key', { skip }, () => {
  const proof = proofOf(7);
  assert.deepEqual(followPage(proof.replace('request-7', 'request-8')).said, ['the row does not lead to the root that was signed']);
  assert.deepEqual(followPage(proof.replace('"seq":7,"previous"', '"seq":8,"previous"')).said, ['the row bears another number']);
  const { path, ...rest } = JSON.parse(proof) as { path: string[] };
  assert.equal(followPage(JSON.stringify({ ...rest, path: path.slice(1) })).status, 1);
  assert.equal(followPage(JSON.stringify({ ...rest, path: [...path, path[0]] })).status, 1);
  assert.deepEqual(followPage(proof, generateSm2Key()).said, ['the checkpoint is not signed by this key']);
});
