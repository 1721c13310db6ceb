import { type Entry, type Frame, type GatewayPolicy, readEntry, type ScopeOrder } from '@anjie/admission';
import type { Kysely } from 'kysely';
import type { Database } from '../../ground/schema.generated.ts';
import { basisInForce } from '../regulations/index.ts';

export type FeedDb = Kysely<Database>;

export interface Head {
  readonly epoch: string;
  readonly revision: number;
}

/** What the server tells a gateway besides entries. */
export interface GatewaySettings {
  readonly defaultPolicy: string;
  readonly releasedEpochs: readonly string[];
  readonly clockOffsetMs: number;
}

export async function readHead(db: FeedDb): Promise<Head> {
  return db.selectFrom('feed_head').select(['epoch', 'revision']).executeTakeFirstOrThrow();
}

/** CURRENT entries of everything that changed in (after, upTo], paged by institution. */
export async function readEntries(db: FeedDb, prov: string | null, after: number, upTo: number, page: string | null, limit: number) {
  const rows = await db
    .selectFrom('admission_entry')
    .select(['institution_id', 'revision', 'entry'])
    .where('revision', '>', after)
    .where('revision', '<=', upTo)
    .$if(prov !== null, (query) => query.where('prov', '=', prov!))
    .$if(page !== null, (query) => query.where('institution_id', '>', page!))
    .orderBy('institution_id')
    .limit(limit)
    .execute();
  return rows.map((row): { institution: string; revision: number; entry: Entry } => ({
    institution: row.institution_id,
    revision: row.revision,
    entry: readEntry(row.entry),
  }));
}

export async function countEntries(db: FeedDb, prov: string | null): Promise<number> {
  const { count } = await db
    .selectFrom('admission_entry')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .$if(prov !== null, (query) => query.where('prov', '=', prov!))
    .executeTakeFirstOrThrow();
  return count;
}

export async function readOrders(db: FeedDb, after: number, upTo: number) {
  const rows = await db
    .selectFrom('scope_order')
    .select(['id', 'revision', 'scope_order', 'lifted_at'])
    .where('revision', '>', after)
    .where('revision', '<=', upTo)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    revision: row.revision,
    order: row.lifted_at === null ? (row.scope_order as ScopeOrder) : null,
  }));
}

/** The frame that leads from `after` to the head, in the snapshot of the transaction. Policies are added per stream. */
export async function readFrame(db: FeedDb, prov: string | null, after: number, serverTime: number): Promise<Frame> {
  const head = await readHead(db);
  if (head.revision <= after) return { ...head, previous: after, serverTime, entries: [], orders: [], policies: [] };
  const entries = await readEntries(db, prov, after, head.revision, null, 1_000_000);
  const orders = await readOrders(db, after, head.revision);
  return { ...head, previous: after, serverTime, entries, orders, policies: [] };
}

export async function readPolicies(db: FeedDb, now: Date): Promise<{ generation: number; policies: GatewayPolicy[] }> {
  const basis = await basisInForce({ db, now }, { lock: false });
  return { generation: basis.generation, policies: basis.policies() };
}

export async function readSettings(db: FeedDb, gatewayId: string): Promise<GatewaySettings> {
  const row = await db
    .selectFrom('gateway')
    .innerJoin('installation', (join) => join.onTrue())
    .leftJoin('gateway_retirement as retirement', (join) =>
      join.onRef('retirement.gateway_id', '=', 'gateway.id').on('retirement.confirmed_at', 'is not', null),
    )
    .select(['gateway.released_epochs', 'gateway.prov', 'installation.clock_offset_ms', 'retirement.id as retirement'])
    .where('gateway.id', '=', gatewayId)
    .executeTakeFirstOrThrow();
  return {
    defaultPolicy: row.prov ?? '100000',
    releasedEpochs: row.released_epochs,
    clockOffsetMs: row.clock_offset_ms,
    ...(row.retirement === null ? {} : { retired: true }),
  };
}
