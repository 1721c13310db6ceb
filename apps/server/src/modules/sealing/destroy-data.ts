import { sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { SEALING_CHANNEL } from './key-rotation.ts';
import { refuse } from './sealing.errors.ts';

/** What can be destroyed, the purpose of its key, and when nothing stands against it. */
const KINDS = {
  operator: {
    purpose: 'persons',
    free: async (tx: Tx, id: string, of: string) => (await ofInstitution(tx, 'institution_operator', id, of))?.ended_at != null,
  },
  amendment: {
    purpose: 'persons',
    free: async (tx: Tx, id: string, of: string) => (await ofInstitution(tx, 'institution_amendment', id, of))?.decided_at != null,
  },
  document: {
    purpose: 'files',
    free: async (tx: Tx, id: string) => {
      const { rows } = await sql<{ referred: boolean }>`select document_is_referred_to(${id}::uuid) as referred`.execute(tx.db);
      return !rows[0]!.referred;
    },
  },
} as const;
export type DestroyedKind = keyof typeof KINDS;
export const DESTROYED_KINDS = Object.keys(KINDS) as [DestroyedKind, ...DestroyedKind[]];

const TABLES = { operator: 'institution_operator', amendment: 'institution_amendment', document: 'document' } as const;

const COLUMNS = [
  'id',
  'number',
  'institution_code as institution',
  'kind',
  'subject_id as subject',
  'reason',
  'requested_at as requestedAt',
  'approved_at as approvedAt',
  'completed_at as completedAt',
] as const;

interface Place {
  readonly id: string;
  readonly code: string;
  readonly prov: string;
  readonly city: string;
  readonly div: string;
}

/** Asks for the destruction of personal data or of a file of an institution. @throws not-found, still-needed, destruction-asked */
export async function askForDestruction(tx: Tx, institution: Place, input: { kind: DestroyedKind; subject: string; reason: string }) {
  await mustBeFree(tx, input.kind, input.subject, institution.id);
  const id = uuidv7();
  const { prov, city, div } = institution;
  const inserted = await tx.db
    .insertInto('destruction')
    .values({
      id,
      institution_id: institution.id,
      prov,
      city,
      div,
      institution_code: institution.code,
      kind: input.kind,
      subject_id: input.subject,
      purpose: KINDS[input.kind].purpose,
      reason: input.reason,
      requested_by: tx.actor.id,
      requested_at: tx.now,
    })
    .onConflict((conflict) => conflict.columns(['kind', 'subject_id']).doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) refuse('destruction-asked', { path: 'body.subject', value: input.subject });
  audit(tx, 'destruction-requested', institution, { kind: input.kind, subject: input.subject });
  return getDestruction(tx, id);
}

/**
 * Decides on a destruction: what was there is gone from the records at once, and its key with the next rotation, which begins at once.
 * A file's bytes are removed by `removed`, after the commit. @throws four-eyes, destruction-decided, still-needed
 */
export async function decideDestruction(tx: Tx, id: string, removed: (documentId: string) => void) {
  const row = await tx.db.selectFrom('destruction').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) return refuseInput('not-found', { path: 'params.id', value: id });
  if (row.approved_at !== null) refuse('destruction-decided', { path: 'params.id', value: row.number });
  if (row.requested_by === tx.actor.id) refuseInput('four-eyes', { path: 'params.id', value: row.number });
  const kind = row.kind as DestroyedKind;
  await mustBeFree(tx, kind, row.subject_id, row.institution_id);
  await tx.db.updateTable('destruction').set({ approved_by: tx.actor.id, approved_at: tx.now }).where('id', '=', id).execute();
  await tx.unsafeAsSystem((db) => sql`select destroy_values(${id}::uuid)`.execute(db));
  audit(tx, 'destruction-decided', { ...row, id: row.institution_id, code: row.institution_code }, { kind, subject: row.subject_id });
  if (kind === 'document') tx.afterCommit(() => removed(row.subject_id));
  await tx.announce(SEALING_CHANNEL, '');
  return getDestruction(tx, id);
}

export function listDestructions(tx: Pick<Tx, 'db'>, page: { before: number | null; limit: number }) {
  return tx.db
    .selectFrom('destruction')
    .select(COLUMNS)
    .$if(page.before !== null, (query) => query.where('number', '<', page.before!))
    .orderBy('number', 'desc')
    .limit(page.limit)
    .execute();
}

function getDestruction(tx: Pick<Tx, 'db'>, id: string) {
  return tx.db.selectFrom('destruction').select(COLUMNS).where('id', '=', id).executeTakeFirstOrThrow();
}

async function mustBeFree(tx: Tx, kind: DestroyedKind, id: string, institutionId: string): Promise<void> {
  const there = await tx.db
    .selectFrom(TABLES[kind])
    .select('id')
    .where('id', '=', id)
    .where('institution_id', '=', institutionId)
    .executeTakeFirst();
  if (there === undefined) refuseInput('not-found', { path: 'body.subject', value: id });
  if (!(await KINDS[kind].free(tx, id, institutionId))) refuse('still-needed', { path: 'body.subject', value: id });
}

async function ofInstitution<Table extends 'institution_operator' | 'institution_amendment'>(
  tx: Tx,
  table: Table,
  id: string,
  institutionId: string,
) {
  const { rows } = await sql<{
    ended_at?: Date | null;
    decided_at?: Date | null;
  }>`select ${sql.ref(table === 'institution_operator' ? 'ended_at' : 'decided_at')}
    from ${sql.table(table)} where id = ${id} and institution_id = ${institutionId}`.execute(tx.db);
  return rows[0];
}

function audit(tx: Tx, event: string, institution: Place, detail: Record<string, unknown>): void {
  tx.audit({ event, object: { kind: 'institution', id: institution.code }, territory: institution, institutionId: institution.id, detail });
}
