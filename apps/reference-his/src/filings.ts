/** Filings about a person: chronic disease (2503, 5301, 2504) and referral (2501, 2502). */
import { CARDS } from './cards.ts';
import type { Counter } from './counter.ts';
import { DOCTOR } from './outpatient.ts';

export async function fileAndTakeBack(counter: Counter): Promise<void> {
  const { line, clock } = counter;
  const { psn_no, insutype } = await counter.read(CARDS.worker);
  const disease = { opsp_dise_code: line.has('local-disease-code') ? 'GXY' : 'M03900', opsp_dise_name: '高血压', insu_optins: '640100' };
  const where = { ide_fixmedins_no: line.settings.code, ide_fixmedins_name: line.settings.name, hosp_ide_date: clock.day() };
  const doctor = { diag_dr_codg: DOCTOR.code, diag_dr_name: DOCTOR.name, begndate: clock.day() };
  const chronic = await counter.do('2503', { data: { psn_no, insutype, ...disease, ...where, ...doctor } });
  await counter.do('5301', { data: { psn_no } });
  const referral = {
    psn_no,
    insutype,
    diag_code: 'J18.900',
    diag_name: '肺炎',
    reflin_medins_no: line.has('referral-to-local-code') ? 'YY001' : 'H64010400002',
    reflin_medins_name: '银川示例上级医院',
    mdtrtarea_admdvs: '640100',
    refl_type: '1',
    refl_date: clock.day(),
    refl_rea: '病情需要',
    refl_opnn: '同意',
  };
  const referred = await counter.do('2501', { refmedin: referral });
  await counter.do('2502', { data: { trt_dcla_detl_sn: referred.result!.trt_dcla_detl_sn, psn_no } });
  const number = line.has('takes-back-other-filing') ? referred.result!.trt_dcla_detl_sn : chronic.result!.trt_dcla_detl_sn;
  await counter.do('2504', { data: { trt_dcla_detl_sn: number, psn_no, memo: '测试撤销' } });
}
