import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

const FOLDER = join(import.meta.dirname, '../../migrations');
const LOCK = 7001;

/**
 * Brings the schema up to date with the owner's URL: plain SQL files in order, each in a transaction of its own, forward only.
 * Then makes the partitions of the coming months and gives the servers' login its password.
 *
 * @throws Error when a file that was applied has changed since.
 */
export async function migrate(ownerUrl: string, appPassword: string | null): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'anjie-migrate' });
  await client.connect();
  const applied: string[] = [];
  try {
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
      await client.query("begin; set local lock_timeout = '5s'");
      await client.query(text);
      await client.query('insert into schema_migration values ($1, $2, $3)', [name, digest, new Date()]);
      await client.query('commit');
      applied.push(name);
    }
    await partitionAhead(client, new Date());
    await closeToOthers(client);
    if (appPassword !== null) {
      const statement = await client.query(`select format('alter role anjie_app password %L', $1::text) as text`, [appPassword]);
      await client.query(statement.rows[0].text);
    }
    return applied;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    await client.end();
  }
}

/** Other logins of the cluster, such as the test bed's, have no business in this database (NX-20(4)). */
async function closeToOthers(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    `select format('revoke connect on database %1$I from public; grant connect on database %1$I to anjie_app', current_database()) as text`,
  );
  await client.query(rows[0].text);
}

/** High-volume records are partitioned by month; thirteen months are made ahead, what lies beyond falls into the default partition. */
async function partitionAhead(client: pg.Client, from: Date): Promise<void> {
  for (const table of ['audit_event', 'gateway_record']) {
    for (let month = 0; month < 13; month++) {
      const start = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + month, 1));
      const end = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + month + 1, 1));
      const name = `${table}_${start.toISOString().slice(0, 7).replace('-', '')}`;
      const there = await client.query('select to_regclass($1) as there', [name]);
      if (there.rows[0].there !== null) continue;
      await client.query(
        `create table ${name} partition of ${table} for values from ('${start.toISOString()}') to ('${end.toISOString()}')`,
      );
    }
  }
}
