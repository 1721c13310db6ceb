/** Queries of what stands: 5201 visits, 5203 a settlement, 5303 who is in hospital. */
import { type Fields, type Handler, node, Refusal, text } from '../call.ts';
import { dateText, timeText } from '../clock-text.ts';
import { readDecimal } from '../money.ts';
import { ageAt, identity, personOf } from './person.ts';
import { fundRows, type Settled, settlementInfo } from './settlement-reply.ts';

/** 5203: a settlement as it stands; refd_setl_flag 1 where it was taken back. */
export const querySettlement: Handler = (call) => {
  const data = node(call, 'data');
  const person = personOf(call, data);
  const found = call.state.settlements.get(text(data, 'setl_id'));
  if (found?.psn_no !== person.psn_no || found.institution !== call.institution || found.mdtrt_id !== text(data, 'mdtrt_id'))
    throw new Refusal(
      `没有找到本机构该人员的结算 ${text(data, 'setl_id')}`,
      `this institution has no settlement ${text(data, 'setl_id')} of this person`,
    );
  const insurance = person.insurances.find((one) => one.insutype === found.insutype)!;
  const settled: Settled = {
    person,
    insurance,
    benefit: { fund: found.fund, clr_type: found.clr_type, ratio: readDecimal(0)! },
    outcome: found.outcome,
    mdtrt_id: found.mdtrt_id,
    setl_id: found.setl_id,
    med_type: found.med_type,
    mdtrt_cert_type: '02',
  };
  const info = settlementInfo(call, settled, 1);
  const day = dateText(found.at);
  const reply: Fields = {
    ...info,
    setl_time: timeText(found.at),
    pay_loc: '2',
    fixmedins_code: call.institution,
    fixmedins_name: call.institutionName,
    begndate: day,
    enddate: day,
    psn_pay: info.psn_part_amt,
    cash_payamt: info.psn_cash_pay,
    refd_setl_flag: found.reversed === null ? '0' : '1',
    year: day.slice(0, 4),
  };
  return { setlinfo: reply, setldetail: fundRows(settled, 1) };
};

/** 5201: stays of a person at the institution. */
export const queryVisits: Handler = (call) => {
  const data = node(call, 'data');
  const person = personOf(call, data);
  const stays = [...call.state.stays.values()].filter(
    (one) => one.psn_no === person.psn_no && one.institution === call.institution && !one.cancelled,
  );
  return {
    mdtrtinfo: stays.map((one) => ({
      mdtrt_id: one.mdtrt_id,
      psn_no: one.psn_no,
      ...identity(person),
      insutype: one.insutype,
      psn_type: person.insurances.find((insurance) => insurance.insutype === one.insutype)?.psn_type ?? '11',
      cvlserv_flag: '0',
      begntime: timeText(one.at),
      endtime: timeText(one.at),
      med_type: one.med_type,
      ipt_otp_no: one.ipt_otp_no,
      inhosp_stas: one.discharged ? '0' : '1',
    })),
  };
};

/** 5303: open stays of the institution. */
export const queryInpatients: Handler = (call) => {
  const data = node(call, 'data');
  const wanted = text(data, 'psn_no');
  const open = [...call.state.stays.values()].filter(
    (one) => one.institution === call.institution && !one.cancelled && !one.discharged && (wanted === '' || one.psn_no === wanted),
  );
  return {
    data: open.map((one) => {
      const person = call.state.persons.get(one.psn_no)!;
      const { psn_cert_type, certno, psn_name, gend, brdy } = person;
      const own = { psn_cert_type, certno, psn_name, gend, brdy, age: ageAt(person, call.now) };
      return {
        mdtrt_id: one.mdtrt_id,
        psn_no: one.psn_no,
        ...own,
        insutype: one.insutype,
        begndate: dateText(one.at),
        med_type: one.med_type,
        ipt_otp_no: one.ipt_otp_no,
      };
    }),
  };
};
