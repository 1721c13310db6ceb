/** Inpatient stays: 2401–2405 admission and discharge, 2301–2305 fees and settlement. */
import { stamp } from '@anjie/national-interface';
import { type Call, type Fields, type Handler, list, node, Refusal, text } from '../call.ts';
import { settle } from '../settle.ts';
import { book, findSettlement, quote, readItems } from '../settlement-book.ts';
import { effectKey, type Stay } from '../state.ts';
import { UNPRICED } from './outpatient.ts';
import { insuranceOf, personOf } from './person.ts';
import { reversalReply } from './pharmacy.ts';
import { fundRows, itemRows, type Settled, settlementInfo } from './settlement-reply.ts';

/** Means "every fee of the stay" in 2302. */
const EVERY_FEE = '0000';

/** 2401: admits a person who has no open stay at the institution. */
export const admit: Handler = (call) => {
  const data = node(call, 'mdtrtinfo');
  const person = personOf(call, data);
  const { insutype } = insuranceOf(person, data);
  for (const stay of call.state.stays.values()) {
    if (stay.psn_no === person.psn_no && stay.institution === call.institution && !stay.cancelled && !stay.discharged)
      throw new Refusal(
        `该人员已在院（${stay.mdtrt_id}），请先办理出院（2402）`,
        `the person is in hospital already (${stay.mdtrt_id}); discharge first (2402)`,
      );
  }
  const mdtrt_id = call.state.number('', stamp(call.now));
  const stay: Stay = {
    mdtrt_id,
    psn_no: person.psn_no,
    institution: call.institution,
    insutype,
    med_type: text(data, 'med_type'),
    ipt_otp_no: text(data, 'ipt_no'),
    at: call.now,
    fees: new Map(),
    settled: new Map(),
    discharged: false,
    cancelled: false,
  };
  call.state.stays.set(mdtrt_id, stay);
  const undo = (): void => {
    if (stay.fees.size > 0 || stay.settled.size > 0)
      throw new Refusal('该住院已有费用或结算，不能冲正入院', 'the stay has fees or a settlement; it cannot be reversed');
    stay.cancelled = true;
  };
  call.state.remember(effectKey(call.institution, call.infno, call.msgid), {
    psn_no: person.psn_no,
    settlement: null,
    undo,
    reversed: false,
  });
  return { result: { mdtrt_id } };
};

/** 2403: amends an open stay. */
export const amendStay: Handler = (call) => {
  openStay(call, node(call, 'adminfo'));
  return null;
};

/** 2402: discharges. */
export const discharge: Handler = (call) => {
  openStay(call, node(call, 'dscginfo')).discharged = true;
  return null;
};

/** 2405: takes a discharge back, once its final settlement is taken back. */
export const cancelDischarge: Handler = (call) => {
  const stay = stayOf(call, node(call, 'data'));
  if (!stay.discharged) throw new Refusal('该住院没有办理出院，没有可撤销的出院', 'the stay has no discharge to take back');
  if (stay.settled.size > 0)
    throw new Refusal('该住院已结算，请先撤销结算（2305）', 'the stay is settled; take the settlement back first (2305)');
  stay.discharged = false;
  return null;
};

/** 2404: takes an admission back, once fees and settlements are. */
export const cancelAdmission: Handler = (call) => {
  const stay = openStay(call, node(call, 'data'));
  if (stay.settled.size > 0)
    throw new Refusal('该住院已结算，请先撤销结算（2305）', 'the stay is settled; take the settlement back first (2305)');
  if (stay.fees.size > 0) throw new Refusal('该住院已有费用明细，请先撤销费用（2302）', 'the stay has fees; take them back first (2302)');
  stay.cancelled = true;
  return null;
};

/** 2301: fees of an open stay, each number once. */
export const uploadStayFees: Handler = (call) => {
  const rows = list(call, 'feedetail');
  const items = readItems(call.policy, rows);
  const fresh = rows.map((row, at) => ({ stay: openStay(call, row), item: items[at]! }));
  const seen = new Set<string>();
  for (const { stay, item } of fresh) {
    const key = `${stay.mdtrt_id} ${item.feedetl_sn}`;
    const settled = [...stay.settled.values()].some((some) => some.some((one) => one.feedetl_sn === item.feedetl_sn));
    if (seen.has(key) || settled || stay.fees.has(item.feedetl_sn))
      throw new Refusal(`费用明细 ${item.feedetl_sn} 重复上传`, `the fee ${item.feedetl_sn} was uploaded already`);
    seen.add(key);
  }
  for (const { stay, item } of fresh) stay.fees.set(item.feedetl_sn, item);
  return { result: itemRows(settle(items, UNPRICED, { deductible: 0, fund: 0 }, 0)).map((row) => ({ ...row, lmt_used_flag: '0' })) };
};

/** 2302: takes fees back that are not settled. */
export const cancelStayFees: Handler = (call) => {
  const rows = list(call, 'data').map((row) => ({ stay: openStay(call, row), feedetl_sn: text(row, 'feedetl_sn') }));
  const lost = rows.find(({ stay, feedetl_sn }) => feedetl_sn !== EVERY_FEE && !stay.fees.has(feedetl_sn));
  if (lost !== undefined) throw new Refusal(`没有未结算的费用明细 ${lost.feedetl_sn}`, `no open fee ${lost.feedetl_sn}`);
  for (const { stay, feedetl_sn } of rows) {
    if (feedetl_sn === EVERY_FEE) stay.fees.clear();
    else stay.fees.delete(feedetl_sn);
  }
  return null;
};

/** 2303: what 2304 would settle; changes nothing. */
export const trySettleStay: Handler = (call) => settleFees(call, false);

/** 2304: settles the open fees of a stay: after discharge, or mid-stay where mid_setl_flag is 1. Provinces differ in whether 2402 comes first. */
export const settleStay: Handler = (call) => settleFees(call, true);

/** 2305: takes a settlement of a stay back; its fees are open again. */
export const cancelStaySettlement: Handler = (call) => {
  const settlement = findSettlement(call, node(call, 'data'));
  const reply = reversalReply(call, settlement);
  reopen(call.state.stays.get(settlement.mdtrt_id), settlement.setl_id);
  return reply;
};

function settleFees(call: Call, forGood: boolean): Fields {
  const request = node(call, 'data');
  const stay = stayOf(call, request);
  const person = personOf(call, request);
  const insurance = insuranceOf(person, request);
  const items = [...stay.fees.values()];
  if (items.length === 0)
    throw new Refusal('该住院没有未结算的费用，请先上传（2301）', 'the stay has no open fees; upload them first (2301)');
  const { mdtrt_id, med_type } = stay;
  const quoted = quote(call, person, insurance, items, { ...request, med_type });
  let setl_id: string | null = null;
  if (forGood) {
    const settlement = book(call, person, insurance, quoted, { mdtrt_id, chrg_bchno: null, med_type }, () =>
      reopen(stay, settlement.setl_id),
    );
    setl_id = settlement.setl_id;
    stay.settled.set(setl_id, items);
    stay.fees.clear();
  }
  const settled: Settled = { person, insurance, ...quoted, mdtrt_id, setl_id, med_type, mdtrt_cert_type: text(request, 'mdtrt_cert_type') };
  return { setlinfo: settlementInfo(call, settled, 1), setldetail: fundRows(settled, 1) };
}

function reopen(stay: Stay | undefined, setl_id: string): void {
  for (const item of stay?.settled.get(setl_id) ?? []) stay!.fees.set(item.feedetl_sn, item);
  stay?.settled.delete(setl_id);
}

function stayOf(call: Call, fields: Fields): Stay {
  const mdtrt_id = text(fields, 'mdtrt_id');
  const stay = call.state.stays.get(mdtrt_id);
  if (stay === undefined || stay.cancelled || stay.institution !== call.institution || stay.psn_no !== text(fields, 'psn_no'))
    throw new Refusal(
      `没有找到本机构该人员的住院 ${mdtrt_id}，请先办理入院（2401）`,
      `this institution has no stay ${mdtrt_id} of this person; admit first (2401)`,
    );
  return stay;
}

function openStay(call: Call, fields: Fields): Stay {
  const stay = stayOf(call, fields);
  if (stay.discharged)
    throw new Refusal('该住院已办理出院，请先撤销出院（2405）', 'the stay is discharged; take the discharge back first (2405)');
  return stay;
}
