/** The output nodes of a settlement, the same for trial, settlement and reversal. */
import type { Call, Fields } from '../call.ts';
import { timeText } from '../clock-text.ts';
import { toYuan } from '../money.ts';
import type { Benefit } from '../policy.ts';
import type { Outcome } from '../settle.ts';
import type { Insurance, Person } from '../state.ts';
import { ageAt, identity } from './person.ts';

export interface Settled {
  readonly person: Person;
  readonly insurance: Insurance;
  readonly benefit: Pick<Benefit, 'fund' | 'clr_type' | 'ratio'>;
  readonly outcome: Outcome;
  readonly mdtrt_id: string;
  /** null for a trial */
  readonly setl_id: string | null;
  readonly med_type: string;
  readonly mdtrt_cert_type: string;
}

/** setlinfo. `sign` -1 gives the amounts of a reversal. Amounts no rule of the simulation touches are 0. */
export function settlementInfo(call: Call, settled: Settled, sign: 1 | -1): Fields {
  const { person, insurance, outcome } = settled;
  const yuan = (fen: number): number => (fen === 0 ? 0 : toYuan(sign * fen));
  const general = settled.benefit.fund.endsWith('100') || settled.benefit.fund === '310102';
  return {
    ...(settled.setl_id === null ? {} : { setl_id: settled.setl_id }),
    mdtrt_id: settled.mdtrt_id,
    psn_no: person.psn_no,
    ...identity(person),
    age: ageAt(person, call.now),
    insutype: insurance.insutype,
    psn_type: insurance.psn_type,
    cvlserv_flag: insurance.cvlserv_flag,
    setl_time: timeText(call.now),
    mdtrt_cert_type: settled.mdtrt_cert_type,
    med_type: settled.med_type,
    medfee_sumamt: yuan(outcome.total),
    fulamt_ownpay_amt: yuan(outcome.fullOwn),
    overlmt_selfpay: yuan(outcome.overLimit),
    preselfpay_amt: yuan(outcome.preSelf),
    inscp_scp_amt: yuan(outcome.inScope),
    act_pay_dedc: yuan(outcome.deductible),
    hifp_pay: general ? yuan(outcome.fund) : 0,
    pool_prop_selfpay: Number(settled.benefit.ratio.units) / 10 ** settled.benefit.ratio.scale,
    cvlserv_pay: 0,
    hifes_pay: 0,
    hifmi_pay: 0,
    hifob_pay: 0,
    maf_pay: 0,
    oth_pay: general ? 0 : yuan(outcome.fund),
    fund_pay_sumamt: yuan(outcome.fund),
    psn_part_amt: yuan(outcome.account + outcome.cash),
    acct_pay: yuan(outcome.account),
    psn_cash_pay: yuan(outcome.cash),
    hosp_part_amt: 0,
    balc: toYuan(insurance.balance),
    acct_mulaid_pay: 0,
    medins_setl_id: call.msgid.slice(0, 30),
    clr_optins: insurance.insuplc_admdvs,
    clr_way: '1',
    clr_type: settled.benefit.clr_type,
    hifdm_pay: 0,
  };
}

/** setldetail: one row per fund that pays. */
export function fundRows(settled: Settled, sign: 1 | -1): readonly Fields[] {
  const { outcome, benefit } = settled;
  if (outcome.fund === 0) return [];
  const amount = toYuan(sign * outcome.fund);
  const scope = toYuan(sign * outcome.inScope);
  return [{ fund_pay_type: benefit.fund, inscp_scp_amt: scope, crt_payb_lmt_amt: amount, fund_payamt: amount }];
}

/** detlcutinfo or result: how the catalogue split each item. */
export function itemRows(outcome: Pick<Outcome, 'cuts'>): readonly Fields[] {
  return outcome.cuts.map(({ item, overLimit, fullOwn, preSelf, inScope }) => ({
    feedetl_sn: item.feedetl_sn,
    det_item_fee_sumamt: toYuan(item.amount),
    cnt: Number(item.cnt.units) / 10 ** item.cnt.scale,
    pric: Number(item.pric.units) / 10 ** item.pric.scale,
    pric_uplmt_amt: item.rule.unitLimit === null ? 999999 : toYuan(item.rule.unitLimit),
    selfpay_prop: Number(item.rule.selfPay.units) / 10 ** item.rule.selfPay.scale,
    fulamt_ownpay_amt: toYuan(fullOwn),
    overlmt_amt: toYuan(overLimit),
    preselfpay_amt: toYuan(preSelf),
    inscp_scp_amt: toYuan(inScope),
    chrgitm_lv: item.rule.level,
    med_chrgitm_type: item.rule.charge,
    bas_medn_flag: '0',
    hi_nego_drug_flag: '0',
    chld_medc_flag: '0',
    list_sp_item_flag: '0',
    drt_reim_flag: '0',
  }));
}
