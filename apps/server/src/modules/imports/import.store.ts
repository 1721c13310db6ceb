import { type Kysely, type Selectable, sql } from 'kysely';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Database } from '../../ground/schema.generated.ts';
import type { Tx } from '../../ground/transaction.ts';
import type { RowFault } from '../lists/index.ts';

type Db = Kysely<Database>;
export type ImportJob = Selectable<Database['import_job']>;

export const OPEN_STATES = ['waiting', 'checking', 'taking'] as const;

/** @throws not-found, also for another territory's */
export async function getJob(tx: Pick<Tx, 'db'>, id: string): Promise<ImportJob> {
  const job = await tx.db.selectFrom('import_job').selectAll().where('id', '=', id).executeTakeFirst();
  return job ?? refuseInput('not-found', { path: 'params.id', value: id });
}

/** Imports of the caller's territory, the latest first. */
export function listJobs(
  tx: Pick<Tx, 'db'>,
  page: { readonly list: string | null; readonly after: string | null; readonly limit: number },
): Promise<ImportJob[]> {
  return tx.db
    .selectFrom('import_job')
    .selectAll()
    .$if(page.list !== null, (query) => query.where('list', '=', page.list!))
    .$if(page.after !== null, (query) => query.where('id', '<', page.after!))
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute();
}

/** What is wrong, row by row. The job must have been found under the caller's scope. */
export function listFaults(
  tx: Tx,
  job: Pick<ImportJob, 'id'>,
  page: { readonly after: { readonly row: number; readonly field: string } | null; readonly limit: number },
): Promise<RowFault[]> {
  return tx.unsafeAsSystem(async (db) => {
    const rows = await db
      .selectFrom('import_fault')
      .selectAll()
      .where('job_id', '=', job.id)
      .$if(page.after !== null, (query) =>
        query.where(({ eb, refTuple, tuple }) => eb(refTuple('row_number', 'field'), '>', tuple(page.after!.row, page.after!.field))),
      )
      .orderBy('row_number')
      .orderBy('field')
      .limit(page.limit)
      .execute();
    return rows.map((row) => ({
      row: row.row_number,
      field: row.field,
      value: row.value,
      rule: row.rule,
      clause: row.clause,
      mend: { zh: row.mend_zh, en: row.mend_en },
    }));
  });
}

/** Faults told once, however often a file is gone through. @returns how many rows had none before */
export async function recordFaults(db: Db, jobId: string, faults: readonly RowFault[]): Promise<number> {
  if (faults.length === 0) return 0;
  const known = await faultyRows(
    db,
    jobId,
    faults.map((fault) => fault.row),
  );
  await db
    .insertInto('import_fault')
    .values(
      faults.map(({ row, field, value, rule, clause, mend }) => ({
        job_id: jobId,
        row_number: row,
        field,
        value,
        rule,
        clause,
        mend_zh: mend.zh,
        mend_en: mend.en,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return new Set(faults.map((fault) => fault.row).filter((row) => !known.has(row))).size;
}

export async function faultyRows(db: Db, jobId: string, rows: readonly number[]): Promise<Set<number>> {
  const found = await db
    .selectFrom('import_fault')
    .select('row_number')
    .distinct()
    .where('job_id', '=', jobId)
    .where('row_number', '=', sql<number>`any(${rows}::int[])`)
    .execute();
  return new Set(found.map((one) => one.row_number));
}

/** Keeps what a file names for the first time. @returns of what it had named before, the row where */
export async function keepKeys(
  db: Db,
  jobId: string,
  keys: readonly { readonly key: string; readonly row: number }[],
): Promise<Map<number, number>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<{ row: number; first: number }>`
    with named as (select key, row_number from unnest(${keys.map((one) => one.key)}::text[], ${keys.map((one) => one.row)}::int[]) named (key, row_number)),
    kept as (insert into import_key (job_id, key, row_number) select distinct on (key) ${jobId}::uuid, key, row_number from named order by key, row_number
      on conflict do nothing returning key, row_number),
    first as (select key, row_number from kept union all select key, row_number from import_key where job_id = ${jobId}::uuid and key in (select key from named))
    select named.row_number as row, first.row_number as first from named join first using (key) where named.row_number > first.row_number`.execute(
    db,
  );
  return new Map(rows.map((one) => [one.row, one.first]));
}

/** A turn at a job. Whoever begins it anew counts its attempts up: what an earlier turn still writes is not heard any more. */
export type Turn = Pick<ImportJob, 'id' | 'attempts'>;

/** Writes progress down. @returns false where the job was ended or taken over meanwhile */
export async function updateJob(db: Db, turn: Turn, change: Partial<ImportJob>): Promise<boolean> {
  const result = await db
    .updateTable('import_job')
    .set(change as object)
    .where('id', '=', turn.id)
    .where('attempts', '=', turn.attempts)
    .where('state', 'in', [...OPEN_STATES])
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export async function forgetKeys(db: Db, jobId: string): Promise<void> {
  await db.deleteFrom('import_key').where('job_id', '=', jobId).execute();
}
