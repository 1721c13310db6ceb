/** The text files of 3202: TAB-separated, "null" for what is empty; columns in the order of the catalogue. */
import { toFen, toYuan } from '../money.ts';
import type { Settlement } from '../state.ts';

/** A line of the institution's file: setl_id, mdtrt_id, psn_no, total, fund, account, refund flag. */
interface SentLine {
  readonly setl_id: string;
  readonly mdtrt_id: string;
  readonly psn_no: string;
  readonly total: number | null;
  readonly fund: number | null;
  readonly account: number | null;
  readonly refund: string;
}

/**
 * Compares the institution's lines with the platform's settlements, line by line. The answer has a line for every settlement that either
 * side knows: psn_no, mdtrt_id, setl_id, msgid, stmt_rslt (0 equal, 1 not), refund flag, memo, total, fund, account.
 */
export function compareLines(sent: string, ours: readonly Settlement[]): string {
  const theirs = new Map(readLines(sent).map((line) => [line.setl_id, line]));
  const rows: string[] = [];
  for (const one of ours) {
    const line = theirs.get(one.setl_id);
    theirs.delete(one.setl_id);
    const { total, fund, account } = one.outcome;
    const memo =
      line === undefined ? '平台有机构无' : line.total === total && line.fund === fund && line.account === account ? '' : '金额不符';
    rows.push(write([one.psn_no, one.mdtrt_id, one.setl_id, '', memo === '' ? '0' : '1', line?.refund ?? '0', memo, total, fund, account]));
  }
  for (const line of theirs.values()) {
    rows.push(write([line.psn_no, line.mdtrt_id, line.setl_id, '', '1', line.refund, '机构有平台无', line.total, line.fund, line.account]));
  }
  return rows.map((row) => `${row}\n`).join('');
}

function readLines(sent: string): readonly SentLine[] {
  const lines = sent.split(/\r?\n/).filter((line) => line !== '');
  return lines.map((line) => {
    const [setl_id = '', mdtrt_id = '', psn_no = '', total, fund, account, refund = '0'] = line
      .split('\t')
      .map((cell) => (cell === 'null' ? '' : cell));
    return { setl_id, mdtrt_id, psn_no, total: toFen(total), fund: toFen(fund), account: toFen(account), refund };
  });
}

function write(cells: readonly (string | number | null)[]): string {
  return cells
    .map((cell) => (cell === null || cell === '' ? 'null' : typeof cell === 'number' ? toYuan(cell).toFixed(2) : cell))
    .join('\t');
}
