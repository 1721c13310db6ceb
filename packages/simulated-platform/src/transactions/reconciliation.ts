import { type Call, type Fields, type Handler, node, Refusal, text } from '../call.ts';
import { dateText, timeText } from '../clock-text.ts';
import { toFen } from '../money.ts';
import type { Settlement } from '../state.ts';
import { unzipFirst, zipOne } from '../zip.ts';
import { findFile, keepFile } from './file-transfer.ts';
import { compareLines } from './statement-file.ts';

interface Totals {
  readonly count: number;
  readonly total: number;
  readonly fund: number;
  readonly account: number;
  readonly cash: number;
}

/** 3201: compares the institution's totals of a period with the platform's; stmt_rslt 0 equal, 1 not. */
export const compareTotals: Handler = (call) => {
  const data = node(call, 'data');
  const ours = totalsOf(settlementsIn(call, data));
  const wrong = [
    difference('笔数', 'count', Number(text(data, 'fixmedins_setl_cnt')), ours.count, (value) => String(value)),
    difference('医疗费总额', 'total', toFen(data.medfee_sumamt), ours.total, yuanText),
    difference('基金支付总额', 'fund', toFen(data.fund_pay_sumamt), ours.fund, yuanText),
    difference('个人账户支付', 'account', toFen(data.acct_pay), ours.account, yuanText),
  ].filter((one) => one !== null);
  const stmt_rslt_dscr = wrong.length === 0 ? '平 / equal' : wrong.join('；').slice(0, 200);
  return { stmtinfo: { setl_optins: text(data, 'setl_optins'), stmt_rslt: wrong.length === 0 ? '0' : '1', stmt_rslt_dscr } };
};

/** 3202: compares the uploaded file line by line; the answer names a ZIP with the result, which 9102 downloads. */
export const compareDetails: Handler = (call) => {
  const data = node(call, 'data');
  const sent = findFile(call, text(data, 'file_qury_no'));
  let lines: string;
  try {
    lines = new TextDecoder('utf-8', { fatal: true }).decode(unzipFirst(sent.bytes));
  } catch {
    throw new Refusal(
      `文件 ${sent.filename} 无法解压或不是 UTF-8 文本`,
      `the file ${sent.filename} cannot be unpacked or is not UTF-8 text`,
    );
  }
  const result = new TextEncoder().encode(compareLines(lines, settlementsIn(call, data)));
  const stem = `${call.institution}-${text(data, 'stmt_begndate').slice(0, 10)}`;
  const filename = `${stem}.zip`;
  const file_qury_no = keepFile(call, filename, zipOne(`${stem}.txt`, result));
  return { fileinfo: { file_qury_no, filename, dld_endtime: timeText(call.now + 7 * 86_400_000) } };
};

/**
 * Settlements of the institution that the request means. refd_setl_flag 0 (the default) leaves out what was taken back; 1 counts the
 * settlement on its day and its negative on the day it was taken back.
 */
function settlementsIn(call: Call, data: Fields): readonly Settlement[] {
  const [from, to] = [text(data, 'stmt_begndate').slice(0, 10), text(data, 'stmt_enddate').slice(0, 10)];
  const [insutype, clrType] = [text(data, 'insutype'), text(data, 'clr_type')];
  const within = (at: number): boolean => dateText(at) >= from && dateText(at) <= to;
  const withRefunds = text(data, 'refd_setl_flag') === '1';
  const rows: Settlement[] = [];
  for (const one of call.state.settlements.values()) {
    if (one.institution !== call.institution || (clrType !== '' && one.clr_type !== clrType)) continue;
    if (insutype !== '' && one.insutype !== insutype) continue;
    if (within(one.at) && (withRefunds || one.reversed === null)) rows.push(one);
    if (withRefunds && one.reversed !== null && within(one.reversed.at)) rows.push(negative(one));
  }
  return rows;
}

function negative(one: Settlement): Settlement {
  const { total, fund, account, cash } = one.outcome;
  return {
    ...one,
    setl_id: one.reversed!.setl_id,
    outcome: { ...one.outcome, total: -total, fund: -fund, account: -account, cash: -cash },
  };
}

function totalsOf(rows: readonly Settlement[]): Totals {
  const sum = (pick: (one: Settlement) => number): number => rows.reduce((all, one) => all + pick(one), 0);
  return {
    count: rows.length,
    total: sum((one) => one.outcome.total),
    fund: sum((one) => one.outcome.fund),
    account: sum((one) => one.outcome.account),
    cash: sum((one) => one.outcome.cash),
  };
}

function yuanText(fen: number): string {
  return (fen / 100).toFixed(2);
}

function difference(zh: string, en: string, theirs: number | null, ours: number, show: (value: number) => string): string | null {
  if (theirs === ours) return null;
  return `${zh} ${en}：机构 ${theirs === null ? '?' : show(theirs)}，平台 ${show(ours)}`;
}
