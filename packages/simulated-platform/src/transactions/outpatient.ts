import { stamp } from '@anjie/national-interface';
import { type Call, type Fields, type Handler, list, node, Refusal, text } from '../call.ts';
import { settle } from '../settle.ts';
import { book, findSettlement, quote, readItems } from '../settlement-book.ts';
import type { Visit } from '../state.ts';
import { insuranceOf, personOf } from './person.ts';
import { reversalReply } from './pharmacy.ts';
import { fundRows, itemRows, type Settled, settlementInfo } from './settlement-reply.ts';

/** Means "every batch" in 2205. */
const EVERY_BATCH = '0000';

/** A benefit that pays nothing: splits items by the catalogue alone. */
export const UNPRICED = {
  zh: '',
  med_type: '',
  insutype: '',
  deductible: 0,
  ratio: { units: 0n, scale: 0 },
  cap: 0,
  fund: '',
  clr_type: '',
};

/** 2201: registers an outpatient visit. */
export const registerVisit: Handler = (call) => {
  const data = node(call, 'data');
  const person = personOf(call, data);
  insuranceOf(person, data);
  const mdtrt_id = call.state.number('', stamp(call.now));
  const ipt_otp_no = text(data, 'ipt_otp_no');
  call.state.visits.set(mdtrt_id, {
    mdtrt_id,
    psn_no: person.psn_no,
    institution: call.institution,
    ipt_otp_no,
    cancelled: false,
    fees: new Map(),
    settled: new Map(),
  });
  return { data: { mdtrt_id, psn_no: person.psn_no, ipt_otp_no } };
};

/** 2202: cancels a visit that has neither fees nor a settlement. */
export const cancelVisit: Handler = (call) => {
  const visit = visitOf(call, node(call, 'data'));
  if (visit.fees.size > 0) throw new Refusal('该就诊已有费用明细，请先撤销费用（2205）', 'the visit has fees; take them back first (2205)');
  const settled = [...call.state.settlements.values()].some((one) => one.mdtrt_id === visit.mdtrt_id && one.reversed === null);
  if (settled) throw new Refusal('该就诊已结算，请先撤销结算（2208）', 'the visit is settled; take the settlement back first (2208)');
  visit.cancelled = true;
  return null;
};

/** 2203 and 2203A: diagnoses of a visit. */
export const describeVisit: Handler = (call) => {
  visitOf(call, node(call, 'mdtrtinfo'));
  return null;
};

/** 2204: fees of a visit, each number once in its batch. */
export const uploadFees: Handler = (call) => {
  const rows = list(call, 'feedetail');
  const items = readItems(call.policy, rows);
  const fresh = rows.map((row, at) => ({ visit: visitOf(call, row), batch: text(row, 'chrg_bchno'), item: items[at]! }));
  const seen = new Set<string>();
  for (const { visit, batch, item } of fresh) {
    const key = `${visit.mdtrt_id} ${batch} ${item.feedetl_sn}`;
    if (seen.has(key) || visit.fees.get(batch)?.some((one) => one.feedetl_sn === item.feedetl_sn)) {
      throw new Refusal(`费用明细 ${item.feedetl_sn} 重复上传`, `the fee ${item.feedetl_sn} was uploaded already`);
    }
    seen.add(key);
  }
  for (const { visit, batch, item } of fresh) visit.fees.set(batch, [...(visit.fees.get(batch) ?? []), item]);
  return { result: itemRows(settle(items, UNPRICED, { deductible: 0, fund: 0 }, 0)).map((row) => ({ ...row, lmt_used_flag: '0' })) };
};

/** 2205: takes fees back, by batch or all. */
export const cancelFees: Handler = (call) => {
  const data = node(call, 'data');
  const visit = visitOf(call, data);
  const batch = text(data, 'chrg_bchno');
  if (batch === EVERY_BATCH) visit.fees.clear();
  else if (!visit.fees.delete(batch)) throw new Refusal(`没有收费批次 ${batch} 的未结算费用`, `no open fees of batch ${batch}`);
  return null;
};

/** 2206: what 2207 would settle; changes nothing. */
export const trySettleVisit: Handler = (call) => settleVisit(call, false);

/** 2207: settles a batch of a visit's fees. */
export const settleOutpatient: Handler = (call) => settleVisit(call, true);

function settleVisit(call: Call, forGood: boolean): Fields {
  const request = node(call, 'data');
  const visit = visitOf(call, request);
  const person = personOf(call, request);
  const insurance = insuranceOf(person, request);
  const chrg_bchno = text(request, 'chrg_bchno');
  const items = visit.fees.get(chrg_bchno) ?? [];
  if (items.length === 0)
    throw new Refusal(`收费批次 ${chrg_bchno} 没有费用，请先上传（2204）`, `batch ${chrg_bchno} has no fees; upload them first (2204)`);
  const quoted = quote(call, person, insurance, items, request);
  const { mdtrt_id } = visit;
  const med_type = text(request, 'med_type');
  let setl_id: string | null = null;
  if (forGood) {
    const settlement = book(call, person, insurance, quoted, { mdtrt_id, chrg_bchno, med_type }, () => reopen(visit, settlement.setl_id));
    setl_id = settlement.setl_id;
    visit.settled.set(setl_id, { batch: chrg_bchno, items });
    visit.fees.delete(chrg_bchno);
  }
  const settled: Settled = { person, insurance, ...quoted, mdtrt_id, setl_id, med_type, mdtrt_cert_type: text(request, 'mdtrt_cert_type') };
  return { setlinfo: settlementInfo(call, settled, 1), setldetail: fundRows(settled, 1) };
}

/** 2208: takes a settlement back; its fees are open again. */
export const cancelVisitSettlement: Handler = (call) => {
  const settlement = findSettlement(call, node(call, 'data'));
  const reply = reversalReply(call, settlement);
  reopen(call.state.visits.get(settlement.mdtrt_id), settlement.setl_id);
  return reply;
};

function reopen(visit: Visit | undefined, setl_id: string): void {
  const fees = visit?.settled.get(setl_id);
  if (visit === undefined || fees === undefined) return;
  visit.fees.set(fees.batch, [...fees.items, ...(visit.fees.get(fees.batch) ?? [])]);
  visit.settled.delete(setl_id);
}

function visitOf(call: Call, fields: Fields): Visit {
  const mdtrt_id = text(fields, 'mdtrt_id');
  const visit = call.state.visits.get(mdtrt_id);
  if (visit === undefined || visit.cancelled || visit.institution !== call.institution || visit.psn_no !== text(fields, 'psn_no')) {
    throw new Refusal(
      `没有找到本机构该人员的就诊 ${mdtrt_id}，请先挂号（2201）`,
      `this institution has no visit ${mdtrt_id} of this person; register it (2201)`,
    );
  }
  return visit;
}
