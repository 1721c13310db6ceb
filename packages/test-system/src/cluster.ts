import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openLocalDatabase } from '@anjie/local-database';
import pg from 'pg';

export const ROOT = join(import.meta.dirname, '../../..');
const run = promisify(execFile);
const TEMPLATE_LOCK = 7100;

/** The cluster that all test files share: fsync off, a template database migrated once, a clone per file. */
export interface TestCluster {
  readonly ownerUrl: (database: string) => string;
  readonly appUrl: (database: string) => string;
  readonly template: string;
  readonly folder: string;
}

/** The folder of the cluster: the runner's own (ANJIE_TEST_FOLDER), or one kept in the project for single runs by hand. */
export function testFolder(): string {
  return process.env.ANJIE_TEST_FOLDER ?? join(ROOT, '.local', 'test');
}

export async function openTestCluster(): Promise<TestCluster> {
  const folder = testFolder();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const local = await openUnderLock(folder);
  const template = `template_${digestOfInputs()}`;
  await makeTemplate(local.ownerUrl, local.appPassword, template, folder);
  return { ownerUrl: local.ownerUrl, appUrl: local.appUrl, template, folder };
}

/** Two test files may come first at once: the folder that only one can make decides who starts the cluster. */
async function openUnderLock(folder: string) {
  const lock = join(folder, 'opening');
  for (let attempt = 0; ; attempt++) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      if (attempt > 600) throw new Error(`another test run holds ${lock}; remove it if none is running`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  try {
    return await openLocalDatabase({ folder: join(folder, 'postgres'), durable: false, maxConnections: 200 });
  } finally {
    rmdirSync(lock);
  }
}

/** Whatever decides what a migrated database looks like. */
function digestOfInputs(): string {
  const hash = createHash('sha256');
  const walk = (path: string): void => {
    for (const name of readdirSync(path).sort()) {
      const file = join(path, name);
      if (statSync(file).isDirectory()) walk(file);
      else hash.update(name).update(readFileSync(file));
    }
  };
  for (const folder of ['apps/server/migrations', 'apps/server/demonstration', 'regulations/profiles', 'regulations/demonstration'])
    walk(join(ROOT, folder));
  for (const file of ['apps/server/src/demonstration.ts', 'apps/server/src/migrate.ts', 'apps/server/src/ground/migrate.ts'])
    hash.update(readFileSync(join(ROOT, file)));
  return hash.digest('hex').slice(0, 16);
}

async function makeTemplate(ownerUrl: (database: string) => string, appPassword: string, template: string, folder: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl('postgres') });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(${TEMPLATE_LOCK})`);
    const there = await client.query('select 1 from pg_database where datname = $1', [template]);
    if (there.rowCount !== 0) return;
    const making = `making_${randomBytes(6).toString('hex')}`;
    await client.query(`create database ${making}`);
    const passwordFile = join(folder, 'app.password');
    writeFileSync(passwordFile, appPassword, { mode: 0o600 });
    await run(process.execPath, [join(ROOT, 'apps/server/src/migrate.ts')], {
      env: {
        PATH: process.env.PATH,
        ANJIE_OWNER_DATABASE_URL: ownerUrl(making),
        ANJIE_APP_PASSWORD_FILE: passwordFile,
        ANJIE_MODE: 'demonstration',
      },
    });
    await client.query(`alter database ${making} rename to ${template}`);
  } finally {
    await client.end();
  }
}
