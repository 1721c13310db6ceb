import { stamp } from '@anjie/national-interface';
import { type Call, type Fields, type Handler, list, node, text } from '../call.ts';
import { readDecimal } from '../money.ts';
import { book, findSettlement, quote, readItems, takeBack } from '../settlement-book.ts';
import type { Settlement } from '../state.ts';
import { insuranceOf, personOf } from './person.ts';
import { fundRows, itemRows, type Settled, settlementInfo } from './settlement-reply.ts';

/** 2101: what 2102 would settle; changes nothing. */
export const trySettlePharmacy: Handler = (call) => settleDrugs(call, false);

/** 2102: settles the sale of a pharmacy. */
export const settlePharmacy: Handler = (call) => settleDrugs(call, true);

/** 2103: takes a settlement back. */
export const cancelSettlement: Handler = (call) => {
  const settlement = findSettlement(call, node(call, 'data'));
  return reversalReply(call, settlement);
};

/** Takes back and answers with the negative settlement. */
export function reversalReply(call: Call, settlement: Settlement): Fields {
  const { setl_id, person, insurance } = takeBack(call, settlement);
  const settled: Settled = {
    person,
    insurance,
    benefit: { fund: settlement.fund, clr_type: settlement.clr_type, ratio: readDecimal(0)! },
    outcome: settlement.outcome,
    mdtrt_id: settlement.mdtrt_id,
    setl_id,
    med_type: settlement.med_type,
    mdtrt_cert_type: '',
  };
  const info = settlementInfo(call, settled, -1);
  // 2208 spells the cash part pdn_cash_pay, so both spellings are given; 2305 types hifdm_pay as a text.
  const reply = { ...info, pdn_cash_pay: info.psn_cash_pay, ...(call.infno === '2305' ? { hifdm_pay: String(info.hifdm_pay) } : {}) };
  return { setlinfo: call.infno === '2103' ? pick2103(reply) : reply, setldetail: fundRows(settled, -1) };
}

function settleDrugs(call: Call, forGood: boolean): Fields {
  const request = node(call, 'druginfo');
  const person = personOf(call, request);
  const insurance = insuranceOf(person, request);
  const quoted = quote(call, person, insurance, readItems(call.policy, list(call, 'drugdetail')), request);
  const mdtrt_id = call.state.number('', stamp(call.now));
  const med_type = text(request, 'med_type');
  const setl_id = forGood ? book(call, person, insurance, quoted, { mdtrt_id, chrg_bchno: null, med_type }).setl_id : null;
  const settled: Settled = { person, insurance, ...quoted, mdtrt_id, setl_id, med_type, mdtrt_cert_type: text(request, 'mdtrt_cert_type') };
  return { setlinfo: settlementInfo(call, settled, 1), setldetail: fundRows(settled, 1), detlcutinfo: itemRows(quoted.outcome) };
}

/** The reply to 2103 names no person. */
function pick2103(info: Fields): Fields {
  const dropped = ['psn_no', 'psn_name', 'psn_cert_type', 'certno', 'gend', 'naty', 'brdy', 'age', 'insutype', 'psn_type', 'cvlserv_flag'];
  return Object.fromEntries(Object.entries(info).filter(([name]) => !dropped.includes(name)));
}
