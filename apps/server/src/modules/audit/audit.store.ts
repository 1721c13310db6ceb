import { type AuditRow, canonicalRow, chainHash, exactJson, GENESIS, type TrailRow } from '@anjie/audit-trail';
import { type Kysely, sql } from 'kysely';
import type { Actor } from '../../ground/actor.ts';
import { maskName } from '../../ground/masking.ts';
import type { Database } from '../../ground/schema.generated.ts';
import type { Tx } from '../../ground/transaction.ts';

/** Appends rows to the chain under the head's lock. The last statements of a transaction: institutions → feed head → audit head. */
export async function appendRows(tx: Tx, rows: readonly AuditRow[]): Promise<void> {
  const head = await tx.db.selectFrom('audit_head').select(['seq', 'hash']).forUpdate().executeTakeFirstOrThrow();
  let { seq, hash } = head;
  const values = rows.map((row) => {
    const previous = hash;
    seq += 1;
    hash = chainHash(previous, canonicalRow(seq, row));
    return {
      seq,
      at: row.at,
      request_id: row.requestId,
      actor_id: row.actorId,
      actor: row.actor,
      role: row.role,
      address: row.address,
      event: row.event,
      object_kind: row.objectKind,
      object_id: row.objectId,
      prov: row.prov,
      city: row.city,
      div: row.div,
      institution_id: row.institutionId,
      result: row.result,
      refusal: row.refusal,
      detail: JSON.stringify(row.detail),
      previous,
      hash,
    };
  });
  await tx.db.insertInto('audit_event').values(values).execute();
  await tx.db.updateTable('audit_head').set({ seq, hash }).execute();
}

export function actorColumns(actor: Actor | null): Pick<AuditRow, 'actorId' | 'actor' | 'role' | 'address'> {
  if (actor === null) return { actorId: null, actor: '未登录', role: 'nobody', address: null };
  // The chain can never be changed again, so that a name in it could never be destroyed: it holds the masked one, and the account's id.
  const name = actor.role === 'system' ? actor.name : maskName(actor.name);
  return { actorId: actor.id, actor: name, role: `${actor.role}:${actor.level}`, address: actor.address };
}

const PAGE = 2000;

interface StoredRow {
  readonly seq: number;
  readonly at: Date;
  /** with everything below the millisecond */
  readonly place: string;
  readonly exact: boolean;
  readonly request_id: string;
  readonly actor_id: string | null;
  readonly actor: string;
  readonly role: string;
  readonly address: string | null;
  readonly event: string;
  readonly object_kind: string | null;
  readonly object_id: string | null;
  readonly prov: string | null;
  readonly city: string | null;
  readonly div: string | null;
  readonly institution_id: string | null;
  readonly result: AuditRow['result'];
  readonly refusal: string | null;
  readonly detail: string;
  readonly previous: Buffer;
  readonly hash: Buffer;
}

/**
 * The rows after `from` and up to `to` as they are stored, page by page. What the application could not have written (microseconds,
 * numbers beyond a double, another predecessor) has no canonical text: it would be read as something that was never chained.
 */
export async function* storedRows(db: Kysely<Database>, from = -1, to: number | null = null): AsyncGenerator<TrailRow> {
  let previous: Buffer | null = null;
  let last: { readonly seq: number; readonly place: string } = { seq: from, place: 'infinity' };
  for (;;) {
    const { rows } = await sql<StoredRow>`select seq, at, at::text as place, isfinite(at) and date_trunc('milliseconds', at) = at as exact,
        request_id, actor_id, actor, role, address, event, object_kind, object_id, prov, city, div, institution_id, result, refusal,
        detail::text as detail, previous, hash
      from audit_event where (seq, at) > (${last.seq}::bigint, ${last.place}::timestamptz) and (${to}::bigint is null or seq <= ${to}::bigint)
      order by seq, at limit ${PAGE}`.execute(db);
    for (const row of rows) {
      const follows = previous === null ? from > 0 || row.previous.equals(GENESIS) : row.previous.equals(previous);
      yield { seq: row.seq, hash: row.hash, canonical: follows ? canonicalOf(row) : null };
      previous = row.hash;
    }
    if (rows.length < PAGE) return;
    last = rows.at(-1)!;
  }
}

function canonicalOf(row: StoredRow): string | null {
  const detail = exactJson(row.detail);
  if (!row.exact || typeof detail !== 'object' || detail === null) return null;
  return canonicalRow(row.seq, {
    at: row.at,
    requestId: row.request_id,
    actorId: row.actor_id,
    actor: row.actor,
    role: row.role,
    address: row.address,
    event: row.event,
    objectKind: row.object_kind,
    objectId: row.object_id,
    prov: row.prov,
    city: row.city,
    div: row.div,
    institutionId: row.institution_id,
    result: row.result,
    refusal: row.refusal,
    detail: detail as Record<string, unknown>,
  });
}

export async function headOf(db: Kysely<Database>): Promise<{ seq: number; hash: Buffer }> {
  return db.selectFrom('audit_head').select(['seq', 'hash']).executeTakeFirstOrThrow();
}

/** What to search the audit by; null: anything. */
export interface EventFilter {
  readonly before: number | null;
  readonly objectId: string | null;
  readonly objectKind: string | null;
  readonly event: string | null;
  readonly result: AuditRow['result'] | null;
  /** login of the account that acted */
  readonly login: string | null;
  readonly from: Date | null;
  readonly until: Date | null;
}

/** Rows that fit, the latest first. Names are the accounts' own where the caller may see the account, else the masked ones of the row. */
export async function listEvents(db: Kysely<Database>, filter: EventFilter, limit: number) {
  const rows = await db
    .selectFrom('audit_event')
    .leftJoin('account', 'account.id', 'audit_event.actor_id')
    .select([
      'audit_event.seq',
      'audit_event.at',
      'audit_event.actor',
      'account.name as actorName',
      'account.login',
      'audit_event.role',
      'audit_event.address',
      'audit_event.event',
      'audit_event.object_kind',
      'audit_event.object_id',
      'audit_event.result',
      'audit_event.refusal',
      'audit_event.detail',
      sql<string>`encode(audit_event.hash, 'hex')`.as('hash'),
    ])
    .$if(filter.before !== null, (query) => query.where('audit_event.seq', '<', filter.before!))
    .$if(filter.objectId !== null, (query) => query.where('audit_event.object_id', '=', filter.objectId!))
    .$if(filter.objectKind !== null, (query) => query.where('audit_event.object_kind', '=', filter.objectKind!))
    .$if(filter.event !== null, (query) => query.where('audit_event.event', '=', filter.event!))
    .$if(filter.result !== null, (query) => query.where('audit_event.result', '=', filter.result!))
    .$if(filter.login !== null, (query) => query.where('account.login', '=', filter.login!))
    .$if(filter.from !== null, (query) => query.where('audit_event.at', '>=', filter.from!))
    .$if(filter.until !== null, (query) => query.where('audit_event.at', '<', filter.until!))
    .orderBy('audit_event.seq', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ actorName, ...row }) => ({ ...row, actor: actorName ?? row.actor }));
}

/** What was done on an institution within the caller's sight, the latest first; refusals are no part of its history. */
export async function timelineOf(tx: Pick<Tx, 'db'>, institutionId: string, limit: number) {
  const rows = await tx.db
    .selectFrom('audit_event')
    .leftJoin('account', 'account.id', 'audit_event.actor_id')
    .select(['at', 'actor', 'account.name', 'audit_event.role', 'event', 'object_kind as objectKind', 'object_id as objectId'])
    .where('institution_id', '=', institutionId)
    .where('result', '=', 'done')
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ name, ...row }) => ({ ...row, actor: name ?? row.actor }));
}
