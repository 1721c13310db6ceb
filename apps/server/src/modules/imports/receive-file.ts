import type { Readable } from 'node:stream';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../ground/actor.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { BytesBody } from '../../ground/route.ts';
import type { Transactor, Tx } from '../../ground/transaction.ts';
import { type Scanning, scanFile } from '../documents/index.ts';
import type { ImportSheet } from '../lists/index.ts';
import { getJob, type ImportJob } from './import.store.ts';
import { IMPORTS_CHANNEL } from './import-work.ts';
import type { Received, Spool } from './spool.ts';

export const MEDIA_TYPES = {
  'text/csv': 'csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
} as const;

export interface Upload {
  readonly actor: Actor;
  readonly requestId: string;
  readonly body: Readable;
  readonly said: Pick<BytesBody, 'mediaType' | 'fileName'>;
  readonly dryRun: boolean;
  readonly keep: 'all' | 'good';
  readonly idempotencyKey: string | null;
}

/**
 * Keeps the file, has it scanned, then keeps the job that names it; what comes of it is seen at the job. The same request sent again is the same
 * job. @throws document-infected, scanner-unreachable
 */
export async function receiveFile(
  { transactor, spool, scanning }: { transactor: Transactor; spool: Spool; scanning: Scanning },
  sheet: ImportSheet<unknown>,
  upload: Upload,
  mostBytes: number,
): Promise<ImportJob> {
  const id = uuidv7();
  const received = await spool.receive(id, upload.body, mostBytes);
  let kept = false;
  try {
    const job = await transactor.run(upload.actor, upload.requestId, (tx) =>
      recordJob(tx, id, sheet, upload, received, { scanning, spool }),
    );
    kept = job.id === id;
    return job;
  } finally {
    if (!kept) await spool.remove(id);
  }
}

async function recordJob(
  tx: Tx,
  id: string,
  sheet: ImportSheet<unknown>,
  upload: Upload,
  { bytes, sm3 }: Received,
  { scanning, spool }: { scanning: Scanning; spool: Spool },
): Promise<ImportJob> {
  const { actor } = tx;
  const { dryRun, keep, idempotencyKey, said } = upload;
  if (idempotencyKey !== null) {
    const earlier = await tx.db
      .selectFrom('import_job')
      .selectAll()
      .where('created_by', '=', actor.id)
      .where('idempotency_key', '=', idempotencyKey)
      .executeTakeFirst();
    if (earlier !== undefined) {
      const same = earlier.sm3 === sm3 && earlier.list === sheet.list && earlier.dry_run === dryRun && earlier.keep === keep;
      return same ? earlier : refuseInput('idempotency-key-reused', { path: 'Idempotency-Key', value: idempotencyKey });
    }
  }
  const city = actor.city ?? actor.prov!;
  const territory = { prov: actor.prov!, city, div: actor.div ?? city };
  const object = { kind: 'import', id };
  const spooled = await spool.open(id, bytes);
  const scan = await scanFile(tx, scanning, { object, territory }, { open: () => spooled.stream(0, bytes), bytes, sm3 });
  const format = MEDIA_TYPES[said.mediaType as keyof typeof MEDIA_TYPES];
  await tx.db
    .insertInto('import_job')
    .values({
      id,
      ...territory,
      list: sheet.list,
      format,
      file_name: (said.fileName ?? `${sheet.list}.${format}`).slice(-200),
      sm3,
      bytes,
      dry_run: dryRun,
      keep,
      scan,
      created_at: tx.now,
      created_by: actor.id,
      idempotency_key: idempotencyKey,
    })
    .execute();
  tx.audit({ event: 'import-received', object, territory, detail: { list: sheet.list, bytes, sm3, dryRun, keep, scan } });
  await tx.announce(IMPORTS_CHANNEL, '');
  return getJob(tx, id);
}
