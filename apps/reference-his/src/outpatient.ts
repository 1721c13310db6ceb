/** Outpatient visits: 2201–2208. */
import type { Card } from './cards.ts';
import type { Counter, Credential, Patient, Settled } from './counter.ts';
import { attempt } from './errands.ts';
import type { Fields } from './line.ts';
import { amountOf, CAPSULES, CONSULTATION, type Quantity, totalOf } from './shelf.ts';

const BILL: readonly Quantity[] = [
  { article: CONSULTATION, count: 1 },
  { article: CAPSULES, count: 2 },
];

export const DOCTOR = { code: 'D640104000001', name: '示例医师' } as const;

interface Visit {
  readonly patient: Patient;
  readonly mdtrt_id: string;
  readonly ipt_otp_no: string;
}

/** From registration to settlement. */
export async function visit(counter: Counter, card: Card, category: string, credential: Credential = '02'): Promise<Settled> {
  const { line } = counter;
  const registered = await register(counter, card, category, credential);
  const batch = `SF${counter.clock.stamp()}`;
  if (line.has('settles-before-fees') && category === '11')
    await attempt(() => counter.do('2206', { data: { ...bill(registered, category, batch) } }));
  await charge(counter, registered, batch);
  const data = bill(registered, category, batch);
  const { setlinfo } = await counter.do('2206', { data });
  const split = {
    fulamt_ownpay_amt: setlinfo!.fulamt_ownpay_amt,
    overlmt_selfpay: setlinfo!.overlmt_selfpay,
    preselfpay_amt: setlinfo!.preselfpay_amt,
    inscp_scp_amt: setlinfo!.inscp_scp_amt,
  };
  const wrong = line.has('wrong-split')
    ? { overlmt_selfpay: 0, fulamt_ownpay_amt: 0, preselfpay_amt: data.medfee_sumamt, inscp_scp_amt: 0 }
    : {};
  const other = line.has('other-category-at-settlement') && category === '13' ? { med_type: '11' } : {};
  return counter.settle('2207', registered.patient, { data: { ...data, ...split, ...wrong, ...other } });
}

/** 2208: the settlement of a visit is taken back, then its fees and the registration are not needed any more. */
export async function visitAndTakeBack(counter: Counter, card: Card): Promise<void> {
  const other = [...counter.book.keys()][0] ?? '';
  const settled = await visit(counter, card, '11');
  await counter.takeBack('2208', settled, counter.line.has('cancels-other-visit-settlement') ? { setl_id: other } : {});
}

/** A visit that ends before it is settled: fees, then registration. */
export async function backOutOfVisit(counter: Counter, card: Card): Promise<void> {
  const { patient, mdtrt_id, ipt_otp_no } = await register(counter, card, '11', '02');
  const batch = `SF${counter.clock.stamp()}`;
  await charge(counter, { patient, mdtrt_id, ipt_otp_no }, batch);
  const cancel = { data: { psn_no: patient.psn_no, mdtrt_id, ipt_otp_no } };
  if (counter.line.has('cancels-visit-with-fees')) await attempt(() => counter.do('2202', cancel));
  await counter.do('2205', { data: { mdtrt_id, chrg_bchno: batch, psn_no: patient.psn_no } });
  await counter.do('2202', cancel);
}

async function register(counter: Counter, card: Card, category: string, credential: Credential): Promise<Visit> {
  const { clock, line } = counter;
  const patient = await counter.read(card, credential);
  const { psn_no, insutype } = patient;
  const ipt_otp_no = `MZ${clock.stamp()}`;
  const department = { dept_code: 'NK01', dept_name: '内科门诊', caty: 'A03' };
  const begun = { psn_no, insutype, begntime: clock.text(), ...patient.credential, ipt_otp_no, ...department };
  const { data } = await counter.do('2201', { data: { ...begun, atddr_no: doctorCode(counter), dr_name: DOCTOR.name } });
  const mdtrt_id = String(data!.mdtrt_id);
  const mdtrtinfo = { mdtrt_id, psn_no, med_type: category, begntime: clock.text() };
  const diagnosis = {
    diag_type: '1',
    diag_srt_no: 1,
    diag_code: line.has('local-diagnosis-code') ? 'GXY-01' : 'I10.x00',
    diag_name: '特发性原发性高血压',
  };
  const by = { diag_dept: 'A03', dise_dor_no: doctorCode(counter), dise_dor_name: DOCTOR.name, diag_time: clock.text(), vali_flag: '1' };
  await counter.do('2203', { mdtrtinfo, diseinfo: [{ ...diagnosis, ...by }] });
  return { patient, mdtrt_id, ipt_otp_no };
}

async function charge(counter: Counter, { patient, mdtrt_id }: Visit, batch: string): Promise<void> {
  const at = counter.clock.text();
  const by = { bilg_dept_codg: 'NK01', bilg_dept_name: '内科门诊', bilg_dr_codg: doctorCode(counter), bilg_dr_name: DOCTOR.name };
  const feedetail = BILL.map((one, index) => ({
    feedetl_sn: index + 1,
    mdtrt_id,
    psn_no: patient.psn_no,
    chrg_bchno: batch,
    rx_circ_flag: '0',
    fee_ocur_time: at,
    med_list_codg: one.article.code,
    medins_list_codg: one.article.own,
    det_item_fee_sumamt: amountOf(one),
    cnt: one.count,
    pric: one.article.price,
    ...by,
    hosp_appr_flag: '0',
  }));
  await counter.do('2204', { feedetail });
}

function bill({ patient, mdtrt_id }: Visit, category: string, batch: string): Fields & { readonly medfee_sumamt: number } {
  const { psn_no, card, psn_type, insutype, credential } = patient;
  const person = { psn_no, ...credential, psn_cert_type: '01', certno: card.certno, psn_type, psn_name: card.name };
  const way = { psn_setlway: '01', acct_used_flag: '1', insutype };
  return { ...person, med_type: category, medfee_sumamt: totalOf(BILL), ...way, mdtrt_id, chrg_bchno: batch };
}

export function doctorCode(counter: Counter): string {
  return counter.line.has('local-doctor-code') ? '10086' : DOCTOR.code;
}
