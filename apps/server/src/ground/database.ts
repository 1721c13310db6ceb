import { Kysely, type KyselyPlugin, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database } from './schema.generated.ts';

export type Db = Kysely<Database>;

// bigint columns are revisions and counters, far below 2^53; dates stay text, so that no time zone can shift them.
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);
types.setTypeParser(pg.types.builtins.DATE, (text: string) => text);

// Nobody waits for a lock for ever, and no transaction that its process forgot keeps one.
const BOUNDS = '-c lock_timeout=15s -c idle_in_transaction_session_timeout=5min';

/** A pool of the servers' login. Statements stay unnamed: a named one keeps the first actor's plan under row security. */
export function openDatabase(url: string, connections: number, plugins: KyselyPlugin[] = []): { db: Db; pool: pg.Pool } {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    types,
    application_name: 'anjie-server',
    idleTimeoutMillis: 30_000,
    options: BOUNDS,
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  // So does one that breaks between two statements of a transaction: the next statement tells.
  pool.on('connect', (client) => client.on('error', () => {}));
  return { db: new Kysely<Database>({ dialect: new PostgresDialect({ pool }), plugins }), pool };
}
