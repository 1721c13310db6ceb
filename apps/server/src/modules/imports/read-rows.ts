import { type ByteSource, type Row, readCsv, readXlsx, SpreadsheetError } from '@anjie/spreadsheet';
import { type ImportSheet, type RowFault, readHeader, readRow } from '../lists/index.ts';
import { refuse } from './imports.errors.ts';

/** The last line of a CSV that was exported says who took it; it is no row. */
const NOTE = '※';

export type ReadRow<Value> = { readonly row: number } & ({ readonly value: Value } | { readonly faults: readonly RowFault[] });

/** Rows of a file by the columns of a sheet, as they are parsed. @throws import-unreadable, import-header-invalid */
export async function* readRows<Value>(
  sheet: ImportSheet<Value>,
  format: 'csv' | 'xlsx',
  source: ByteSource,
): AsyncGenerator<ReadRow<Value>> {
  let fields: string[] | null = null;
  try {
    for await (const row of format === 'xlsx' ? readXlsx(source) : readCsv(source)) {
      if (fields === null) fields = headerOf(sheet, row);
      else if (!row.cells[0]!.startsWith(NOTE))
        // A workbook has no cells behind the last one written in a row; a CSV that lacks some is told.
        yield { row: row.number, ...readRow(sheet, fields, format === 'xlsx' ? padded(row.cells, fields.length) : row.cells, row.number) };
    }
  } catch (error) {
    if (!(error instanceof SpreadsheetError)) throw error;
    const detail = { zh: `文件读不出：${error.message}`, en: `The file cannot be read: ${error.message}` };
    refuse('import-unreadable', { path: error.row === null ? 'body' : `row ${error.row}`, rule: error.code, detail });
  }
  if (fields === null) refuse('import-unreadable', { path: 'body', rule: 'empty' });
}

function headerOf<Value>(sheet: ImportSheet<Value>, row: Row): string[] {
  const fields = readHeader(sheet, row.cells);
  return Array.isArray(fields) ? fields : refuse('import-header-invalid', { path: `row ${row.number}`, ...fields });
}

function padded(cells: readonly string[], length: number): readonly string[] {
  return cells.length >= length ? cells : [...cells, ...Array.from({ length: length - cells.length }, () => '')];
}
