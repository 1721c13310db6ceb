import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { Row } from './row.ts';
import { SpreadsheetError } from './spreadsheet-error.ts';

const CHUNK = 256 * 1024;
/** What a spreadsheet would take for a formula begins with one of these (OWASP, CSV injection). */
const FORMULA = /^[\s\u200b\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n]/;
/** A number is no formula, whatever its sign. */
const NUMBER = /^[+-]?\d{1,15}(\.\d+)?$/;

/** The text of a cell, such that a spreadsheet computes nothing from it: an apostrophe makes it text. */
export function neutralised(value: string): string {
  return FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
}

/** One line of CSV, every cell quoted and neutralised, ended by CR LF (RFC 4180). */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${neutralised(cell).replaceAll('"', '""')}"`).join(',')}\r\n`;
}

/** CSV in UTF-8 with a byte order mark, so that Chinese is read as such. */
export async function* writeCsv(rows: AsyncIterable<readonly string[]> | Iterable<readonly string[]>): AsyncGenerator<Buffer> {
  yield Buffer.from('\ufeff');
  for await (const cells of rows) yield Buffer.from(csvLine(cells));
}

/** Rows of a CSV in UTF-8, as they are parsed. @throws SpreadsheetError not-utf8, csv-broken */
export async function* readCsv(bytes: Buffer): AsyncGenerator<Row> {
  if (!isUtf8(bytes)) throw new SpreadsheetError('not-utf8', 'not UTF-8');
  const parser = Readable.from(chunksOf(bytes)).pipe(
    parse({ bom: true, relax_column_count: true, skip_empty_lines: true, max_record_size: 64 * 1024 }),
  );
  let number = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) yield { number: ++number, cells };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new SpreadsheetError('csv-broken', error.code, typeof error.lines === 'number' ? error.lines : number);
  }
}

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += CHUNK) yield bytes.subarray(from, from + CHUNK);
}
