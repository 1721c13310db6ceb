import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocalDatabase } from '@anjie/local-database';
import { openTestCluster, ROOT } from '@anjie/test-system';

/**
 * `npm test`: every test on a folder, a cluster and ports of its own, so that it runs beside a running system. Pure packages are tested
 * a second time in another time zone: business dates must not depend on the machine's.
 */
const PATTERNS = ['packages/*/{src,tests}/**/*.test.ts', 'apps/*/{src,tests}/**/*.test.ts', 'scripts/**/*.test.ts'];
const PURE = ['packages/{rulebook,working-days,admission}/{src,tests}/**/*.test.ts'];

async function main(given: string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'anjie-test-'));
  process.env.ANJIE_TEST_FOLDER = folder;
  try {
    await openTestCluster();
    const files = given.length > 0 ? given : globSync(PATTERNS, { cwd: ROOT }).sort();
    const first = await run(files, { TZ: 'UTC' });
    if (given.length > 0 || first !== 0) return first;
    return run(globSync(PURE, { cwd: ROOT }).sort(), { TZ: 'America/New_York' });
  } finally {
    const database = await openLocalDatabase({ folder: join(folder, 'postgres'), durable: false });
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(files: string[], environment: Record<string, string>): Promise<number> {
  const args = [
    '--disable-warning=ExperimentalWarning',
    '--test',
    '--test-concurrency=2',
    '--test-timeout=300000',
    '--test-reporter=spec',
    ...files,
  ];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...environment } });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

process.exit(await main(process.argv.slice(2)));
