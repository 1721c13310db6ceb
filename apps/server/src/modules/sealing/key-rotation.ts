import { uuidv7 } from 'uuidv7';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { refuse } from './sealing.errors.ts';

/**
 * Purposes whose values are stored, so that a new key can take over from the former one; the key of the digests that
 * persons are recognised by; and the key that signs checkpoints of the audit.
 */
export const ROTATED = ['persons', 'secrets', 'files', 'answers', 'search', 'checkpoint'] as const;
export type Rotated = (typeof ROTATED)[number];

/** Wakes the work that seals again. */
export const SEALING_CHANNEL = 'sealing_work';

const COLUMNS = [
  'id',
  'purpose',
  'cause',
  'reason',
  'requested_at as requestedAt',
  'approved_at as approvedAt',
  'former',
  'next',
  'resealed',
  'finished_at as finishedAt',
] as const;

type DigestsLacking = (tx: Tx) => Promise<number>;

/** A digest can be made again only of a number that was kept. @throws numbers-missing */
async function requireNumbers(tx: Tx, purpose: string, lacking: DigestsLacking): Promise<void> {
  const count = purpose === 'search' ? await lacking(tx) : 0;
  if (count > 0) refuse('numbers-missing', { path: 'body.purpose', value: count });
}

/** Asks for a new data key; nothing changes until another officer approves. @throws rotation-open, numbers-missing */
export async function requestRotation(tx: Tx, input: { purpose: Rotated; reason: string }, lacking: DigestsLacking) {
  await requireNumbers(tx, input.purpose, lacking);
  const id = uuidv7();
  const { numInsertedOrUpdatedRows } = await tx.db
    .insertInto('key_rotation')
    .values({ id, purpose: input.purpose, cause: 'officers', reason: input.reason, requested_by: tx.actor.id, requested_at: tx.now })
    .onConflict((conflict) => conflict.column('purpose').where('approved_at', 'is', null).doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 0n) refuse('rotation-open', { path: 'body.purpose', value: input.purpose });
  tx.audit({ event: 'key-rotation-requested', object: { kind: 'key-rotation', id }, detail: { purpose: input.purpose } });
  return getRotation(tx, id);
}

/** Approves what another has asked for; the servers begin at once. @throws four-eyes, rotation-approved, rotation-under-way, numbers-missing */
export async function approveRotation(tx: Tx, id: string, lacking: DigestsLacking) {
  const row = await tx.db.selectFrom('key_rotation').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) return refuseInput('not-found', { path: 'params.id', value: id });
  if (row.approved_at !== null) refuse('rotation-approved', { path: 'params.id', value: id });
  if (row.requested_by === tx.actor.id) refuseInput('four-eyes', { path: 'params.id', value: id });
  await requireNumbers(tx, row.purpose, lacking);
  const other = await tx.db
    .selectFrom('key_rotation')
    .select('id')
    .where('purpose', '=', row.purpose)
    .where('approved_at', 'is not', null)
    .where('finished_at', 'is', null)
    .executeTakeFirst();
  if (other !== undefined) refuse('rotation-under-way', { path: 'params.id', value: row.purpose, current: { id: other.id } });
  await tx.db.updateTable('key_rotation').set({ approved_by: tx.actor.id, approved_at: tx.now }).where('id', '=', id).execute();
  tx.audit({ event: 'key-rotation-approved', object: { kind: 'key-rotation', id }, detail: { purpose: row.purpose } });
  await tx.announce(SEALING_CHANNEL, '');
  return getRotation(tx, id);
}

/** Changes of keys, the latest first. */
export function listRotations(tx: Pick<Tx, 'db'>, page: { before: string | null; limit: number }) {
  return tx.db
    .selectFrom('key_rotation')
    .select(COLUMNS)
    .$if(page.before !== null, (query) => query.where('id', '<', page.before!))
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute();
}

/** Data keys that are there, by purpose, the one that seals first. */
export async function listKeys(tx: Pick<Tx, 'db'>) {
  const rows = await tx.db
    .selectFrom('sealing_key')
    .select(['id', 'purpose', 'master_key_id as masterKey', 'created_ms'])
    .orderBy('purpose')
    .orderBy('created_ms', 'desc')
    .execute();
  return rows.map(({ created_ms, ...row }) => ({ ...row, since: new Date(created_ms) }));
}

async function getRotation(tx: Pick<Tx, 'db'>, id: string) {
  return tx.db.selectFrom('key_rotation').select(COLUMNS).where('id', '=', id).executeTakeFirstOrThrow();
}
