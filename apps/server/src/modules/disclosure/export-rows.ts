import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { csvLine, type Note, writeCsv, writeXlsx } from '@anjie/spreadsheet';
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

/** Written in parts of this size. */
const PART = 256 * 1024;

/**
 * Writes rows to a file that has no name, audits it, and hands it out: once the transaction is committed the bytes may leave. The file says
 * itself who took it, when and what for.
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
    const note = noteOf(tx, request, () => rows);
    const source = request.format === 'xlsx' ? writeXlsx(lines(), request.title, note) : csvWithNote(lines(), note);
    const hash = createHash('sm3');
    let bytes = 0;
    // Not through a stream of the handle: it would hold on to it, and the descriptor would be left to the garbage collector.
    for await (const part of inParts(source)) {
      hash.update(part);
      bytes += part.length;
      await file.writeFile(part);
    }
    const sm3 = hash.digest('hex');
    const { list, filter, purpose, format } = request;
    tx.audit({
      event: 'rows-exported',
      object: { kind: 'list', id: list },
      territory: tx.actor,
      detail: { format, filter, purpose, columns: request.columns.map((column) => column.title), rows, bytes, sm3 },
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

/** Who took the rows, by which request of the audit, when, what for and narrowed by what: it goes wherever the file goes. */
function noteOf<Row>({ actor, now, requestId }: Tx, { title, purpose, filter }: ExportRequest<Row>, rows: () => number): Note {
  const taker = [actor.bureauName, actor.name].filter((part) => part !== null).join(' ');
  const at = inShanghai(now);
  return {
    sheet: '导出说明',
    footer: `${taker} ${at} 导出，用途：${purpose}。内部资料，不得外传`,
    lines: () => [
      ['项目', '内容'],
      ['台账', title],
      ['导出人', taker],
      ['导出时间', at],
      ['用途', purpose],
      ['查询条件', JSON.stringify(filter)],
      ['行数', String(rows())],
      ['审计请求号', requestId],
      ['声明', '内部资料，个人信息已遮蔽，仅限上述用途，不得外传'],
    ],
  };
}

/** A CSV has no second sheet: the note is its last line, in one cell, which the import passes over. */
async function* csvWithNote(lines: AsyncIterable<readonly string[]>, note: Note): AsyncGenerator<Buffer> {
  yield* writeCsv(lines);
  const said = [...note.lines()].slice(1).map(([what, value]) => `${what}：${value}`);
  yield Buffer.from(csvLine([`※ ${said.join('；')}`]));
}

async function* inParts(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    length += chunk.length;
    if (length < PART) continue;
    yield Buffer.concat(waiting);
    [waiting, length] = [[], 0];
  }
  if (length > 0) yield Buffer.concat(waiting);
}

function textOf<Row>(column: ExportColumn<Row>, row: Row): string {
  const value = column.value(row);
  if (value === null) return '';
  if (value instanceof Date) return inShanghai(value);
  if (typeof value === 'boolean') return value ? '是' : '否';
  return column.grade === '个人' ? column.mask(String(value)) : String(value);
}

function inShanghai(at: Date): string {
  return new Date(at.getTime() + SHANGHAI_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** Readable by nobody else, and gone with the last one who holds it open. */
async function namelessFile(): Promise<FileHandle> {
  const path = join(tmpdir(), `anjie-export-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}
