import type { Tx } from '../../ground/transaction.ts';
import { getJob, type ImportJob, OPEN_STATES } from './import.store.ts';
import { refuse } from './imports.errors.ts';

/** Ends an import that has not ended. Of a file that is kept whole nothing stays; good rows that were recorded batch by batch do, and are told. */
export async function cancelImport(tx: Tx, id: string): Promise<ImportJob> {
  const job = await getJob(tx, id);
  const cancelled = await tx.unsafeAsSystem((db) =>
    db
      .updateTable('import_job')
      .set({ state: 'cancelled', finished_at: tx.now })
      .where('id', '=', job.id)
      .where('state', 'in', [...OPEN_STATES])
      .executeTakeFirst(),
  );
  if (cancelled.numUpdatedRows === 0n) refuse('import-finished', { path: 'params.id', value: job.state });
  tx.audit({ event: 'import-cancelled', object: { kind: 'import', id }, territory: job, detail: { list: job.list, taken: job.taken } });
  return getJob(tx, id);
}
