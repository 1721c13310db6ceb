import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'institution-code-taken': {
    status: 409,
    title: { zh: '该机构编码已登记', en: 'The institution code is registered already' },
    mend: { zh: '请核对编码；如为同一机构，请在其档案中修改', en: 'Check the code; for the same institution, amend its dossier' },
    clause: null,
  },
  'institution-kind-mismatch': {
    status: 400,
    title: { zh: '机构编码的首字母与机构类别不符', en: 'The first letter of the code does not fit the kind' },
    mend: { zh: '医疗机构编码以 H 开头，零售药店以 P 开头', en: 'Hospitals begin with H, pharmacies with P' },
    clause: null,
  },
  'service-agreement-overlaps': {
    status: 409,
    title: { zh: '同一年度已有有效的定点服务协议', en: 'A service agreement of that year is in force already' },
    mend: { zh: '请先终止原协议，或核对年度', en: 'End the earlier one first, or check the year' },
    clause: null,
  },
  'operator-ended': {
    status: 409,
    title: { zh: '该人员的登记已结束', en: 'The naming has ended already' },
    mend: { zh: '如需恢复，请重新登记', en: 'Name the person again' },
    clause: null,
  },
  'csv-unreadable': {
    status: 400,
    title: { zh: '文件不是可读的 UTF-8 CSV', en: 'The file is no readable CSV in UTF-8' },
    mend: { zh: '请以“CSV UTF-8（逗号分隔）”另存后重新上传', en: 'Save it as "CSV UTF-8" and upload it again' },
    clause: null,
  },
  'xlsx-unreadable': {
    status: 400,
    title: { zh: '文件不是可读的 XLSX 工作簿', en: 'The file is no readable XLSX workbook' },
    mend: { zh: '请以“Excel 工作簿（.xlsx）”另存，不加密码', en: 'Save it as an Excel workbook (.xlsx) without a password' },
    clause: null,
  },
  'csv-header-invalid': {
    status: 400,
    title: { zh: '表头有未知、重复或缺少的列', en: 'The header has an unknown, repeated or missing column' },
    mend: { zh: '请按导入模板的表头填写', en: 'Use the headers that the rule lists' },
    clause: null,
  },
  'csv-too-long': {
    status: 413,
    title: { zh: '行数超过一次导入的上限', en: 'The file has more rows than one import takes' },
    mend: { zh: '请分成几个文件导入', en: 'Import it in several files' },
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
