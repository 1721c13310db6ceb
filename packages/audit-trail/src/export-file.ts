import type { Sm2PublicKey } from '@anjie/guomi';
import { stable } from './audit-row.ts';
import { type Checkpoint, checkpointJson, readCheckpoint } from './checkpoint.ts';
import { type KeyChange, keyChangeJson, readKeyChange } from './key-change.ts';
import { type TrailRow, type TrailVerdict, verifyTrail } from './verify-trail.ts';

const FORMAT = 'anjie audit export 1';

/** A line that an export does not have; the file was changed, or is none. */
export class ExportError extends Error {
  readonly line: number;
  constructor(line: number, zh: string, en: string) {
    super(`第 ${line} 行：${zh} / line ${line}: ${en}`);
    this.line = line;
  }
}

/** The first line: the format, and by whom and when it was taken out (a watermark, not part of what is proved). */
export function exportHead(mark: { readonly by: string; readonly at: Date; readonly requestId: string }): string {
  return `${FORMAT} ${stable({ ...mark, at: mark.at.toISOString() })}\n`;
}

/** A row with its chain hash and the very text that was chained, a checkpoint, or the end with the numbers of both. */
export function exportLine(
  of:
    | { readonly row: TrailRow }
    | { readonly checkpoint: Checkpoint }
    | { readonly change: KeyChange }
    | { readonly end: { readonly rows: number; readonly checkpoints: number } },
): string {
  if ('row' in of) return `row ${Buffer.from(of.row.hash).toString('hex')} ${of.row.canonical ?? 'unreadable'}\n`;
  if ('checkpoint' in of) return `checkpoint ${checkpointJson(of.checkpoint)}\n`;
  if ('change' in of) return `key ${keyChangeJson(of.change)}\n`;
  return `end ${of.end.rows} ${of.end.checkpoints}\n`;
}

export interface TrailExport {
  readonly checkpoints: readonly Checkpoint[];
  readonly changes: readonly KeyChange[];
  readonly rows: number;
}

/**
 * Whether an export is a whole audit, signed by one of these keys: needs nothing but the lines. Read twice, once for the checkpoints and
 * once for the rows, so that it need not fit into memory.
 *
 * @param lines gives the lines of the file, without their ends, from the first one on at each call
 * @param delivered checkpoints from the second place: without them an older export that was whole then is whole now
 */
export async function verifyExport(
  lines: () => AsyncIterable<string> | Iterable<string>,
  keys: readonly Sm2PublicKey[],
  delivered: readonly Checkpoint[] = [],
): Promise<TrailVerdict> {
  try {
    const { checkpoints, changes } = await readExport(lines());
    return await verifyTrail({ rows: rowsOf(lines()), checkpoints, changes, delivered, keys, head: null, installation: null, whole: true });
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    const [zh, en] = error.message.split(' / ') as [string, string];
    const fault = { kind: 'export-damaged', from: null, to: null, zh, en } as const;
    return { rows: 0, checkpoints: 0, firstBad: null, ok: false, covered: 0, coveredAt: null, fault };
  }
}

/** The checkpoints of an export, after looking at every line. @throws ExportError for a line that is none of the format's */
export async function readExport(lines: AsyncIterable<string> | Iterable<string>): Promise<TrailExport> {
  const checkpoints: Checkpoint[] = [];
  const changes: KeyChange[] = [];
  let [number, rows] = [0, 0];
  let ended = false;
  for await (const line of lines) {
    number += 1;
    const word = line.slice(0, line.indexOf(' '));
    if (number === 1) {
      if (!line.startsWith(`${FORMAT} {`))
        throw new ExportError(1, `不是审计导出文件（${FORMAT}）`, `this is no export of the audit (${FORMAT})`);
    } else if (ended) throw new ExportError(number, '结尾之后还有内容', 'there is something after the end');
    else if (word === 'row') rows += 1;
    else if (word === 'checkpoint') {
      const checkpoint = readCheckpoint(line.slice('checkpoint '.length));
      if (checkpoint === null) throw new ExportError(number, '检查点读不懂', 'the checkpoint cannot be read');
      checkpoints.push(checkpoint);
    } else if (word === 'key') {
      const change = readKeyChange(line.slice('key '.length));
      if (change === null) throw new ExportError(number, '密钥更换读不懂', 'the change of key cannot be read');
      changes.push(change);
    } else if (word === 'end') {
      ended = true;
      if (line !== `end ${rows} ${checkpoints.length}`)
        throw new ExportError(
          number,
          `结尾记的数目与内容不符（${rows} 条、${checkpoints.length} 个检查点）`,
          `the end counts otherwise than the lines do (${rows} rows, ${checkpoints.length} checkpoints)`,
        );
    } else throw new ExportError(number, '不是导出文件的内容', 'no such line belongs into an export');
  }
  if (!ended) throw new ExportError(number + 1, '文件没有结尾，不完整', 'the file has no end, it is not complete');
  return { checkpoints, changes, rows };
}

const ROW = /^row ([0-9a-f]{64}) (\{.*\})$/s;

async function* rowsOf(lines: AsyncIterable<string> | Iterable<string>): AsyncGenerator<TrailRow> {
  let place = 0;
  for await (const line of lines) {
    if (!line.startsWith('row ')) continue;
    place += 1;
    const [, hash, canonical] = ROW.exec(line) ?? [];
    const seq = canonical === undefined ? null : numberOf(canonical);
    // A row whose own number cannot be read is bad in its place.
    if (hash === undefined || seq === null) yield { seq: place, hash: Buffer.alloc(0), canonical: null };
    else yield { seq, hash: Buffer.from(hash, 'hex'), canonical: canonical! };
  }
}

function numberOf(canonical: string): number | null {
  try {
    const { seq } = JSON.parse(canonical) as { seq?: unknown };
    return Number.isSafeInteger(seq) ? Number(seq) : null;
  } catch {
    return null;
  }
}
