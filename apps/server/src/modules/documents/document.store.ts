import { uuidv7 } from 'uuidv7';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';

const COLUMNS = ['id', 'sm3', 'bytes', 'media_type as mediaType', 'name', 'uploaded_at as uploadedAt'] as const;

export interface DocumentView {
  readonly id: string;
  readonly sm3: string;
  readonly bytes: number;
  readonly mediaType: string;
  readonly name: string;
  readonly uploadedAt: Date;
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

/** The row for bytes that are durable already; the same bytes under the same name keep the row they have. */
export async function recordDocument(
  tx: Tx,
  institution: Place,
  file: { sm3: string; bytes: number; mediaType: string; name: string },
): Promise<DocumentView> {
  const id = uuidv7();
  await tx.db
    .insertInto('document')
    .values({
      id,
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
    })
    .onConflict((conflict) => conflict.columns(['institution_id', 'sm3', 'name']).doNothing())
    .execute();
  return tx.db
    .selectFrom('document')
    .select(COLUMNS)
    .where('institution_id', '=', institution.id)
    .where('sm3', '=', file.sm3)
    .where('name', '=', file.name)
    .executeTakeFirstOrThrow();
}
