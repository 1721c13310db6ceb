/** The real clamd with one signature of its own: that of EICAR's test file. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { clamd, clamdAddress } from './clamd.ts';

const PROGRAM = ['/usr/sbin/clamd', '/usr/local/sbin/clamd', '/opt/homebrew/sbin/clamd'].find((path) => existsSync(path));

/** Why tests against the real clamd are skipped; false: they are not. */
export const noClamd: string | false = PROGRAM === undefined ? 'clamd is not installed (Debian: clamav-daemon)' : false;

/** EICAR's test file (eicar.org), put together here so that no scanner takes this source for it. */
export const EICAR = Buffer.from(['X5O!P%@AP[4', '\\PZX54(P^)7CC)7}', '$EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!', '$H+H*'].join(''));

export interface ClamdScene {
  readonly url: string;
  readonly socketUrl: string;
  stop(): Promise<void>;
}

/** Files over 2 MiB are over its limit. */
export async function clamdScene(): Promise<ClamdScene> {
  const folder = mkdtempSync(join(tmpdir(), 'anjie-clamd-'));
  const port = await freePort();
  const database = join(folder, 'db');
  mkdirSync(database);
  chmodSync(folder, 0o755);
  // By digest for the file alone, and by content for what holds it.
  writeFileSync(join(database, 'anjie.hdb'), `${createHash('md5').update(EICAR).digest('hex')}:${EICAR.length}:Anjie.Test.EICAR\n`);
  writeFileSync(join(database, 'anjie.ndb'), `Anjie.Test.EICAR:0:*:${EICAR.toString('hex')}\n`);
  const settings = join(folder, 'clamd.conf');
  const lines = {
    DatabaseDirectory: database,
    LocalSocket: join(folder, 'clamd.sock'),
    TCPSocket: port,
    TCPAddr: '127.0.0.1',
    Foreground: 'yes',
    StreamMaxLength: '2M',
    LogFile: join(folder, 'clamd.log'),
    PidFile: join(folder, 'clamd.pid'),
    User: process.getuid?.() === 0 ? 'root' : '',
  };
  const text = Object.entries(lines).flatMap(([name, value]) => (value === '' ? [] : [`${name} ${value}`]));
  writeFileSync(settings, `${text.join('\n')}\n`);
  const child = spawn(PROGRAM!, ['--config-file', settings], { stdio: 'ignore' });
  const url = `tcp://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill('SIGTERM');
    while (child.exitCode === null && child.signalCode === null) await delay(20);
    rmSync(folder, { recursive: true, force: true });
  };
  for (let look = 0; look < 300; look += 1) {
    const up = await clamd(clamdAddress(url))
      .ping()
      .then(
        () => true,
        () => false,
      );
    if (up) return { url, socketUrl: `unix:${lines.LocalSocket}`, stop };
    if (child.exitCode !== null) break;
    await delay(100);
  }
  const said = spawnSync('tail', ['-n', '20', lines.LogFile]).stdout.toString();
  await stop();
  throw new Error(`clamd did not come up:\n${said}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
