/** Judgements on the 15 national codes, wherever a message carries one (NX-17, NX-附3.1-2). */
import { checkCode } from '@anjie/national-codes';
import type { Exchange } from '../exchange.ts';
import { fail, type Judge, type Judgement, PASS } from '../recogniser/judgement.ts';
import { valuesNamed } from '../suite/condition.ts';

/** Fields by what they must hold; `kinds` are the names of packages/national-codes. */
const ITEMS = {
  fields: ['med_list_codg'],
  kinds: ['drug-western', 'drug-patent-chinese', 'drug-in-house', 'drug-herbal-piece', 'drug-herbal-granule', 'service-item', 'consumable'],
  zh: '医保目录编码',
};
const DIAGNOSES = { fields: ['diag_code', 'dscg_maindiag_code', 'adm_diag_code'], kinds: ['diagnosis'], zh: '疾病诊断编码' };
const STAFF = {
  fields: ['bilg_dr_codg', 'orders_dr_code', 'atddr_no', 'dise_dor_no', 'diag_dr_codg', 'oper_dr_code'],
  kinds: ['physician', 'nurse', 'pharmacist-hospital'],
  zh: '医保医师、护士、药师编码',
};
const CHRONIC = { fields: ['opsp_dise_code'], kinds: ['chronic-disease'], zh: '门诊慢特病病种编码' };
const INSTITUTIONS = {
  fields: ['reflin_medins_no', 'ide_fixmedins_no', 'fix_blng_fixmedins_code'],
  kinds: ['medical-institution', 'retail-pharmacy'],
  zh: '定点医药机构编码',
};

export const itemCodes = national(ITEMS);
export const diagnosisCodes = national(DIAGNOSES);
export const staffCodes = national(STAFF);
export const chronicCodes = national(CHRONIC);
export const institutionCodes = national(INSTITUTIONS);

function national(row: { readonly fields: readonly string[]; readonly kinds: readonly string[]; readonly zh: string }): Judgement {
  const judge: Judge = (exchange: Exchange) => {
    let met = false;
    for (const field of row.fields) {
      for (const value of valuesNamed(exchange.request.input, field)) {
        if (typeof value !== 'string' || value === '') continue;
        met = true;
        const report = checkCode(value);
        const right = report.valid && report.kind !== null && row.kinds.includes(report.kind);
        if (!right) return fail(`${field} 的值 ${value} 不是${row.zh}；请换成国家编码，机构自编码只放在 medins_list_codg 等自有字段`);
      }
    }
    return met ? PASS : null;
  };
  return () => judge;
}
