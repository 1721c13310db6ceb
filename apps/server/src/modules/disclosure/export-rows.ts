import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { writeCsv, writeXlsx } from '@anjie/spreadsheet';
import { businessDate } from '../../ground/clock.ts';
import type { Tx } from '../../ground/transaction.ts';
import { refuse } from './disclosure.errors.ts';

/** One column of an export, with its grade in the data dictionary. What identifies a person leaves masked or not at all. */
export type ExportColumn<Row> = {
  readonly title: string;
  readonly value: (row: Row) => string | number | boolean | Date | null;
} & ({ readonly grade: '公开' | '内部' | '敏感' } | { readonly grade: '个人'; readonly mask: (value: string) => string });

export type ExportFormat = 'csv' | 'xlsx';

export interface ExportRequest<Row> {
  /** name of the list, in the audit and (Chinese) in the file's name */
  readonly list: string;
  readonly title: string;
  readonly format: ExportFormat;
  /** what the rows were narrowed by, for the audit */
  readonly filter: Record<string, unknown>;
  /** why they leave, in the words of the one who takes them */
  readonly purpose: string;
  readonly columns: readonly ExportColumn<Row>[];
  readonly pages: AsyncIterable<readonly Row[]>;
}

export interface ExportedFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sm3: string;
  /** the bytes; the file is gone once they are read or the stream is destroyed */
  open(): Readable;
  /** where the commit failed: nothing leaves */
  discard(): Promise<void>;
}

const MEDIA_TYPES: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};
/** A sheet holds 1,048,576 rows, the header among them (ECMA-376). */
const MOST_ROWS_OF_A_SHEET = 1_048_575;
const SHANGHAI_MS = 8 * 3_600_000;

/**
 * Writes rows to a file that has no name, audits it, and hands it out: once the transaction is committed the bytes may leave.
 *
 * @throws export-too-long
 */
export async function exportRows<Row>(tx: Tx, request: ExportRequest<Row>): Promise<ExportedFile> {
  const file = await namelessFile();
  try {
    let rows = 0;
    const lines = async function* () {
      yield request.columns.map((column) => column.title);
      for await (const page of request.pages)
        for (const row of page) {
          rows += 1;
          if (request.format === 'xlsx' && rows > MOST_ROWS_OF_A_SHEET)
            refuse('export-too-long', { path: 'query.format', value: request.format, rule: `≤ ${MOST_ROWS_OF_A_SHEET}` });
          yield request.columns.map((column) => textOf(column, row));
        }
    };
    const hash = createHash('sm3');
    let bytes = 0;
    const measured = async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    };
    const source = request.format === 'xlsx' ? writeXlsx(lines(), request.title) : Readable.from(writeCsv(lines()));
    await pipeline(source, measured, file.createWriteStream({ autoClose: false, highWaterMark: 256 * 1024 }));
    const sm3 = hash.digest('hex');
    const { list, filter, purpose, format } = request;
    tx.audit({
      event: 'rows-exported',
      object: { kind: 'list', id: list },
      territory: tx.actor,
      detail: { format, filter, purpose, rows, bytes, sm3 },
    });
    return {
      fileName: `${request.title}-${businessDate(tx.now)}.${format}`,
      mediaType: MEDIA_TYPES[format],
      rows,
      bytes,
      sm3,
      open: () => file.createReadStream({ start: 0 }),
      discard: () => file.close(),
    };
  } catch (error) {
    await file.close().catch(() => {});
    throw error;
  }
}

function textOf<Row>(column: ExportColumn<Row>, row: Row): string {
  const value = column.value(row);
  if (value === null) return '';
  if (value instanceof Date) return new Date(value.getTime() + SHANGHAI_MS).toISOString().slice(0, 19).replace('T', ' ');
  if (typeof value === 'boolean') return value ? '是' : '否';
  return column.grade === '个人' ? column.mask(String(value)) : String(value);
}

/** Readable by nobody else, and gone with the last one who holds it open. */
async function namelessFile(): Promise<FileHandle> {
  const path = join(tmpdir(), `anjie-export-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}
