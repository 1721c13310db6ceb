/** Stock reports of a pharmacy: 3501–3507. */
import type { Counter, Patient, Settled } from './counter.ts';
import { attempt } from './errands.ts';
import type { Fields } from './line.ts';
import { CAPSULES, TABLETS } from './shelf.ts';

const BATCH = 'B20260901';

/** Counts, changes and deletes a batch; buys one and sends part of it back. */
export async function keepStock(counter: Counter): Promise<void> {
  const { clock, line } = counter;
  const inventory = { ...goods(CAPSULES), rx_flag: '0', fixmedins_bchno: BATCH };
  await counter.do('3501', { invinfo: { ...inventory, invdate: clock.day(), inv_cnt: 20, ...dates() } });
  await counter.do('3502', {
    invinfo: { ...inventory, inv_chg_type: '103', pric: CAPSULES.price, cnt: 1, inv_chg_time: clock.text(), inv_chg_opter_name: '库管' },
  });
  const batch = line.has('deletes-other-batch') ? 'B00000000' : BATCH;
  await attempt(() => counter.do('3507', { data: { fixmedins_bchno: batch, inv_data_type: '2' } }));
  const bought = {
    ...goods(TABLETS),
    fixmedins_bchno: BATCH,
    spler_name: '示例供货商',
    ...dates(),
    rx_flag: '1',
    purc_retn_stoin_time: clock.text(),
    purc_retn_opter_name: '库管',
  };
  await counter.do('3503', {
    purcinfo: { ...bought, manu_lotnum: 'L1', prodentp_name: '示例药厂', aprvno: '国药准字示例', purc_retn_cnt: 10 },
  });
  const back = line.has('purchase-return-of-other-item') ? { ...bought, ...goods(CAPSULES) } : bought;
  await counter.do('3504', { purcinfo: { ...back, purc_retn_cnt: 1, purc_invo_no: 'FP0001' } });
}

/** 3505: the sale of a settlement; null: of none, which is only right for a buyer without insurance. */
export async function uploadSale(counter: Counter, patient: Patient, settled: Settled | null): Promise<void> {
  const named = settled === null || counter.line.has('sale-without-settlement') ? {} : { setl_id: settled.setl_id };
  const person = { psn_no: patient.psn_no, psn_cert_type: '01', certno: patient.card.certno, psn_name: patient.card.name };
  const staff = { prsc_dr_name: '无', phar_name: '示例药师', phar_prac_cert_no: 'ZY640104000001', sel_retn_opter_name: '收银员' };
  const sold = { ...movement(counter), rtal_docno: counter.clock.stamp(), mdtrt_sn: settled?.mdtrt_id ?? '0' };
  await counter.do('3505', { selinfo: { ...sold, ...person, ...named, ...staff } });
}

/** 3506: the return of a sale. */
export async function uploadReturn(counter: Counter, settled: Settled, setl_id: string): Promise<void> {
  await counter.do('3506', { selinfo: { ...movement(counter), setl_id, mdtrt_sn: settled.mdtrt_id, sel_retn_opter_name: '收银员' } });
}

function movement(counter: Counter): Fields {
  return {
    ...goods(CAPSULES),
    fixmedins_bchno: BATCH,
    manu_lotnum: 'L1',
    ...dates(),
    rx_flag: '0',
    trdn_flag: '0',
    sel_retn_cnt: 2,
    sel_retn_time: counter.clock.text(),
  };
}

function goods(article: { readonly code: string; readonly own: string; readonly name: string }): Fields {
  return { med_list_codg: article.code, fixmedins_hilist_id: article.own, fixmedins_hilist_name: article.name };
}

function dates(): Fields {
  return { manu_date: '2026-01-01', expy_end: '2028-01-01' };
}
