import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '@anjie/test-system';
import { ownInstallation } from '../apps/cli/tests/installation.ts';

/**
 * `npm run screenshots`: starts an installation of its own, plays the demonstration so that there is something to show, and takes every
 * page. With ANJIE_URL, the pages of the installation that serves there.
 */
function take(url: string): number {
  const { status } = spawnSync(process.execPath, [join(ROOT, 'e2e/screenshots.ts'), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, ANJIE_URL: url },
  });
  return status ?? 1;
}

async function takeOfOwn(): Promise<number> {
  const installation = await ownInstallation();
  const { process: running, ended } = await installation.up();
  try {
    const demo = await installation.anjie('demo');
    // What has been played is there to be looked at all the same; that it was not all says the exit code.
    if (demo.code !== 0) process.stderr.write(`✗ the demonstration did not play to its end:\n${demo.stdout.slice(-2000)}${demo.stderr}\n`);
    return take(`http://127.0.0.1:${installation.portBase}`) || (demo.code ?? 1);
  } finally {
    running.kill('SIGTERM');
    await ended;
    installation.remove();
  }
}

process.exit(process.env.ANJIE_URL === undefined ? await takeOfOwn() : take(process.env.ANJIE_URL));
