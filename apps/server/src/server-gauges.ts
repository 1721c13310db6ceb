import type pg from 'pg';
import type { Clock } from './ground/clock.ts';
import type { Gauge } from './ground/metrics.ts';
import type { Transactor } from './ground/transaction.ts';
import { dueLag } from './modules/admission/index.ts';
import { auditWindow } from './modules/audit/index.ts';
import type { Enforcement } from './modules/enforcement/index.ts';

const KEPT_MS = 1000;

/**
 * What the server tells of itself beside its requests: revision, connections, how far due work is behind, streams of the feed. What the
 * database says is kept for a second, so that asking often costs it nothing; without the database the rest is told all the same.
 */
export function serverGauges(parts: {
  pool: pg.Pool;
  transactor: Transactor;
  clock: Clock;
  gateways: Pick<Enforcement, 'revision' | 'streams'>;
  version: string;
  mode: string;
}): () => Promise<readonly Gauge[]> {
  const { pool, transactor, clock, gateways } = parts;
  let read: { readonly until: number; readonly gauges: Promise<readonly Gauge[]> } = { until: 0, gauges: Promise.resolve([]) };
  const fromDatabase = async (): Promise<readonly Gauge[]> => {
    try {
      const [revision, [lag, audit]] = await Promise.all([
        gateways.revision(),
        transactor.snapshot(async (db) => [await dueLag(db, clock.now()), await auditWindow(db)] as const),
      ]);
      return [
        { name: 'database_up', help: '1: the database answers', value: 1 },
        { name: 'revision', help: 'revision of the feed head', value: revision },
        { name: 'due_work_lag_seconds', help: 'age of the earliest change that is due and not decided', value: lag / 1000 },
        { name: 'audit_unsigned_rows', help: 'rows of the audit that no checkpoint attests yet', value: audit.unsigned },
        { name: 'audit_undelivered_rows', help: 'rows of the audit that could be cut off unseen', value: audit.undelivered },
      ];
    } catch {
      return [{ name: 'database_up', help: '1: the database answers', value: 0 }];
    }
  };
  return async () => {
    if (performance.now() >= read.until) read = { until: performance.now() + KEPT_MS, gauges: fromDatabase() };
    const help = 'connections to the database, by state';
    return [
      { name: 'info', help: 'version and mode', labels: { version: parts.version, mode: parts.mode }, value: 1 },
      ...(await read.gauges),
      { name: 'pool_connections', help, labels: { state: 'idle' }, value: pool.idleCount },
      { name: 'pool_connections', help, labels: { state: 'busy' }, value: pool.totalCount - pool.idleCount },
      { name: 'pool_waiting', help: 'work that waits for a connection', value: pool.waitingCount },
      { name: 'feed_streams', help: 'gateways that hold a stream of the feed', value: gateways.streams() },
      { name: 'resident_memory_bytes', help: 'resident memory of the process', value: process.memoryUsage.rss() },
    ];
  };
}
