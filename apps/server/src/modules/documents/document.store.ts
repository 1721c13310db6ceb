import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';

const COLUMNS = ['id', 'sm3', 'bytes', 'media_type as mediaType', 'name', 'uploaded_at as uploadedAt', 'scan'] as const;

export interface DocumentView {
  readonly id: string;
  readonly sm3: string;
  readonly bytes: number;
  readonly mediaType: string;
  readonly name: string;
  readonly uploadedAt: Date;
  /** what the scanner said before it was kept: clean, not-scanned, unreachable */
  readonly scan: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A document of that institution. @throws not-found, also for another institution's */
export async function getDocument(tx: Pick<Tx, 'db'>, institutionId: string, id: string, path = 'params.id'): Promise<DocumentView> {
  const row = UUID.test(id)
    ? await tx.db.selectFrom('document').select(COLUMNS).where('id', '=', id).where('institution_id', '=', institutionId).executeTakeFirst()
    : undefined;
  return row ?? refuseInput('not-found', { path, value: id });
}

export async function listDocuments(tx: Tx, institutionId: string, page: { after: string | null; limit: number }): Promise<DocumentView[]> {
  return tx.db
    .selectFrom('document')
    .select(COLUMNS)
    .where('institution_id', '=', institutionId)
    .$if(page.after !== null, (query) => query.where('id', '>', page.after!))
    .orderBy('id')
    .limit(page.limit)
    .execute();
}

interface Place {
  readonly id: string;
  readonly prov: string;
  readonly city: string;
  readonly div: string;
}

/** The key of a document's file, or null for one that was handed in before files were sealed. Found under the caller's scope before. */
export async function fileKeyOf(tx: Pick<Tx, 'unsafeAsSystem'>, id: string): Promise<string | null> {
  return tx.unsafeAsSystem(
    async (db) => (await db.selectFrom('document').select('file_key').where('id', '=', id).executeTakeFirstOrThrow()).file_key,
  );
}

/** Documents whose bytes lie in the clear. */
export async function plainDocuments(tx: Pick<Tx, 'db'>, limit: number): Promise<{ id: string; sm3: string }[]> {
  return tx.db.selectFrom('document').select(['id', 'sm3']).where('file_key', 'is', null).limit(limit).execute();
}

/** Gives a plain document its key; true when no other one lies in the clear under the same bytes. */
export async function setFileKey(tx: Pick<Tx, 'db'>, id: string, sm3: string, key: string): Promise<boolean> {
  await tx.db.updateTable('document').set({ file_key: key }).where('id', '=', id).where('file_key', 'is', null).execute();
  const others = await tx.db.selectFrom('document').select('id').where('sm3', '=', sm3).where('file_key', 'is', null).executeTakeFirst();
  return others === undefined;
}

/** The record of the same bytes under the same name, or null. */
export async function findSameDocument(tx: Pick<Tx, 'db'>, institutionId: string, sm3: string, name: string): Promise<DocumentView | null> {
  const row = await tx.db
    .selectFrom('document')
    .select(COLUMNS)
    .where('institution_id', '=', institutionId)
    .where('sm3', '=', sm3)
    .where('name', '=', name)
    .executeTakeFirst();
  return row ?? null;
}

/** The row for sealed bytes that are durable already; the same bytes under the same name keep the row they have. */
export async function recordDocument(
  tx: Tx,
  institution: Place,
  file: { id: string; sm3: string; bytes: number; mediaType: string; name: string; key: string; scan: string },
): Promise<DocumentView> {
  await tx.db
    .insertInto('document')
    .values({
      id: file.id,
      institution_id: institution.id,
      prov: institution.prov,
      city: institution.city,
      div: institution.div,
      sm3: file.sm3,
      bytes: file.bytes,
      media_type: file.mediaType,
      name: file.name,
      uploaded_by: tx.actor.id,
      uploaded_at: tx.now,
      file_key: file.key,
      scan: file.scan,
    })
    .onConflict((conflict) => conflict.columns(['institution_id', 'sm3', 'name']).doNothing())
    .execute();
  return (await findSameDocument(tx, institution.id, file.sm3, file.name))!;
}
