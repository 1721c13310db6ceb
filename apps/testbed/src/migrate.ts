/**
 * Brings the bed's own database up to date with the owner's URL: makes database and login when they are missing, then runs the plain SQL
 * files in order, forward only. `node apps/testbed/src/migrate.ts`: ANJIE_TESTBED_OWNER_DATABASE_URL (any database of the server, as a role
 * that may create databases and roles), ANJIE_TESTBED_PASSWORD_FILE.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { readSecret } from './ground/setting.ts';

const FOLDER = join(import.meta.dirname, '../migrations');
const LOCK = 7200;
export const ROLE = 'anjie_testbed';

/** @param database name of the bed's database; a test gives one of its own */
export async function migrate(ownerUrl: string, password: string, database = 'anjie_testbed'): Promise<readonly string[]> {
  if (!/^[a-z_][a-z0-9_]{0,50}$/.test(database)) throw new Error(`${database}: 不能作为库名 / cannot be a database name`);
  await withClient(ownerUrl, async (client) => {
    await client.query(`select pg_advisory_lock(${LOCK})`);
    if ((await client.query('select 1 from pg_roles where rolname = $1', [ROLE])).rowCount === 0)
      await client.query(`create role ${ROLE} login nosuperuser nocreatedb nocreaterole noinherit`);
    const quoted = await client.query(`select format('alter role ${ROLE} password %L', $1::text) as text`, [password]);
    await client.query(quoted.rows[0].text);
    if ((await client.query('select 1 from pg_database where datname = $1', [database])).rowCount === 0)
      await client.query(`create database ${database}`);
    // The bed's login enters its own database alone, and nobody else's login enters this one.
    await client.query(`revoke connect on database ${database} from public`);
    await client.query(`grant connect on database ${database} to ${ROLE}`);
  });
  const applied: string[] = [];
  await withClient(inDatabase(ownerUrl, database), async (client) => {
    await client.query(`select pg_advisory_lock(${LOCK})`);
    await client.query(
      'create table if not exists schema_migration (name text primary key, digest text not null, applied_at timestamptz not null)',
    );
    const done = new Map((await client.query('select name, digest from schema_migration')).rows.map((row) => [row.name, row.digest]));
    for (const name of readdirSync(FOLDER)
      .filter((file) => file.endsWith('.sql'))
      .sort()) {
      const text = readFileSync(join(FOLDER, name), 'utf8');
      const digest = createHash('sha256').update(text).digest('hex');
      if (done.has(name)) {
        if (done.get(name) !== digest) throw new Error(`迁移文件在执行后被改动 / a migration changed after it was applied: ${name}`);
        continue;
      }
      await client.query('begin');
      try {
        await client.query(text);
        await client.query('insert into schema_migration values ($1, $2, $3)', [name, digest, new Date()]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw error;
      }
      applied.push(name);
    }
  });
  return applied;
}

/** The same connection to another database; an address over a socket folder is no URL that URL would take. */
export function inDatabase(url: string, database: string): string {
  return url.replace(/^(\w+:\/\/[^/]*\/)[^?]*/, `$1${database}`);
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'anjie-testbed-migrate' });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

if (import.meta.main) {
  const owner = process.env.ANJIE_TESTBED_OWNER_DATABASE_URL;
  const file = process.env.ANJIE_TESTBED_PASSWORD_FILE;
  if (owner === undefined || file === undefined) {
    process.stderr.write('需要 ANJIE_TESTBED_OWNER_DATABASE_URL 和 ANJIE_TESTBED_PASSWORD_FILE / both are needed\n');
    process.exit(2);
  }
  const applied = await migrate(owner, readSecret('ANJIE_TESTBED_PASSWORD_FILE', file));
  process.stdout.write(`${JSON.stringify({ applied })}\n`);
}
