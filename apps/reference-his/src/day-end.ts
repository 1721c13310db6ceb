/** The end of a day: totals (3201) for each kind of insurance and clearing, details (9101, 3202, 9102). */
import { crc32 } from 'node:zlib';
import type { Counter, Settled } from './counter.ts';

/** Compares what the book says with what the platform says. */
export async function closeDay(counter: Counter): Promise<void> {
  const groups = Map.groupBy(counter.book.values(), (one) => `${one.insutype} ${one.clr_type}`);
  for (const rows of groups.values()) await compareTotals(counter, rows);
  const first = groups.values().next().value;
  if (first !== undefined) await compareDetails(counter, first);
}

async function compareTotals(counter: Counter, rows: readonly Settled[]): Promise<void> {
  const off = counter.line.has('wrong-statement-total') ? 100 : 0;
  await counter.do('3201', {
    data: { ...period(counter, rows[0]!), ...sums(rows, off), fixmedins_setl_cnt: rows.length, refd_setl_flag: '0' },
  });
}

async function compareDetails(counter: Counter, rows: readonly Settled[]): Promise<void> {
  const lines = rows.map((one) =>
    [one.setl_id, one.mdtrt_id, one.psn_no, yuan(one.total), yuan(one.fund), yuan(one.account), '0'].join('\t'),
  );
  const filename = `${counter.line.settings.code}-${counter.clock.day()}.zip`;
  const zip = store(filename.replace('.zip', '.txt'), Buffer.from(`${lines.join('\n')}\n`));
  const fsUploadIn = { in: zip.toString('base64'), filename, fixmedins_code: counter.line.settings.code };
  const sent = String((await counter.do('9101', { fsUploadIn })).file_qury_no);
  const data = { ...period(counter, rows[0]!), ...sums(rows, 0), file_qury_no: sent, fixmedins_setl_cnt: rows.length, refd_setl_flag: '0' };
  const output = await counter.do('3202', { data: { ...data, cash_payamt: cash(rows) } });
  const result = counter.line.has('other-details-file') ? sent : String(output.fileinfo!.file_qury_no);
  await counter.line.download(result, String(output.fileinfo!.filename));
}

function period(counter: Counter, { insutype, clr_type }: Settled): Record<string, string> {
  const day = counter.clock.day();
  return { insutype, clr_type, setl_optins: '640100', stmt_begndate: day, stmt_enddate: day };
}

function sums(rows: readonly Settled[], off: number): Record<string, number> {
  const sum = (pick: (one: Settled) => number): number => rows.reduce((fen, one) => fen + Math.round(pick(one) * 100), 0) / 100;
  return { medfee_sumamt: sum((one) => one.total) + off, fund_pay_sumamt: sum((one) => one.fund), acct_pay: sum((one) => one.account) };
}

function cash(rows: readonly Settled[]): number {
  return rows.reduce((fen, one) => fen + Math.round((one.total - one.fund - one.account) * 100), 0) / 100;
}

function yuan(value: number): string {
  return value.toFixed(2);
}

/** A ZIP of one stored file. Layout: PKWARE APPNOTE 4.3. */
function store(name: string, content: Buffer): Buffer {
  const file = Buffer.from(name);
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(20, 0);
  facts.writeUInt16LE(0x21, 8);
  facts.writeUInt32LE(crc32(content), 10);
  facts.writeUInt32LE(content.length, 14);
  facts.writeUInt32LE(content.length, 18);
  facts.writeUInt16LE(file.length, 22);
  const local = Buffer.concat([Buffer.from('504b0304', 'hex'), facts, file, content]);
  const central = Buffer.concat([Buffer.from('504b01021400', 'hex'), facts, Buffer.alloc(14), file]);
  const end = Buffer.alloc(22);
  Buffer.from('504b0506', 'hex').copy(end);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}
