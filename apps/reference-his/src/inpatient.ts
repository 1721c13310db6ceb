/** Inpatient stays: 2301–2305, 2401–2405, settlement lists 4101, 4102. */
import type { Card } from './cards.ts';
import type { Counter, Patient, Settled } from './counter.ts';
import { attempt } from './errands.ts';
import type { Fields } from './line.ts';
import { DOCTOR, doctorCode } from './outpatient.ts';
import { amountOf, BED, CAPSULES, type Quantity, totalOf } from './shelf.ts';

const BILL: readonly Quantity[] = [
  { article: BED, count: 10 },
  { article: CAPSULES, count: 20 },
];

interface Stay {
  readonly patient: Patient;
  readonly mdtrt_id: string;
}

/** From admission to settlement. */
export async function stay(counter: Counter, card: Card, category: string): Promise<Settled> {
  const { line } = counter;
  const admitted = await admit(counter, card, category);
  if (line.has('settles-stay-without-fees') && category === '2101') await attempt(() => counter.do('2303', { data: bill(admitted) }));
  await charge(counter, admitted, line.has('other-category-of-fees') && category === '2102' ? '2101' : category);
  if (line.has('wrong-stay-total'))
    await attempt(() => counter.do('2303', { data: { ...bill(admitted), medfee_sumamt: totalOf(BILL) - 0.01 } }));
  await counter.do('2303', { data: bill(admitted) });
  await discharge(counter, admitted);
  return counter.settle('2304', admitted.patient, { data: { ...bill(admitted), acct_used_flag: '1' } });
}

/** A settlement list for a stay, uploaded and submitted. */
export async function submitList(counter: Counter, card: Card): Promise<void> {
  const other = [...counter.book.keys()][0] ?? '';
  const { setl_id, mdtrt_id, psn_no, fund } = await stay(counter, card, '2101');
  const day = counter.clock.day();
  const named = { mdtrt_id, setl_id: counter.line.has('list-of-other-settlement') ? other : setl_id };
  const family = { ntly: 'CHN', prfs: '90', patn_rlts: '20', coner_addr: '示例地址', coner_tel: '00000000000', dscg_caty: 'A03' };
  const bills = {
    bill_code: '1',
    bill_no: '1',
    biz_sn: '1',
    setl_begn_date: day,
    setl_end_date: day,
    medins_fill_dept: '病案室',
    medins_fill_psn: '填报人',
  };
  const diseinfo = [{ diag_type: '1', diag_code: 'J18.900', diag_name: '肺炎', maindiag_flag: '1' }];
  const payinfo = [{ fund_pay_type: '310100', fund_payamt: fund }];
  const empty = { opspdiseinfo: [], iteminfo: [], oprninfo: [], icuinfo: [], bldinfo: [] };
  await counter.do('4101', { setlinfo: { ...named, ...family, ...bills }, diseinfo, payinfo, ...empty });
  await counter.do('4102', { data: { psn_no, setl_id, stas_type: '1' } });
}

/** 2305, 2405: a settlement and a discharge are taken back, then settled anew. */
export async function stayAndTakeBack(counter: Counter, card: Card): Promise<void> {
  const other = [...counter.book.keys()][0] ?? '';
  const settled = await stay(counter, card, '2101');
  await counter.takeBack('2305', settled, counter.line.has('cancels-other-stay-settlement') ? { setl_id: other } : {});
  await counter.do('2405', { data: { mdtrt_id: settled.mdtrt_id, psn_no: settled.psn_no } });
}

/** 2302, 2404: fees and admission are taken back; meanwhile the hospital asks who is in. */
export async function backOutOfStay(counter: Counter, card: Card): Promise<void> {
  const admitted = await admit(counter, card, '2101');
  const { mdtrt_id, patient } = admitted;
  await charge(counter, admitted, '2101');
  await counter.do('5303', { data: { begntime: `${counter.clock.day()} 00:00:00`, endtime: counter.clock.text() } });
  await counter.do('2302', { data: [{ feedetl_sn: '0000', mdtrt_id, psn_no: patient.psn_no }] });
  await counter.do('2404', { data: { mdtrt_id, psn_no: patient.psn_no } });
}

async function admit(counter: Counter, card: Card, category: string): Promise<Stay> {
  const { clock } = counter;
  const patient = await counter.read(card);
  const { psn_no, insutype } = patient;
  const ward = { adm_dept_codg: 'NK02', adm_dept_name: '内科病房', adm_bed: '1' };
  const mdtrtinfo = {
    psn_no,
    insutype,
    begntime: clock.text(),
    ...patient.credential,
    med_type: category,
    ipt_no: `ZY${clock.stamp()}`,
    atddr_no: doctorCode(counter),
    chfpdr_name: DOCTOR.name,
    adm_diag_dscr: '肺炎',
    ...ward,
    dscg_maindiag_code: 'J18.900',
    dscg_maindiag_name: '肺炎',
  };
  const { result } = await counter.do('2401', { mdtrtinfo, diseinfo: [{ psn_no, ...diagnosis(counter) }] });
  return { patient, mdtrt_id: String(result!.mdtrt_id) };
}

async function charge(counter: Counter, { patient, mdtrt_id }: Stay, category: string): Promise<void> {
  const at = counter.clock.text();
  const feedetail = BILL.map((one, index) => ({
    feedetl_sn: index + 1,
    mdtrt_id,
    psn_no: patient.psn_no,
    med_type: category,
    fee_ocur_time: at,
    med_list_codg: one.article.code,
    medins_list_codg: one.article.own,
    det_item_fee_sumamt: amountOf(one),
    cnt: one.count,
    pric: one.article.price,
    bilg_dept_codg: 'NK02',
    bilg_dept_name: '内科病房',
    bilg_dr_codg: doctorCode(counter),
    bilg_dr_name: DOCTOR.name,
  }));
  await counter.do('2301', { feedetail });
}

async function discharge(counter: Counter, { patient, mdtrt_id }: Stay): Promise<void> {
  const { psn_no, insutype } = patient;
  const ward = { dscg_dept_codg: 'NK02', dscg_dept_name: '内科病房', dscg_way: '1' };
  const dscginfo = { mdtrt_id, psn_no, insutype, endtime: counter.clock.text(), ...ward };
  await counter.do('2402', { dscginfo, diseinfo: [{ mdtrt_id, psn_no, ...diagnosis(counter) }] });
}

function diagnosis(counter: Counter): Fields {
  const by = { diag_dept: 'A03', dise_dor_no: doctorCode(counter), dise_dor_name: DOCTOR.name, diag_time: counter.clock.text() };
  return { diag_type: '1', maindiag_flag: '1', diag_srt_no: 1, diag_code: 'J18.900', diag_name: '肺炎', ...by };
}

function bill({ patient, mdtrt_id }: Stay): Fields {
  const { psn_no, card, psn_type, insutype, credential } = patient;
  const person = { psn_no, ...credential, psn_cert_type: '01', certno: card.certno, psn_type, psn_name: card.name };
  return { ...person, medfee_sumamt: totalOf(BILL), psn_setlway: '01', mdtrt_id, insutype, mid_setl_flag: '0' };
}
