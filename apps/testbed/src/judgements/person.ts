/** Judgements on the insured person: asked before used, and by what the credential said. */
import type { Exchange, Fields } from '../exchange.ts';
import { fail, type Judgement, PASS } from '../recogniser/judgement.ts';
import { valuesNamed } from '../suite/condition.ts';

/** psn_no of a business message comes from a reply to 1101 of this run, never from the HIS's own records or from code. */
export const personAsked: Judgement = () => {
  const known = new Set<string>();
  return (exchange) => {
    if (exchange.infno === '1101') {
      for (const value of valuesNamed(exchange.output, 'psn_no')) known.add(String(value));
      return null;
    }
    const used = first(exchange, 'psn_no');
    if (used === null || !exchange.infno.startsWith('2')) return null;
    return known.has(used) ? PASS : fail('人员编号 psn_no 没有先用 1101 查询得到；请先读凭证查询');
  };
};

/** insutype is one that 1101 gave for the person. */
export const insuranceAsked: Judgement = () => {
  const insured = new Map<string, Set<string>>();
  return (exchange) => {
    if (exchange.infno === '1101') {
      const psn_no = String((exchange.output.baseinfo as Fields | undefined)?.psn_no ?? '');
      insured.set(psn_no, new Set([...valuesNamed(exchange.output, 'insutype')].map(String)));
      return null;
    }
    const [person, insutype] = [first(exchange, 'psn_no'), first(exchange, 'insutype')];
    const given = person === null ? undefined : insured.get(person);
    if (insutype === null || given === undefined) return null;
    return given.has(insutype) ? PASS : fail(`险种 ${insutype} 不在该人员 1101 返回的险种（${[...given].join('、')}）之中；不要写死险种`);
  };
};

/** Registration and settlement name the credential that was read, with the card's identifying number where it is a card. */
export const credential: Judgement = () => {
  const read = new Map<string, string>();
  return (exchange) => {
    const type = first(exchange, 'mdtrt_cert_type');
    if (exchange.infno === '1101') {
      const psn_no = String((exchange.output.baseinfo as Fields | undefined)?.psn_no ?? '');
      if (type !== null && exchange.reply === 'accepted') read.set(psn_no, type);
    }
    if (type === null) return null;
    if (type === '03' && (first(exchange, 'card_sn') ?? '') === '') return fail('凭证类型为社会保障卡（03）时须带卡识别码 card_sn');
    const before = exchange.infno === '1101' ? undefined : read.get(first(exchange, 'psn_no') ?? '');
    if (before === undefined || before === type) return PASS;
    return fail(`凭证类型 ${type} 与查询（1101）所读凭证 ${before} 不同；结算须用本次就诊实际所读的凭证`);
  };
};

function first(exchange: Exchange, name: string): string | null {
  for (const value of valuesNamed(exchange.request.input, name)) if (value !== null && value !== undefined) return String(value);
  return null;
}
