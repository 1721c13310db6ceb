import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type OwnInstallation, ownInstallation } from './installation.ts';

let own: OwnInstallation;
before(async () => {
  own = await ownInstallation();
});
after(() => own.remove());

/** pid of the database, as it wrote it down; null while it has not */
function databaseOf(): number | null {
  try {
    return Number(readFileSync(join(own.folder, 'data/postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return null;
  }
}

async function serves(): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${own.portBase}/api/health`, { signal: AbortSignal.timeout(2000) });
    return answer.ok;
  } catch {
    return false;
  }
}

test('a killed database is started again by the process that started it, and what was written is there', async () => {
  const { process: launcher, ended } = await own.up('--only', 'server');
  try {
    const killed = databaseOf();
    process.kill(killed!, 'SIGKILL');
    for (let tries = 0; databaseOf() === killed || !(await serves()); tries += 1) {
      assert.ok(tries < 300, 'it does not serve again');
      await delay(100);
    }
    const verified = await own.anjie('audit', 'verify', '--json');
    assert.equal((JSON.parse(verified.stdout) as { ok: boolean }).ok, true);
  } finally {
    launcher.kill('SIGTERM');
  }
  const { code, stderr } = await ended;
  assert.equal(code, 0);
  assert.match(stderr, /重新启动 \/ the database process ended by itself/);
});
