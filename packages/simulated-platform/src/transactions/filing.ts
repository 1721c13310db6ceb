/** Filings about a person or the catalogue (25xx, 3301), their cancelling, and the queries that find them. */
import { type Call, type Fields, type Handler, list, node, Refusal, text } from '../call.ts';
import { dateText, timeText } from '../clock-text.ts';
import type { Filing } from '../state.ts';
import { identity, personOf } from './person.ts';

interface FilingRule {
  readonly node: string;
  readonly cancelledBy: string;
  /** whether it concerns a person, who must be known */
  readonly ofPerson: boolean;
  /** fields that make two filings the same one; a second is refused while the first stands */
  readonly same: readonly string[];
  readonly zh: string;
}

/** Transaction → how its record is kept and which transaction takes it back. */
export const FILINGS: Readonly<Record<string, FilingRule>> = {
  '2501': { node: 'refmedin', cancelledBy: '2502', ofPerson: true, same: ['psn_no', 'reflin_medins_no', 'refl_date'], zh: '转院备案' },
  '2503': { node: 'data', cancelledBy: '2504', ofPerson: true, same: ['psn_no', 'opsp_dise_code'], zh: '慢特病备案' },
  '2505': { node: 'data', cancelledBy: '2506', ofPerson: true, same: ['psn_no', 'biz_appy_type'], zh: '定点备案' },
  '3301': {
    node: 'data',
    cancelledBy: '3302',
    ofPerson: false,
    same: ['fixmedins_hilist_id', 'list_type', 'med_list_codg'],
    zh: '目录对照',
  },
};

/** Keeps a filing and gives its number. */
export const fileRecord: Handler = (call) => {
  const rule = FILINGS[call.infno]!;
  // 3301 is seen with a list of matches under its node; each is a record of its own.
  const rows = rule.ofPerson ? [node(call, rule.node)] : list(call, rule.node);
  for (const fields of rows) {
    if (rule.ofPerson) personOf(call, fields);
    const key = sameness(rule, fields);
    if (standing(call, call.infno).some((one) => sameness(rule, one.fields) === key))
      throw new Refusal(`相同的${rule.zh}已存在，请勿重复`, 'the same filing stands already; do not repeat it');
  }
  let number = '';
  for (const fields of rows) {
    number = call.state.number('B', timeText(call.now).replace(/\D/g, ''));
    call.state.filings.set(number, {
      kind: call.infno,
      number,
      institution: call.institution,
      psn_no: text(fields, 'psn_no'),
      fields,
      at: call.now,
      cancelled: false,
    });
  }
  return rule.ofPerson ? { result: { trt_dcla_detl_sn: number } } : null;
};

/** Takes a filing back: by its number, or (3302) by what it says. */
export const cancelFiling: Handler = (call) => {
  const kind = Object.keys(FILINGS).find((infno) => FILINGS[infno]!.cancelledBy === call.infno)!;
  const rule = FILINGS[kind]!;
  const data = node(call, 'data');
  const number = text(data, 'trt_dcla_detl_sn');
  const found = standing(call, kind).find((one) =>
    rule.ofPerson ? one.number === number && one.psn_no === text(data, 'psn_no') : sameness(rule, one.fields) === sameness(rule, data),
  );
  if (found === undefined) throw new Refusal(`没有找到可撤销的${rule.zh} ${number}`, `no filing of ${kind} to take back`);
  found.cancelled = true;
  return null;
};

/** 5301: chronic-disease filings of a person that stand. */
export const queryChronic: Handler = (call) => {
  const person = personOf(call, node(call, 'data'));
  const found = everywhere(call, '2503').filter((one) => one.psn_no === person.psn_no);
  return {
    feedetail: found.map(({ fields }) => ({
      opsp_dise_code: text(fields, 'opsp_dise_code'),
      opsp_dise_name: text(fields, 'opsp_dise_name'),
      begndate: text(fields, 'begndate').slice(0, 10),
      enddate: null,
    })),
  };
};

/** 5304: referrals of a person that stand, filed within the asked time. */
export const queryReferrals: Handler = (call) => {
  const data = node(call, 'data');
  const person = personOf(call, data);
  const from = text(data, 'begntime');
  const found = everywhere(call, '2501').filter((one) => one.psn_no === person.psn_no && timeText(one.at) >= from);
  return {
    refmedin: found.map(({ fields, at }) => ({
      insutype: text(fields, 'insutype') || person.insurances[0]!.insutype,
      psn_no: person.psn_no,
      ...identity(person),
      reflin_medins_no: text(fields, 'reflin_medins_no'),
      reflin_medins_name: text(fields, 'reflin_medins_name'),
      refl_date: text(fields, 'refl_date').slice(0, 10),
      refl_rea: text(fields, 'refl_rea'),
      begndate: text(fields, 'begndate').slice(0, 10) || dateText(at),
      hosp_agre_refl_flag: text(fields, 'hosp_agre_refl_flag') || '1',
    })),
  };
};

/** Filings of a kind by this institution that stand. */
function standing(call: Call, kind: string): readonly Filing[] {
  return everywhere(call, kind).filter((one) => one.institution === call.institution);
}

function everywhere(call: Call, kind: string): readonly Filing[] {
  return [...call.state.filings.values()].filter((one) => one.kind === kind && !one.cancelled);
}

function sameness(rule: FilingRule, fields: Fields): string {
  return JSON.stringify(rule.same.map((name) => text(fields, name)));
}
