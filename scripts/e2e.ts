import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@anjie/test-system';

/** `npm run e2e`: builds the portal, then walks it in a headless Chromium against systems of its own. */
function run(program: string, ...args: string[]): void {
  const { status } = spawnSync(process.execPath, [join(ROOT, program), ...args], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

run('node_modules/vite/bin/vite.js', 'build', 'apps/web', '--logLevel', 'warn');
// One walk at a time: its people wait as long as people do, and two browsers on two cores make them wait longer.
run(
  'scripts/test.ts',
  '--test-concurrency=1',
  ...(process.argv.length > 2 ? process.argv.slice(2) : globSync('e2e/*.e2e.ts', { cwd: ROOT }).sort()),
);
