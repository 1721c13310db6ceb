/** Stock of an institution: 3501 count, 3502 change, 3503 purchase, 3504 its return, 3505 sale, 3506 its return, 3507 deletion. */
import { stamp } from '@anjie/national-interface';
import { type Call, type Fields, type Handler, node, Refusal, text } from '../call.ts';
import { readDecimal } from '../money.ts';

interface StockRule {
  readonly node: string;
  /** field of the quantity */
  readonly count: string;
  /** what 3507 calls this kind of record */
  readonly deletedAs: string;
  /** whether a settlement it names must exist */
  readonly ofSettlement: boolean;
}

export const STOCK: Readonly<Record<string, StockRule>> = {
  '3501': { node: 'invinfo', count: 'inv_cnt', deletedAs: '1', ofSettlement: false },
  '3502': { node: 'invinfo', count: 'cnt', deletedAs: '2', ofSettlement: false },
  '3503': { node: 'purcinfo', count: 'purc_retn_cnt', deletedAs: '3', ofSettlement: false },
  '3504': { node: 'purcinfo', count: 'purc_retn_cnt', deletedAs: '3', ofSettlement: false },
  '3505': { node: 'selinfo', count: 'sel_retn_cnt', deletedAs: '4', ofSettlement: true },
  '3506': { node: 'selinfo', count: 'sel_retn_cnt', deletedAs: '4', ofSettlement: true },
};

/** Keeps a movement. A sale of an insured buyer names a settlement of this institution. */
export const moveStock: Handler = (call) => {
  const rule = STOCK[call.infno]!;
  const fields = node(call, rule.node);
  const count = readDecimal(fields[rule.count]);
  if (count === null || count.units < 0n)
    throw new Refusal(`数量 ${text(fields, rule.count)} 有误`, `the quantity ${text(fields, rule.count)} is wrong`);
  const setl_id = text(fields, 'setl_id');
  if (rule.ofSettlement && setl_id !== '' && call.state.settlements.get(setl_id)?.institution !== call.institution)
    throw new Refusal(`没有找到本机构的结算 ${setl_id}，医保销售须带结算返回的 setl_id`, `this institution has no settlement ${setl_id}`);
  keep(call, rule, fields);
  return null;
};

/** 3507: deletes the records of a batch. */
export const deleteStock: Handler = (call) => {
  const data = node(call, 'data');
  const [kind, batch] = [text(data, 'inv_data_type'), text(data, 'fixmedins_bchno')];
  const found = [...call.state.filings.values()].filter(
    (one) =>
      !one.cancelled &&
      one.institution === call.institution &&
      one.kind === `stock ${kind}` &&
      text(one.fields, 'fixmedins_bchno') === batch,
  );
  if (found.length === 0) throw new Refusal(`没有找到批次 ${batch} 的进销存记录`, `no stock record of batch ${batch}`);
  for (const one of found) one.cancelled = true;
  return null;
};

function keep(call: Call, rule: StockRule, fields: Fields): void {
  const number = call.state.number('S', stamp(call.now));
  call.state.filings.set(number, {
    kind: `stock ${rule.deletedAs}`,
    number,
    institution: call.institution,
    psn_no: '',
    fields,
    at: call.now,
    cancelled: false,
  });
}
