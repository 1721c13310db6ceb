import type { Sm2PublicKey } from '@anjie/guomi';
import { chainHash, stable } from './audit-row.ts';
import { type Checkpoint, readCheckpoint } from './checkpoint.ts';
import { type KeyChange, readKeyChange, signersOf } from './key-change.ts';

const FORMAT = 'anjie audit archive 1';

/** What an archive says it is: the rows of a month, from a checkpoint to a checkpoint. */
export interface ArchiveHead {
  readonly installation: string;
  /** YYYY-MM, China Standard Time */
  readonly month: string;
  readonly from: number;
  readonly to: number;
  /** chain hash of the row before the first, in hexadecimal */
  readonly previous: string;
}

/** The first line. The lines after it are those of an export: the changes of key first, each checkpoint right after the row that it attests. */
export function archiveHead(head: ArchiveHead): string {
  return `${FORMAT} ${stable(head)}\n`;
}

export interface ArchiveVerdict {
  readonly head: ArchiveHead | null;
  readonly rows: number;
  readonly checkpoints: number;
  readonly firstBad: number | null;
  readonly ok: boolean;
  readonly lastHash: Buffer | null;
  readonly fault: { readonly zh: string; readonly en: string } | null;
}

/** What an archive's row is, for who puts it back. */
export interface ArchivedRow {
  readonly seq: number;
  readonly previous: Buffer;
  readonly hash: Buffer;
  readonly canonical: string;
}

const ROW = /^row ([0-9a-f]{64}) (\{.*\})$/s;

/**
 * Whether an archive holds the rows that were signed: each row follows from the one before it, each checkpoint is signed by one of these keys
 * and attests the row it stands after, and the last row stands under one. In one pass and constant memory.
 *
 * @param each is called with every row that follows, before it is known whether the archive is whole
 */
export async function verifyArchive(
  lines: AsyncIterable<string> | Iterable<string>,
  keys: readonly Sm2PublicKey[],
  each: (row: ArchivedRow) => void | Promise<void> = () => {},
): Promise<ArchiveVerdict> {
  let head: ArchiveHead | null = null;
  let hash: Buffer = Buffer.alloc(0);
  let [next, rows, checkpoints, covered] = [0, 0, 0, 0];
  let ended = false;
  const changes: KeyChange[] = [];
  let signed = signersOf(keys, changes);
  const verdict = (zh: string | null, en = '', firstBad: number | null = null): ArchiveVerdict => ({
    head,
    rows,
    checkpoints,
    firstBad,
    ok: zh === null,
    lastHash: head === null ? null : hash,
    fault: zh === null ? null : { zh, en },
  });
  for await (const line of lines) {
    if (head === null) {
      head = readHead(line);
      if (head === null) return verdict(`不是审计归档文件（${FORMAT}）`, `this is no archive of the audit (${FORMAT})`);
      hash = Buffer.from(head.previous, 'hex');
      next = head.from;
      continue;
    }
    if (ended) return verdict('结尾之后还有内容', 'there is something after the end', next);
    if (line.startsWith('key ')) {
      const change = readKeyChange(line.slice('key '.length));
      if (change === null) return verdict('密钥更换读不懂', 'the change of key cannot be read', next);
      changes.push(change);
      signed = signersOf(keys, changes);
    } else if (line.startsWith('row ')) {
      const [, said, canonical] = ROW.exec(line) ?? [];
      const expected = canonical === undefined ? null : chainHash(hash, canonical);
      if (expected === null || expected.toString('hex') !== said || numberOf(canonical!) !== next)
        return verdict(`第 ${next} 条与其链值不符`, `row ${next} does not follow from its predecessor`, next);
      await each({ seq: next, previous: hash, hash: expected, canonical: canonical! });
      hash = expected;
      next += 1;
      rows += 1;
    } else if (line.startsWith('checkpoint ')) {
      const checkpoint = readCheckpoint(line.slice('checkpoint '.length));
      if (checkpoint === null || !attests(checkpoint, head, next - 1, hash) || !signed(checkpoint))
        return verdict(`第 ${next - 1} 条处的检查点无效`, `the checkpoint at row ${next - 1} does not attest it`, covered + 1 || head.from);
      covered = next - 1;
      checkpoints += 1;
    } else if (line === `end ${rows} ${checkpoints}`) ended = true;
    else return verdict('有不属于归档文件的行', 'there is a line that does not belong into an archive', next);
  }
  if (head === null || !ended || next !== head.to + 1)
    return verdict('文件不完整', 'the file is not complete', head === null ? null : next);
  if (covered !== head.to)
    return verdict(`第 ${covered + 1} 条起没有检查点证明`, `no checkpoint attests the rows from ${covered + 1} on`, covered + 1);
  return verdict(null);
}

function attests(checkpoint: Checkpoint, head: ArchiveHead, seq: number, hash: Buffer): boolean {
  const { installation, size, lastHash } = checkpoint;
  return installation === head.installation && size === seq && lastHash.equals(hash);
}

function readHead(line: string): ArchiveHead | null {
  if (!line.startsWith(`${FORMAT} {`)) return null;
  try {
    const head = JSON.parse(line.slice(FORMAT.length + 1)) as ArchiveHead;
    const numbers = Number.isSafeInteger(head.from) && Number.isSafeInteger(head.to) && head.from >= 1 && head.to >= head.from;
    return numbers && /^[0-9a-f]{64}$/.test(head.previous) && /^\d{4}-\d{2}$/.test(head.month) ? head : null;
  } catch {
    return null;
  }
}

function numberOf(canonical: string): number | null {
  try {
    return (JSON.parse(canonical) as { seq?: number }).seq ?? null;
  } catch {
    return null;
  }
}
