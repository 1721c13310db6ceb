import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { publicKeyPem } from '@anjie/guomi';
import { checkpointsOver, exportText, KEY, storedRows } from '../tests/trail-builder.ts';

const PAGE = join(import.meta.dirname, '../../../docs/check-the-audit.md');
const version = spawnSync('openssl', ['version'], { encoding: 'utf8' });
const skip = version.status === 0 && /^OpenSSL 3/.test(version.stdout) ? false : 'openssl 3 is needed for SM2 with a signer id';

/** Runs every block of the page in one shell, in a folder that holds the export and the key. */
function followPage(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'anjie-audit-page-'));
  writeFileSync(join(folder, 'audit.txt'), text);
  writeFileSync(join(folder, 'audit.pem'), publicKeyPem(KEY.publicKey));
  const script = [...readFileSync(PAGE, 'utf8').matchAll(/```sh\n(.*?)```/gs)].map((match) => match[1]).join('\n');
  const { status, stdout } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return { status, said: stdout.trim().split('\n') };
}

const rows = storedRows(11);
const checkpoints = checkpointsOver(rows, [4, 11]);
const whole = exportText(rows, checkpoints);

test('the commands of the page find with OpenSSL alone what our own root, chain and signatures say', { skip }, () => {
  const { status, said } = followPage(whole);
  assert.deepEqual([status, said], [0, ['chain: 11 rows', 'signatures: 2', `root: ${checkpoints[1]!.root.toString('hex')}`]]);
});

test('the commands of the page find a changed row, a changed checkpoint and rows written anew', { skip }, () => {
  assert.deepEqual(followPage(whole.replace('"request-7"', '"request-8"')).said, ['row 7 does not follow']);
  assert.match(followPage(whole.replace('"size":4,', '"size":5,')).said.join(), /a signature does not hold/);
  const other = storedRows(11, (row, seq) => (seq === 2 ? { ...row, actor: '别人' } : row));
  assert.match(followPage(exportText(other, checkpoints)).said.join(), /another row/);
});
