import type { ByteSource } from '@anjie/spreadsheet';
import type { Actor } from '../../ground/actor.ts';
import { newRequestId, type Tx } from '../../ground/transaction.ts';
import type { ImportSheet, RowFault, SheetRow } from '../lists/index.ts';
import { faultyRows, type ImportJob, recordFaults, updateJob } from './import.store.ts';
import { batchesOf, COLLECT_AFTER_DECIDED, EndedMeanwhile, type ImportTurn } from './import-turn.ts';
import { readRows } from './read-rows.ts';

/** Rows of a transaction that decides them itself: their facts are in memory until it commits. */
const MOST_DECIDED = 250;

/** What was done in a trial, or with a row that could not be recorded, is undone; the faults it found are kept. */
class Undone extends Error {
  readonly faults: readonly RowFault[];

  constructor(faults: readonly RowFault[]) {
    super('undone');
    this.faults = faults;
  }
}

/** Every row or none: one transaction, in which the job ends too. A server killed in it leaves nothing and begins it again. */
export async function takeWhole({ transactor, sheet, job, source, stop }: ImportTurn, actor: Actor): Promise<void> {
  let rejected = job.rejected;
  const work = async (tx: Tx) => {
    const taking = sheet.begin(tx);
    let taken = 0;
    let wrong = false;
    for await (const batch of batchesOf(goodRows(sheet, job, source), sheet.batch, stop)) {
      const faults = await taking.take(batch);
      taken += batch.length;
      wrong ||= faults.length > 0;
      // Beside the transaction: the faults stay when it is undone, and its progress can be seen.
      rejected = await transactor.asSystem(newRequestId(), (beside) =>
        writeDown(beside, job, { rejected, faults, taken_to: batch.at(-1)!.row }),
      );
    }
    if (wrong) throw new Undone([]);
    await taking.finish();
    audit(tx, job, taken);
    await tx.unsafeAsSystem(async (db) => {
      if (!(await updateJob(db, job, { state: 'done', taken, finished_at: tx.now }))) throw new EndedMeanwhile();
    });
  };
  await transactor.run(actor, newRequestId(), work).catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error;
  });
}

/**
 * The good rows, a batch a transaction, in which its progress is written too: a server that starts again goes on behind the last batch. In a
 * trial each batch is undone.
 */
export async function takeGood({ transactor, sheet, job, source, stop }: ImportTurn, actor: Actor): Promise<void> {
  let { taken, rejected } = job;
  const size = Math.min(sheet.batch, MOST_DECIDED);
  for await (const batch of batchesOf(goodRows(sheet, job, source), size, stop, COLLECT_AFTER_DECIDED)) {
    const fresh = await transactor.asSystem(newRequestId(), async (tx) => {
      const wrong = await faultyRows(
        tx.db,
        job.id,
        batch.map((one) => one.row),
      );
      return batch.filter(({ row }) => row > job.taken_to && !wrong.has(row));
    });
    if (fresh.length === 0) continue;
    const taken_to = fresh.at(-1)!.row;
    const work = async (tx: Tx) => {
      const taking = sheet.begin(tx);
      const faults = await taking.take(fresh);
      if (job.dry_run) throw new Undone(faults);
      await taking.finish();
      const good = fresh.length - new Set(faults.map((one) => one.row)).size;
      if (good > 0) audit(tx, job, good);
      const now = await tx.unsafeAsSystem((db) => writeDown({ db }, job, { rejected, faults, taken: taken + good, taken_to }));
      return { rejected: now, taken: taken + good };
    };
    ({ rejected, taken } = await transactor.run(actor, newRequestId(), work).catch(async (error: unknown) => {
      if (!(error instanceof Undone)) throw error;
      const { faults } = error;
      return { taken, rejected: await transactor.asSystem(newRequestId(), (tx) => writeDown(tx, job, { rejected, faults, taken_to })) };
    }));
  }
}

async function writeDown(
  tx: Pick<Tx, 'db'>,
  job: ImportJob,
  { faults, rejected, ...progress }: { faults: readonly RowFault[]; rejected: number; taken?: number; taken_to: number },
): Promise<number> {
  const now = rejected + (await recordFaults(tx.db, job.id, faults));
  if (!(await updateJob(tx.db, job, { ...progress, rejected: now }))) throw new EndedMeanwhile();
  return now;
}

async function* goodRows(sheet: ImportSheet<unknown>, job: ImportJob, source: ByteSource): AsyncGenerator<SheetRow<unknown>> {
  for await (const one of readRows(sheet, job.format as 'csv' | 'xlsx', source)) if ('value' in one) yield one;
}

function audit(tx: Tx, job: ImportJob, rows: number): void {
  tx.audit({
    event: 'rows-imported',
    object: { kind: 'import', id: job.id },
    territory: job,
    detail: { list: job.list, rows, sm3: job.sm3, keep: job.keep },
  });
}
