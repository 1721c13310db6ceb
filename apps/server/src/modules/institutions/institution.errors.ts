import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'clearance-lacks': {
    status: 403,
    title: { zh: '该岗位的密级不允许查看此项', en: 'The clearance of this role does not reach this value' },
    mend: { zh: '请由属地医保局的岗位查看', en: 'Ask a role of the bureau in charge' },
    clause: 'NX-附3.2-2g',
  },
  'value-missing': {
    status: 409,
    title: { zh: '此项没有登记', en: 'There is no such value on record' },
    mend: { zh: '请在机构档案中补充登记', en: 'Have it recorded in the dossier' },
    clause: null,
  },
  'institution-code-taken': {
    status: 409,
    title: { zh: '该机构编码已登记', en: 'The institution code is registered already' },
    mend: { zh: '请核对编码；如为同一机构，请在其档案中修改', en: 'Check the code; for the same institution, amend its dossier' },
    clause: null,
  },
  'institution-kind-mismatch': {
    status: 400,
    title: { zh: '机构编码的首字母与机构类别不符', en: 'The first letter of the code does not fit the kind' },
    mend: {
      zh: '请核对类别和编码；当地规则有哪些类别、各以什么字母开头，见 rule',
      en: 'Check kind and code; rule names the kinds of the territory and their letters',
    },
    clause: null,
  },
  'service-agreement-overlaps': {
    status: 409,
    title: { zh: '同一年度已有有效的定点服务协议', en: 'A service agreement of that year is in force already' },
    mend: { zh: '请先终止原协议，或核对年度', en: 'End the earlier one first, or check the year' },
    clause: null,
  },
  'service-agreement-ended': {
    status: 409,
    title: { zh: '该定点服务协议已终止', en: 'The service agreement has ended' },
    mend: { zh: '请刷新档案后查看', en: 'Read the dossier again' },
    clause: null,
  },
  'agency-unknown': {
    status: 409,
    title: { zh: '该单位不是本地登记的经办机构', en: 'The firm is no agency registered for the territory' },
    mend: { zh: '请由省级经办人员先登记经办机构', en: 'Have the province’s caseworker record the agency first' },
    clause: null,
  },
  'roster-not-asked': {
    status: 409,
    title: { zh: '当地规则不要求上报人员名单', en: 'The rules here ask for no list of people' },
    mend: { zh: '登记人员即可，无需上报', en: 'Naming them is enough' },
    clause: null,
  },
  'roster-incomplete': {
    status: 409,
    title: { zh: '名单缺少规定的人员', en: 'The list lacks people whom the rules ask for' },
    mend: { zh: '请先登记所缺的人员，再上报名单', en: 'Name those who are lacking, then report the list' },
    clause: null,
  },
  'psam-lost': {
    status: 409,
    title: { zh: 'PSAM 卡遗失未处理，不能办理迁址等手续', en: 'A PSAM card is lost: relocation and the like are not taken in' },
    mend: { zh: '请先由属地医保部门处理遗失', en: 'Have the territorial bureau settle the loss first' },
    clause: 'TS-3(5)',
  },
  'psam-lost-already': {
    status: 409,
    title: { zh: '该卡的遗失已登记', en: 'The loss of this card is on record already' },
    mend: { zh: '无需重复登记', en: 'Nothing more to record' },
    clause: null,
  },
  'psam-not-lost': {
    status: 409,
    title: { zh: '该记录不是未处理的遗失', en: 'The record is no loss that waits to be settled' },
    mend: { zh: '请核对记录', en: 'Check the record' },
    clause: null,
  },
  'operator-ended': {
    status: 409,
    title: { zh: '该人员的登记已结束', en: 'The naming has ended already' },
    mend: { zh: '如需恢复，请重新登记', en: 'Name the person again' },
    clause: null,
  },
  'amendment-changes-nothing': {
    status: 409,
    title: { zh: '与现有登记相同，没有可变更的内容', en: 'It is what is on record already' },
    mend: { zh: '请只填写需要变更的项目', en: 'Name only what has become different' },
    clause: null,
  },
  'amendment-open': {
    status: 409,
    title: { zh: '该机构已有一件待办理的变更备案', en: 'An amendment of the institution waits already' },
    mend: { zh: '请待其办理完毕后再提交', en: 'Wait until it is decided' },
    clause: null,
  },
  'amendment-decided': {
    status: 409,
    title: { zh: '该变更备案已办理', en: 'The amendment has been decided' },
    mend: { zh: '如需再次变更，请重新提交', en: 'File another one' },
    clause: null,
  },
  'amendment-outdated': {
    status: 409,
    title: { zh: '提交之后登记内容已有变化', en: 'What is on record has changed since it was filed' },
    mend: { zh: '请退回并由机构按现有登记重新提交', en: 'Return it, and have it filed anew' },
    clause: null,
  },
  'amendment-not-territorial': {
    status: 403,
    title: { zh: '机构信息由属地医保局登记', en: "What is on record of an institution is its own territory's bureau's to amend" },
    mend: { zh: '请转属地医保局办理', en: 'Have the territorial bureau do it' },
    clause: null,
  },
});
