import { createHash } from 'node:crypto';
import { newRequestId, type Tx } from '../../ground/transaction.ts';
import { faultOf, type ImportSheet, type RowFault, type SheetRow } from '../lists/index.ts';
import { type ImportJob, keepKeys, recordFaults, updateJob } from './import.store.ts';
import { batchesOf, EndedMeanwhile, type ImportTurn } from './import-turn.ts';
import { refuse } from './imports.errors.ts';
import { type ReadRow, readRows } from './read-rows.ts';

const BATCH = 1000;
export const MOST_ROWS = 100_000;

/**
 * Looks at every row by itself and against the others, and tells what is wrong. Nothing is recorded of what the rows say; what has been looked
 * at is written down batch by batch, so that a server that starts again goes on behind it.
 *
 * @throws import-unreadable, import-header-invalid, import-too-long
 */
export async function checkFile({ transactor, sheet, job, source, stop }: ImportTurn): Promise<ImportJob> {
  let seen = job;
  const most = job.keep === 'all' && !job.dry_run ? Math.min(MOST_ROWS, sheet.mostWhole) : MOST_ROWS;
  for await (const batch of batchesOf(readRows(sheet, job.format as 'csv' | 'xlsx', source), BATCH, stop)) {
    const fresh = batch.filter(({ row }) => row > seen.checked_to);
    if (fresh.length === 0) continue;
    const rows = seen.rows + fresh.length;
    if (rows > most) refuse('import-too-long', { path: `row ${fresh.at(-1)!.row}`, rule: `≤ ${most}` });
    seen = await transactor.asSystem(newRequestId(), async (tx) => {
      const rejected = seen.rejected + (await recordFaults(tx.db, job.id, await faultsOf(tx, sheet, job, fresh)));
      const change = { rows, rejected, checked_to: fresh.at(-1)!.row };
      if (!(await updateJob(tx.db, job, change))) throw new EndedMeanwhile();
      return { ...seen, ...change };
    });
  }
  const change = { checked: true, state: 'taking' };
  await transactor.asSystem(newRequestId(), async (tx) => {
    if (!(await updateJob(tx.db, job, change))) throw new EndedMeanwhile();
  });
  return { ...seen, ...change };
}

async function faultsOf(tx: Tx, sheet: ImportSheet<unknown>, job: ImportJob, batch: readonly ReadRow<unknown>[]): Promise<RowFault[]> {
  const good = batch.filter((one) => 'value' in one);
  // A digest: what is named may be a person.
  const keyed = good.map(({ row, value }) => ({
    row,
    key: createHash('sha256').update(job.id).update(sheet.key.of(value)).digest('base64'),
  }));
  const first = await keepKeys(tx.db, job.id, keyed);
  const once = good.filter(({ row }) => !first.has(row));
  const standing = sheet.standing === undefined || once.length === 0 ? [] : await sheet.standing(tx, once);
  return [
    ...batch.flatMap((one) => ('faults' in one ? one.faults : [])),
    ...good.filter(({ row }) => first.has(row)).map((one) => twice(sheet, one, first.get(one.row)!)),
    ...standing,
  ];
}

function twice(sheet: ImportSheet<unknown>, { row, value }: SheetRow<unknown>, first: number): RowFault {
  const { field } = sheet.key;
  const given = (value as Record<string, unknown>)[field];
  return faultOf(sheet, row, field, given === undefined ? undefined : String(given), 'twice-in-file', {
    zh: `与第 ${first} 行重复，请删去其一`,
    en: `the same as row ${first}; remove one`,
  });
}
