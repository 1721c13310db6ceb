/** Judgements on amounts: whole fen, no rounding allowed beyond one fen of quantity × price. */
import { priceOf, readDecimal, toFen } from '@anjie/simulated-platform';
import type { Exchange, Fields } from '../exchange.ts';
import { fail, type Judgement, PASS } from '../recogniser/judgement.ts';

const DETAILS: Readonly<Record<string, string>> = { '2101': 'drugdetail', '2102': 'drugdetail', '2204': 'feedetail', '2301': 'feedetail' };

/** Each item's amount is quantity × price. */
export const amount: Judgement = () => (exchange) => {
  const name = DETAILS[exchange.infno];
  if (name === undefined) return null;
  for (const row of rows(exchange, name)) {
    const [cnt, pric, sum] = [readDecimal(row.cnt), readDecimal(row.pric), toFen(row.det_item_fee_sumamt)];
    if (cnt === null || pric === null || sum === null || cnt.units < 0n || pric.units < 0n) continue;
    if (Math.abs(priceOf(cnt, pric) - sum) > 1)
      return fail(`明细 ${String(row.feedetl_sn)}：金额 ${yuan(sum)} 不等于数量 ${String(row.cnt)} × 单价 ${String(row.pric)}`);
  }
  return PASS;
};

/** The total of a trial or a settlement is the sum of its items: those it carries, or those uploaded for its batch or stay. */
export const total: Judgement = () => {
  const uploaded = new Map<string, Map<string, number>>();
  return (exchange) => {
    note(uploaded, exchange);
    const asked = settlementOf(exchange);
    if (asked === null) return null;
    const key = feeKey(asked);
    const items = exchange.infno.startsWith('21')
      ? rows(exchange, 'drugdetail').map((row) => toFen(row.det_item_fee_sumamt) ?? 0)
      : [...(uploaded.get(key)?.values() ?? [])];
    // Nothing uploaded at all is a matter of order, not of sums.
    if (items.length === 0) return null;
    const sum = items.reduce((all, one) => all + one, 0);
    const said = toFen(asked.medfee_sumamt);
    // What is no amount at all is a matter of form.
    if (said === null) return null;
    return said === sum ? PASS : fail(`医疗费总额 ${String(asked.medfee_sumamt)} 不等于明细合计 ${yuan(sum)}`);
  };
};

/** 2207 repeats the four parts that the platform computed, and they add up to the total. */
export const split: Judgement = () => {
  const computed = new Map<string, Fields>();
  return (exchange) => {
    const asked = settlementOf(exchange);
    if (asked === null || !exchange.infno.startsWith('220')) return null;
    const key = feeKey(asked);
    if (exchange.infno === '2206') {
      if (exchange.reply === 'accepted') computed.set(key, exchange.output.setlinfo as Fields);
      return null;
    }
    const parts = ['fulamt_ownpay_amt', 'overlmt_selfpay', 'preselfpay_amt', 'inscp_scp_amt'];
    const sum = parts.reduce((all, name) => all + (toFen(asked[name]) ?? 0), 0);
    if (sum !== toFen(asked.medfee_sumamt))
      return fail(`${parts.join('+')} 合计 ${yuan(sum)}，不等于医疗费总额 ${String(asked.medfee_sumamt)}`);
    const trial = computed.get(key);
    const wrong = trial === undefined ? undefined : parts.find((name) => toFen(asked[name]) !== toFen(trial[name]));
    return wrong === undefined ? PASS : fail(`${wrong} ${String(asked[wrong])} 与预结算（2206）返回的 ${String(trial?.[wrong])} 不同`);
  };
};

function note(uploaded: Map<string, Map<string, number>>, exchange: Exchange): void {
  if (exchange.reply === 'refused') return;
  const data = object(exchange, 'data');
  if (exchange.infno === '2204' || exchange.infno === '2301') {
    for (const row of rows(exchange, 'feedetail')) {
      const key = feeKey(row);
      const fees = uploaded.get(key) ?? new Map<string, number>();
      uploaded.set(key, fees.set(String(row.feedetl_sn), toFen(row.det_item_fee_sumamt) ?? 0));
    }
  } else if (exchange.infno === '2205') {
    if (data.chrg_bchno === '0000')
      for (const key of uploaded.keys()) if (key.startsWith(`${String(data.mdtrt_id)} `)) uploaded.delete(key);
    uploaded.delete(feeKey(data));
  } else if (exchange.infno === '2302') {
    for (const row of rows(exchange, 'data')) {
      if (row.feedetl_sn === '0000') uploaded.delete(feeKey(row));
      else uploaded.get(feeKey(row))?.delete(String(row.feedetl_sn));
    }
  }
}

function settlementOf(exchange: Exchange): Fields | null {
  if (['2101', '2102'].includes(exchange.infno)) return object(exchange, 'druginfo');
  return ['2206', '2207', '2303', '2304'].includes(exchange.infno) ? object(exchange, 'data') : null;
}

function feeKey(fields: Fields): string {
  return `${String(fields.mdtrt_id)} ${String(fields.chrg_bchno ?? '')}`;
}

function rows(exchange: Exchange, name: string): readonly Fields[] {
  const value = (exchange.request.input as Fields | undefined)?.[name];
  const list = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return list.filter((one) => typeof one === 'object' && one !== null) as Fields[];
}

function object(exchange: Exchange, name: string): Fields {
  return rows(exchange, name)[0] ?? {};
}

function yuan(fen: number): string {
  return (fen / 100).toFixed(2);
}
