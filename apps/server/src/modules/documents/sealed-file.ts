import { randomBytes } from 'node:crypto';
import { openRecord, SECRET_BYTES, SealingKey, sealRecord } from '@anjie/guomi';
import type { Transactor } from '../../ground/transaction.ts';
import { fileKeyOf, plainDocuments, setFileKey } from './document.store.ts';
import { refuse } from './documents.errors.ts';
import type { FileStore } from './file-store.ts';

const OWN_KEY = 'own';
const contextOf = (id: string) => `document/${id}`;

/** A file under a fresh key of its own (NX-附3.2-7b). The key goes into the row, where it is sealed itself; destroying it destroys the file. */
export function sealFile(id: string, bytes: Buffer): { key: string; sealed: Buffer } {
  const secret = randomBytes(SECRET_BYTES);
  const sealed = sealRecord(bytes, new SealingKey(OWN_KEY, secret), contextOf(id));
  return { key: secret.toString('base64'), sealed };
}

/**
 * The bytes of a document.
 *
 * @throws document-destroyed; GuomiError 'record-altered' when the stored bytes were changed (NX-附3.2-6b)
 */
export async function readFileOf(
  db: Parameters<typeof fileKeyOf>[0],
  files: FileStore,
  document: { id: string; sm3: string },
): Promise<Buffer> {
  const key = await fileKeyOf(db, document.id);
  if (key === null) return files.getPlain(document.sm3);
  const secret = Buffer.from(key, 'base64');
  if (secret.length !== SECRET_BYTES) return refuse('document-destroyed', { path: 'params.id', value: document.id });
  return openRecord(await files.get(document.id), new SealingKey(OWN_KEY, secret), contextOf(document.id));
}

const BATCH = 20;

/** Seals what was handed in before files were sealed; each file is a transaction, so that a server that is killed goes on where it stood. */
export async function sealPlainFiles(transactor: Transactor, files: FileStore, stopped: () => boolean): Promise<number> {
  let done = 0;
  for (;;) {
    const found = await transactor.asSystem('seal-files', (tx) => plainDocuments(tx, BATCH));
    for (const { id, sm3 } of found) {
      if (stopped()) return done;
      const { key, sealed } = sealFile(id, await files.getPlain(sm3));
      await files.put(id, sealed);
      const last = await transactor.asSystem('seal-files', (tx) => setFileKey(tx, id, sm3, key));
      if (last) await files.removePlain(sm3);
      done += 1;
    }
    if (found.length < BATCH) return done;
  }
}
