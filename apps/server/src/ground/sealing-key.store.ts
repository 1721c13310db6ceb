import type { KeyStore, WrappedKey } from '@anjie/guomi';
import pg from 'pg';

export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  readonly purpose: string;
  /** columns whose values say which row it is */
  readonly keys: readonly string[];
  readonly json: boolean;
}

/**
 * Where the wrapped data keys lie: one row each, every call a transaction of its own on a connection of its own. A query of a request that
 * meets a key it does not know must not wait for the pool that it is itself using up.
 */
export function openSealingKeys(url: string) {
  const pool = new pg.Pool({ connectionString: url, max: 1, application_name: 'anjie-sealing', idleTimeoutMillis: 10_000 });
  pool.on('error', () => {});
  const asSystem = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      await client.query('set local role app_system');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch(() => {});
      throw error;
    } finally {
      client.release();
    }
  };
  const store: KeyStore = {
    load: () =>
      asSystem(async (client) => {
        const { rows } = await client.query('select id, purpose, master_key_id, wrapped, created_ms from sealing_key');
        return rows.map(
          (row): WrappedKey => ({
            id: row.id,
            purpose: row.purpose,
            masterKeyId: row.master_key_id,
            wrapped: row.wrapped,
            createdAt: Number(row.created_ms),
          }),
        );
      }),
    insert: (key) =>
      asSystem(async (client) => {
        await client.query('insert into sealing_key (id, purpose, master_key_id, wrapped, created_ms) values ($1, $2, $3, $4, $5)', [
          key.id,
          key.purpose,
          key.masterKeyId,
          key.wrapped,
          key.createdAt,
        ]);
        await client.query(`select pg_notify('sealing_keys', $1)`, [key.id]);
      }),
    replace: (key, former) =>
      asSystem(async (client) => {
        const { rowCount } = await client.query(
          'update sealing_key set master_key_id = $2, wrapped = $3 where id = $1 and master_key_id = $4',
          [key.id, key.masterKeyId, key.wrapped, former],
        );
        return rowCount === 1;
      }),
    remove: (id) =>
      asSystem(async (client) => {
        await client.query('delete from sealing_key where id = $1', [id]);
      }),
  };
  return {
    store,
    /** Makes the first key of each purpose; of several servers that start at once, one does it. */
    locked: async <T>(work: () => Promise<T>): Promise<T> => {
      const client = new pg.Client({ connectionString: url, application_name: 'anjie-sealing' });
      await client.connect();
      try {
        await client.query('select pg_advisory_lock(7500)');
        return await work();
      } finally {
        await client.end();
      }
    },
    columns: () =>
      asSystem(async (client): Promise<SealedColumn[]> => {
        const { rows } = await client.query('select table_name, column_name, purpose, keys, json from sealed_column');
        return rows.map((row) => ({
          table: row.table_name,
          column: row.column_name,
          purpose: row.purpose,
          keys: row.keys,
          json: row.json,
        }));
      }),
    close: () => pool.end(),
  };
}
