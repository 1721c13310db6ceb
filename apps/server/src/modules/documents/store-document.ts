import { sm3Hex } from '@anjie/guomi';
import { uuidv7 } from 'uuidv7';
import type { BytesBody } from '../../ground/route.ts';
import type { Tx } from '../../ground/transaction.ts';
import { type DocumentView, findSameDocument, recordDocument } from './document.store.ts';
import { refuse } from './documents.errors.ts';
import type { FileStore } from './file-store.ts';
import { isOfType, MEDIA_TYPES } from './media-type.ts';
import { type Scanning, scanFile } from './scan-file.ts';
import { sealFile } from './sealed-file.ts';

const LONGEST_NAME = 200;

/** The institution that a file belongs to. */
export interface Owner {
  readonly id: string;
  readonly code: string;
  readonly prov: string;
  readonly city: string;
  readonly div: string;
}

/** @throws not-found, also for an institution of another territory */
export type FindInstitution = (tx: Tx, code: string) => Promise<Owner>;

/** Stores a file of an institution: bytes durable first, then the row. No fact of admission changes by it. */
export async function storeDocument(
  tx: Tx,
  { files, scanning }: { readonly files: FileStore; readonly scanning: Scanning },
  institution: Owner,
  body: BytesBody,
): Promise<DocumentView> {
  const { bytes, mediaType } = body;
  if (bytes.length === 0) refuse('document-empty', { path: 'body' });
  if (!isOfType(bytes, mediaType)) refuse('document-not-of-its-type', { path: 'body', value: mediaType, rule: MEDIA_TYPES.join(', ') });
  const name = plainName(body.fileName);
  const sm3 = sm3Hex(bytes);
  const about = { object: { kind: 'institution', id: institution.code }, territory: institution, institutionId: institution.id };
  const scan = await scanFile(tx, scanning, about, { open: () => bytes, bytes: bytes.length, sm3 });
  const there = await findSameDocument(tx, institution.id, sm3, name);
  if (there !== null) return there;
  const id = uuidv7();
  const { key, sealed } = sealFile(id, bytes);
  await files.put(id, sealed);
  const document = await recordDocument(tx, institution, { id, sm3, bytes: bytes.length, mediaType, name, key, scan });
  // Another request was first with the same bytes: ours stay under a key that nobody has, and are taken away.
  if (document.id !== id) await files.remove(id);
  tx.audit({
    event: 'document-stored',
    ...about,
    detail: { sm3, bytes: bytes.length, mediaType, scan },
  });
  return document;
}

/** The last part of the name, without control characters: it goes into a header when the file is fetched. */
function plainName(given: string | null): string {
  const name = (given ?? '')
    .split(/[\\/]/)
    .at(-1)!
    .replaceAll(/\p{Cc}/gu, '')
    .trim();
  if (name.length === 0 || name.length > LONGEST_NAME) refuse('document-name-missing', { path: 'X-File-Name', rule: `1–${LONGEST_NAME}` });
  return name;
}
