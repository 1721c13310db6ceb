import { sm3Hex } from '@anjie/guomi';
import { bufferSource, readCsv, readXlsx, SpreadsheetError } from '@anjie/spreadsheet';
import { sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import type { Tx } from '../../ground/transaction.ts';
import { errorOf, type Registration, type RowError, readHeader, readRow } from './import-columns.ts';
import { errorsCsv } from './import-errors-csv.ts';
import { refuse } from './institution.errors.ts';

/** Rows of one statement, which takes at most 65,535 parameters. */
const BATCH = 1000;
const MOST_ROWS = 100_000;
/** Errors told one by one; the count is always whole. */
const MOST_ERRORS = 1000;

export type Format = 'csv' | 'xlsx';

export interface ImportResult {
  readonly rows: number;
  /** rows recorded (or, in a dry run, that would be): all or none */
  readonly accepted: number;
  readonly rejected: number;
  readonly dryRun: boolean;
  readonly errors: readonly RowError[];
  /** the same errors as a CSV for the person who wrote the file; null where there are none */
  readonly errorsFile: string | null;
}

/**
 * Imports institutions into the caller's own territory from a CSV in UTF-8 or the first sheet of a workbook: every row or none. Rows are read as they are parsed, never the
 * whole sheet as objects; a dry run does everything but keep it.
 *
 * @throws csv-unreadable, xlsx-unreadable, csv-header-invalid, csv-too-long; wrong rows are told in the result instead
 */
export async function importInstitutions(tx: Tx, bytes: Buffer, format: Format, dryRun: boolean): Promise<ImportResult> {
  await sql`savepoint import_rows`.execute(tx.db);
  const report = new ImportReport();
  const ids: string[] = [];
  let batch: { row: number; value: Registration }[] = [];
  const flush = async () => {
    ids.push(...(await insertRows(tx, batch, report)));
    batch = [];
  };
  for await (const [row, read] of rowsOf(bytes, format)) {
    report.rows += 1;
    if (report.rows > MOST_ROWS) refuse('csv-too-long', { path: `row ${row}`, rule: `≤ ${MOST_ROWS}` });
    if ('errors' in read) report.reject(read.errors);
    else if (report.seenBefore(read.value.code, row)) continue;
    else if (batch.push({ row, value: read.value }) === BATCH) await flush();
  }
  await flush();
  const keep = !dryRun && report.rejected === 0;
  if (keep) await takeIn(tx, bytes, ids);
  else await sql`rollback to savepoint import_rows`.execute(tx.db);
  return {
    rows: report.rows,
    accepted: report.rejected === 0 ? report.rows : 0,
    rejected: report.rejected,
    dryRun,
    errors: report.errors,
    errorsFile: report.errors.length === 0 ? null : errorsCsv(report.errors),
  };
}

/** What is wrong, row by row, and which codes the file has named already. */
class ImportReport {
  rows = 0;
  rejected = 0;
  readonly errors: RowError[] = [];
  readonly #codes = new Map<string, number>();

  reject(errors: readonly RowError[]): void {
    this.rejected += 1;
    this.errors.push(...errors.slice(0, Math.max(0, MOST_ERRORS - this.errors.length)));
  }

  seenBefore(code: string, row: number): boolean {
    const first = this.#codes.get(code);
    if (first === undefined) this.#codes.set(code, row);
    else
      this.reject([
        errorOf(row, 'code', code, 'code-twice-in-file', {
          zh: `与第 ${first} 行重复，请删去其一`,
          en: `the same as row ${first}; remove one`,
        }),
      ]);
    return first !== undefined;
  }
}

async function* rowsOf(bytes: Buffer, format: Format): AsyncGenerator<[number, ReturnType<typeof readRow>]> {
  let fields: ReturnType<typeof readHeader> | null = null;
  try {
    for await (const { number, cells } of format === 'xlsx' ? readXlsx(bufferSource(bytes)) : readCsv(bufferSource(bytes))) {
      // A workbook has no cells behind the last one written in a row; a CSV that lacks some is told.
      if (fields === null) fields = readHeader(cells);
      else yield [number, readRow(fields, format === 'xlsx' ? padded(cells, fields.length) : cells, number)];
    }
  } catch (error) {
    if (!(error instanceof SpreadsheetError)) throw error;
    refuse(format === 'xlsx' ? 'xlsx-unreadable' : 'csv-unreadable', {
      path: error.row === null ? 'body' : `line ${error.row}`,
      rule: error.code,
      detail: { zh: `文件读不出：${error.message}`, en: `The file cannot be read: ${error.message}` },
    });
  }
  if (fields === null) refuse(format === 'xlsx' ? 'xlsx-unreadable' : 'csv-unreadable', { path: 'body', rule: 'empty' });
}

function padded(cells: readonly string[], length: number): readonly string[] {
  return cells.length >= length ? cells : [...cells, ...Array.from({ length: length - cells.length }, () => '')];
}

/** Inserts what is free; a code in force anywhere, also in another territory, is told without naming anybody. @returns ids inserted */
async function insertRows(tx: Tx, batch: readonly { row: number; value: Registration }[], report: ImportReport): Promise<string[]> {
  if (batch.length === 0) return [];
  const { actor } = tx;
  const place = { prov: actor.prov!, city: actor.city!, div: actor.div ?? actor.city!, bureau_id: actor.bureauId! };
  const inserted = await tx.db
    .insertInto('institution')
    .values(
      batch.map(({ value }) => ({
        id: uuidv7(),
        code: value.code,
        kind: value.kind,
        name: value.name,
        tier: value.tier ?? null,
        address: value.address ?? null,
        contact_name: value.contactName ?? null,
        contact_phone: value.contactPhone ?? null,
        legal_representative: value.legalRepresentative ?? null,
        ...place,
        registered_at: tx.now,
      })),
    )
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returning(['id', 'code'])
    .execute();
  const free = new Set(inserted.map((one) => one.code));
  for (const { row, value } of batch)
    if (!free.has(value.code))
      report.reject([
        errorOf(row, 'code', value.code, 'code-taken', {
          zh: '该编码已登记，请核对；已登记的机构请从表中删去',
          en: 'The code is registered already: check it, or remove the row',
        }),
      ]);
  return inserted.map((one) => one.id);
}

/** Decided in this transaction up to its limit, by a campaign above; until then a gateway does not know them and refuses. */
async function takeIn(tx: Tx, bytes: Buffer, ids: readonly string[]): Promise<void> {
  const { actor } = tx;
  tx.audit({
    event: 'institutions-imported',
    object: { kind: 'import', id: sm3Hex(bytes) },
    territory: actor,
    detail: { rows: ids.length, bytes: bytes.length },
  });
  await tx.touchShared({ scope: { kind: 'division', id: actor.div ?? actor.city! }, institutions: ids, adverse: null });
}
