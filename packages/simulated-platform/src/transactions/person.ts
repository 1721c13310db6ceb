import { type Call, type Fields, type Handler, node, Refusal, text } from '../call.ts';
import { timeText } from '../clock-text.ts';
import { toYuan } from '../money.ts';
import type { Insurance, Person } from '../state.ts';

/** 1101: person and insurances, by certificate number, card or electronic credential. */
export const queryPerson: Handler = (call) => {
  const data = node(call, 'data');
  const person = byCredential(call, data);
  return {
    baseinfo: { psn_no: person.psn_no, ...identity(person), age: ageAt(person, call.now) },
    insuinfo: person.insurances.map((one) => ({
      balc: toYuan(one.balance),
      insutype: one.insutype,
      psn_type: one.psn_type,
      psn_insu_stas: '1',
      psn_insu_date: '2020-01-01',
      paus_insu_date: null,
      cvlserv_flag: one.cvlserv_flag,
      insuplc_admdvs: one.insuplc_admdvs,
      emp_name: one.emp_name,
    })),
    idetinfo: [],
  };
};

/** The person that psn_no names, of whom the certificate number, where the request carries one, must be. */
export function personOf(call: Call, fields: Fields): Person {
  const psn_no = text(fields, 'psn_no');
  const person = call.state.persons.get(psn_no);
  if (person === undefined) throw new Refusal(`人员编号 ${psn_no} 不存在，请先用 1101 取得`, `no person ${psn_no}; ask 1101 first`);
  const certno = text(fields, 'certno');
  if (certno !== '' && certno !== person.certno) {
    throw new Refusal('证件号码与人员编号不符', 'the certificate number is not that of the person number');
  }
  return person;
}

/** The person's insurance of the kind the request names. */
export function insuranceOf(person: Person, fields: Fields): Insurance {
  const insutype = text(fields, 'insutype');
  const insurance = person.insurances.find((one) => one.insutype === insutype);
  if (insurance === undefined) throw new Refusal(`该人员没有险种 ${insutype}`, `the person is not insured by ${insutype}`);
  return insurance;
}

/** Fields of identity that many replies repeat. */
export function identity(person: Person): Fields {
  const { psn_cert_type, certno, psn_name, gend, naty, brdy } = person;
  return { psn_cert_type, certno, psn_name, gend, naty, brdy };
}

/** Full years of life on the day in China. */
export function ageAt(person: Person, now: number): number {
  const today = timeText(now).slice(0, 10);
  const years = Number(today.slice(0, 4)) - Number(person.brdy.slice(0, 4));
  return today.slice(5) < person.brdy.slice(5) ? years - 1 : years;
}

function byCredential(call: Call, data: Fields): Person {
  const wanted = [text(data, 'certno'), text(data, 'mdtrt_cert_no')].filter((one) => one !== '');
  for (const person of call.state.persons.values()) {
    if (wanted.some((one) => one === person.certno || one === person.psn_no || person.cards.includes(one))) return person;
  }
  throw new Refusal('没有查到该人员的参保信息，请核对证件号码', 'no insured person with this credential; check the number');
}
