import type { Sm2PublicKey } from '@anjie/guomi';
import { verifyArchive } from './archive-file.ts';
import { GENESIS } from './audit-row.ts';

export interface MonthFault {
  readonly name: string;
  readonly zh: string;
  readonly en: string;
}

/**
 * Whether archived months are the audit from its first row on without a gap: each holds by itself, begins with the row after the one before it
 * ended with, and belongs to the same installation. One month alone does not show that rows before it were taken away; all of them do.
 *
 * @param archives in any order; `lines` are read once
 * @returns the rows of all and the first fault by the months' order, or null
 */
export async function verifyMonths(
  archives: readonly { readonly name: string; readonly lines: AsyncIterable<string> | Iterable<string> }[],
  keys: readonly Sm2PublicKey[],
): Promise<{ readonly rows: number; readonly fault: MonthFault | null }> {
  const read = [];
  for (const { name, lines } of archives) {
    const { head, ok, fault, lastHash } = await verifyArchive(lines, keys);
    if (!ok || head === null || lastHash === null)
      return { rows: 0, fault: { name, zh: fault?.zh ?? '读不懂', en: fault?.en ?? 'it cannot be read' } };
    read.push({ name, head, lastHash: lastHash.toString('hex') });
  }
  read.sort((a, b) => a.head.from - b.head.from);
  let before = { to: 0, lastHash: GENESIS.toString('hex'), month: '', installation: read[0]?.head.installation ?? '' };
  for (const { name, head, lastHash } of read) {
    const faultAt = (zh: string, en: string) => ({ rows: before.to, fault: { name, zh, en } });
    if (head.installation !== before.installation) return faultAt('属于另一个安装', 'it is of another installation');
    if (head.from > before.to + 1)
      return faultAt(`缺少第 ${before.to + 1}–${head.from - 1} 条`, `rows ${before.to + 1} to ${head.from - 1} are missing before it`);
    if (head.from !== before.to + 1)
      return faultAt(`第 ${head.from} 条已在前一份之中`, `row ${head.from} is in the archive before it already`);
    if (head.previous !== before.lastHash)
      return faultAt(`不接续前一份的第 ${before.to} 条`, `it does not follow from row ${before.to} of the archive before it`);
    if (head.month <= before.month)
      return faultAt(`月份 ${head.month} 不在 ${before.month} 之后`, `its month ${head.month} is not after ${before.month}`);
    before = { to: head.to, lastHash, month: head.month, installation: head.installation };
  }
  return { rows: before.to, fault: null };
}
