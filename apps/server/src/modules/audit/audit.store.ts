import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Actor } from '../../ground/actor.ts';
import type { Tx } from '../../ground/transaction.ts';

/** One row of the chain before its place in the chain is known. */
export interface AuditRow {
  readonly at: Date;
  readonly requestId: string;
  readonly actorId: string | null;
  readonly actor: string;
  readonly role: string;
  readonly address: string | null;
  readonly event: string;
  readonly objectKind: string | null;
  readonly objectId: string | null;
  readonly prov: string | null;
  readonly city: string | null;
  readonly div: string | null;
  readonly institutionId: string | null;
  readonly result: 'done' | 'refused' | 'read';
  readonly refusal: string | null;
  readonly detail: Record<string, unknown>;
}

export const GENESIS = Buffer.alloc(32);

/** SM3(previous ‖ canonical JSON of the row with its number): what the chain consists of. */
export function chainHash(previous: Uint8Array, seq: number, row: AuditRow): Buffer {
  return createHash('sm3').update(previous).update(canonical(seq, row)).digest();
}

function canonical(seq: number, row: AuditRow): string {
  return stable({ ...row, seq, at: row.at.toISOString() });
}

/** JSON with keys in order at every depth, so that jsonb's own order does not matter. */
function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => `${JSON.stringify(key)}:${stable(item)}`);
    return `{${parts.join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

/** Appends rows to the chain under the head's lock. The last statements of a transaction: institutions → feed head → audit head. */
export async function appendRows(tx: Tx, rows: readonly AuditRow[]): Promise<void> {
  const head = await tx.db.selectFrom('audit_head').select(['seq', 'hash']).forUpdate().executeTakeFirstOrThrow();
  let { seq, hash } = head;
  const values = rows.map((row) => {
    const previous = hash;
    seq += 1;
    hash = chainHash(previous, seq, row);
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
  return { actorId: actor.id, actor: actor.name, role: `${actor.role}:${actor.level}`, address: actor.address };
}

export interface ChainVerdict {
  readonly rows: number;
  readonly checkpoints: number;
  /** number of the first row that does not follow from its predecessor, null: none */
  readonly firstBad: number | null;
  readonly ok: boolean;
}

const PAGE = 5000;

/** Recomputes the whole chain up to the head, page by page. */
export async function verifyChain(tx: Tx): Promise<ChainVerdict> {
  // The head first: rows appended while this reads lie beyond it.
  const head = await tx.db.selectFrom('audit_head').select(['seq', 'hash']).executeTakeFirstOrThrow();
  let previous: Buffer = GENESIS;
  let seq = 0;
  for (;;) {
    const page = await tx.db
      .selectFrom('audit_event')
      .selectAll()
      .where('seq', '>', seq)
      .where('seq', '<=', head.seq)
      .orderBy('seq')
      .limit(PAGE)
      .execute();
    for (const row of page) {
      seq += 1;
      const good =
        row.seq === seq &&
        row.previous.equals(previous) &&
        row.hash.equals(
          chainHash(previous, seq, {
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
            result: row.result as AuditRow['result'],
            refusal: row.refusal,
            detail: row.detail as Record<string, unknown>,
          }),
        );
      if (!good) return { rows: seq, checkpoints: 0, firstBad: seq, ok: false };
      previous = row.hash;
    }
    if (page.length < PAGE) break;
  }
  const whole = head.seq === seq && head.hash.equals(previous);
  return { rows: seq, checkpoints: 0, firstBad: whole ? null : seq + 1, ok: whole };
}

export async function listEvents(tx: Tx, filter: { before: number | null; objectId: string | null; limit: number }) {
  return tx.db
    .selectFrom('audit_event')
    .select([
      'seq',
      'at',
      'actor',
      'role',
      'event',
      'object_kind',
      'object_id',
      'result',
      'refusal',
      'detail',
      sql<string>`encode(hash, 'hex')`.as('hash'),
    ])
    .$if(filter.before !== null, (query) => query.where('seq', '<', filter.before!))
    .$if(filter.objectId !== null, (query) => query.where('object_id', '=', filter.objectId!))
    .orderBy('seq', 'desc')
    .limit(filter.limit)
    .execute();
}

/** What was done on an institution within the caller's sight, the latest first; refusals are no part of its history. */
export async function timelineOf(tx: Pick<Tx, 'db'>, institutionId: string, limit: number) {
  return tx.db
    .selectFrom('audit_event')
    .select(['at', 'actor', 'role', 'event', 'object_kind as objectKind', 'object_id as objectId'])
    .where('institution_id', '=', institutionId)
    .where('result', '=', 'done')
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute();
}
