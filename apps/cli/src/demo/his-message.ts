import { randomInt } from 'node:crypto';
import { beijingTime } from './beijing-time.ts';

/** What a message says of its sender. */
export interface Sender {
  readonly code: string;
  readonly name: string;
  /** division of the institution, six digits */
  readonly division: string;
}

/** A request of the national interface, as an institution's system sends it. */
export interface HisMessage {
  readonly infno: string;
  readonly msgid: string;
  readonly body: string;
}

/** An insured person of the simulated platform. */
const PERSON = { psn_no: '64010000000000000000100001', certno: '640104198001010007', psn_name: '马小军', insutype: '310' } as const;

function message(sender: Sender, infno: string, input: object): HisMessage {
  const now = beijingTime(new Date());
  const msgid = `${sender.code}${now.replace(/\D/g, '')}${String(randomInt(10_000)).padStart(4, '0')}`;
  const body = {
    infno,
    msgid,
    mdtrtarea_admvs: sender.division,
    insuplc_admdvs: '640100',
    recer_sys_code: 'FSI_LOCAL',
    dev_no: '',
    dev_safe_info: '',
    cainfo: '',
    signtype: '',
    infver: 'V1.0',
    opter_type: '1',
    opter: '0001',
    opter_name: '收银员甲',
    inf_time: now,
    fixmedins_code: sender.code,
    fixmedins_name: sender.name,
    sign_no: msgid,
    input,
  };
  return { infno, msgid, body: JSON.stringify(body) };
}

/** 2102: a pharmacy settles a sale of 86.50 yuan. */
export function sale(sender: Sender): HisMessage {
  const at = beijingTime(new Date());
  const item = (sn: number, code: string, own: string, cnt: number, pric: number) => ({
    feedetl_sn: sn,
    rxno: '',
    rx_circ_flag: '0',
    fee_ocur_time: at,
    med_list_codg: code,
    medins_list_codg: own,
    det_item_fee_sumamt: cnt * pric,
    cnt,
    pric,
  });
  return message(sender, '2102', {
    druginfo: {
      psn_no: PERSON.psn_no,
      mdtrt_cert_type: '02',
      mdtrt_cert_no: PERSON.certno,
      psn_cert_type: '01',
      certno: PERSON.certno,
      psn_type: '11',
      psn_name: PERSON.psn_name,
      begntime: at,
      medfee_sumamt: 86.5,
      insutype: PERSON.insutype,
      acct_used_flag: '1',
      med_type: '41',
    },
    drugdetail: [item(1, 'XA02BCA211A012010100154', 'YP0001', 2, 28.25), item(2, 'T001700368', 'YP0002', 3, 10)],
  });
}

/** 2601: takes back what an earlier message did. */
export function reversal(sender: Sender, original: HisMessage): HisMessage {
  return message(sender, '2601', { data: { psn_no: PERSON.psn_no, omsgid: original.msgid, oinfno: original.infno } });
}

/** 3201: compares the day's totals. */
export function totals(sender: Sender): HisMessage {
  const today = beijingTime(new Date()).slice(0, 10);
  return message(sender, '3201', {
    data: {
      insutype: PERSON.insutype,
      clr_type: '41',
      setl_optins: '640104',
      stmt_begndate: today,
      stmt_enddate: today,
      medfee_sumamt: 0,
      fund_pay_sumamt: 0,
      acct_pay: 0,
      fixmedins_setl_cnt: 0,
    },
  });
}

/** 1101: asks for a person by the certificate number. */
export function inquiry(sender: Sender): HisMessage {
  return message(sender, '1101', {
    data: {
      mdtrt_cert_type: '02',
      mdtrt_cert_no: PERSON.certno,
      begntime: beijingTime(new Date()),
      psn_cert_type: '01',
      certno: PERSON.certno,
      psn_name: PERSON.psn_name,
    },
  });
}
