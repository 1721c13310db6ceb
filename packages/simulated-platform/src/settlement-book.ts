/** Books settlements and takes them back: the only file that changes balances and yearly use. */
import { stamp } from '@anjie/national-interface';
import { type Call, type Fields, Refusal, text } from './call.ts';
import { timeText } from './clock-text.ts';
import { priceOf, readDecimal, toFen } from './money.ts';
import { type Benefit, benefitFor, itemRule, type Policy } from './policy.ts';
import { type Item, type Outcome, settle } from './settle.ts';
import { effectKey, type Insurance, type Person, type Settlement } from './state.ts';

/** Items of a request, each amount checked against quantity × price (one fen of rounding allowed). */
export function readItems(policy: Policy, rows: readonly Fields[]): readonly Item[] {
  return rows.map((row) => {
    const feedetl_sn = text(row, 'feedetl_sn');
    const [cnt, pric, amount] = [readDecimal(row.cnt), readDecimal(row.pric), toFen(row.det_item_fee_sumamt)];
    if (cnt === null || pric === null || amount === null || cnt.units <= 0n || pric.units < 0n || amount < 0) {
      throw new Refusal(`明细 ${feedetl_sn} 的数量、单价或金额有误`, `item ${feedetl_sn}: quantity, price or amount is wrong`);
    }
    if (Math.abs(priceOf(cnt, pric) - amount) > 1) {
      throw new Refusal(`明细 ${feedetl_sn} 的金额不等于数量×单价`, `item ${feedetl_sn}: the amount is not quantity × price`);
    }
    const med_list_codg = text(row, 'med_list_codg');
    return { feedetl_sn, med_list_codg, cnt, pric, amount, rule: itemRule(policy, med_list_codg) };
  });
}

export interface Quote {
  readonly outcome: Outcome;
  readonly benefit: Benefit;
  readonly usedKey: string;
}

/** What a settlement of these items would give now; changes nothing. The request's total must be the sum of the items. */
export function quote(call: Call, person: Person, insurance: Insurance, items: readonly Item[], request: Fields): Quote {
  const total = items.reduce((sum, item) => sum + item.amount, 0);
  if (toFen(request.medfee_sumamt) !== total) {
    const sent = text(request, 'medfee_sumamt');
    throw new Refusal(`医疗费总额 ${sent} 不等于明细合计 ${total / 100}`, `the total ${sent} is not the sum of the items, ${total / 100}`);
  }
  const medType = text(request, 'med_type');
  const benefit = benefitFor(call.policy, medType, insurance.insutype);
  if (benefit === null) {
    const insutype = insurance.insutype;
    throw new Refusal(`险种 ${insutype} 没有医疗类别 ${medType} 的待遇`, `insurance ${insutype} has no benefit for ${medType}`);
  }
  const usedKey = `${timeText(call.now).slice(0, 4)} ${insurance.insutype} ${benefit.med_type} ${benefit.clr_type}`;
  const used = person.used.get(usedKey) ?? { deductible: 0, fund: 0 };
  const account = text(request, 'acct_used_flag') === '0' ? 0 : insurance.balance;
  return { outcome: settle(items, benefit, used, account), benefit, usedKey };
}

/** Books a quote under the call's msgid. A msgid settles once: 2601 must find one settlement by it, not two. */
export function book(
  call: Call,
  person: Person,
  insurance: Insurance,
  quoted: Quote,
  visit: { readonly mdtrt_id: string; readonly chrg_bchno: string | null; readonly med_type: string },
  undo?: () => void,
): Settlement {
  const key = effectKey(call.institution, call.infno, call.msgid);
  if (call.state.effects.has(key)) {
    throw new Refusal(
      `报文ID ${call.msgid} 已经结算过，请查询（5203）或冲正（2601），不要重发`,
      `msgid ${call.msgid} has settled already; query (5203) or reverse (2601), do not repeat`,
    );
  }
  const { outcome, benefit, usedKey } = quoted;
  const settlement: Settlement = {
    ...visit,
    setl_id: call.state.number('', stamp(call.now)),
    psn_no: person.psn_no,
    institution: call.institution,
    insutype: insurance.insutype,
    clr_type: benefit.clr_type,
    usedKey,
    outcome,
    fund: benefit.fund,
    at: call.now,
    reversed: null,
  };
  move(person, insurance, settlement, 1);
  call.state.settlements.set(settlement.setl_id, settlement);
  call.state.remember(key, { psn_no: person.psn_no, settlement, reversed: false, ...(undo === undefined ? {} : { undo }) });
  return settlement;
}

/** The settlement a request names, of the same institution, person and visit, and not yet taken back. */
export function findSettlement(call: Call, request: Fields): Settlement {
  const setl_id = text(request, 'setl_id');
  const found = call.state.settlements.get(setl_id);
  const same = found?.institution === call.institution && found.psn_no === text(request, 'psn_no');
  if (found === undefined || !same || found.mdtrt_id !== text(request, 'mdtrt_id')) {
    throw new Refusal(`没有找到本机构该人员的结算 ${setl_id}`, `this institution has no settlement ${setl_id} of this person and visit`);
  }
  return found;
}

/** Takes a settlement back: account and yearly use return by exactly what it moved. Gives the number of the negative settlement. */
export function takeBack(
  call: Call,
  settlement: Settlement,
): { readonly setl_id: string; readonly person: Person; readonly insurance: Insurance } {
  if (settlement.reversed !== null) {
    throw new Refusal(`结算 ${settlement.setl_id} 已经撤销过`, `the settlement ${settlement.setl_id} has been taken back already`);
  }
  const person = call.state.persons.get(settlement.psn_no)!;
  const insurance = person.insurances.find((one) => one.insutype === settlement.insutype)!;
  move(person, insurance, settlement, -1);
  settlement.reversed = { setl_id: call.state.number('', stamp(call.now)), at: call.now };
  return { setl_id: settlement.reversed.setl_id, person, insurance };
}

function move(person: Person, insurance: Insurance, settlement: Settlement, sign: 1 | -1): void {
  const { account, deductible, fund } = settlement.outcome;
  const used = person.used.get(settlement.usedKey) ?? { deductible: 0, fund: 0 };
  insurance.balance -= sign * account;
  person.used.set(settlement.usedKey, { deductible: used.deductible + sign * deductible, fund: used.fund + sign * fund });
}
