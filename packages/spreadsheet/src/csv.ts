import { PassThrough, pipeline, Transform } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { ByteSource } from './byte-source.ts';
import type { Row } from './row.ts';
import { SpreadsheetError } from './spreadsheet-error.ts';

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
export async function* readCsv(source: ByteSource): AsyncGenerator<Row> {
  const bytes = source.stream(0, source.bytes);
  const parser = parse({
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: 64 * 1024,
  });
  const rows = new PassThrough({ objectMode: true, highWaterMark: 1 });
  // One fault anywhere destroys all of them, and so does a reader that stops: no file stays open.
  pipeline(bytes, checkedUtf8(), parser, rows, () => {});
  let number = 0;
  try {
    for await (const cells of rows as AsyncIterable<string[]>) yield { number: ++number, cells };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new SpreadsheetError('csv-broken', error.code, typeof error.lines === 'number' ? error.lines : number);
  }
}

/** Lets UTF-8 through as it is. */
function checkedUtf8(): Transform {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const check = (chunk: Buffer | undefined, done: (error?: Error | null, chunk?: Buffer) => void) => {
    try {
      decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      return done(new SpreadsheetError('not-utf8', 'not UTF-8'));
    }
    done(null, chunk);
  };
  return new Transform({ transform: (chunk, _, done) => check(chunk, done), flush: (done) => check(undefined, done) });
}
