import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'agreement-kind-not-foreseen': {
    status: 422,
    title: { zh: '当地规则没有这种协议', en: 'The rules here know no agreement of this kind' },
    mend: {
      zh: '请从所列的协议种类中选择；定点服务协议另行登记',
      en: 'Choose one of the kinds listed; service agreements are recorded elsewhere',
    },
    clause: null,
  },
  'agreement-signatories': {
    status: 422,
    title: { zh: '签署方不符', en: 'The signatories do not fit the kind of agreement' },
    mend: { zh: '请核对签署各方', en: 'Check who signed it' },
    clause: null,
  },
  'agreement-copies': {
    status: 422,
    title: { zh: '协议份数不符', en: 'The number of copies is not what the text asks for' },
    mend: { zh: '请按规定份数签署后登记', en: 'Sign the number of copies asked for, then record it' },
    clause: 'TS-5',
  },
  'agreement-signed-ahead': {
    status: 422,
    title: { zh: '签订日期在今天之后', en: 'The date of signing lies ahead' },
    mend: { zh: '请在签订后登记', en: 'Record it once it is signed' },
    clause: null,
  },
  'agreement-end-date': {
    status: 422,
    title: { zh: '保密协议不随服务结束，不填终止日期', en: 'A confidentiality agreement has no end date' },
    mend: { zh: '请留空；解密或书面宣布解密后再登记终止', en: 'Leave it out; end it once the secret is declassified' },
    clause: 'NX-附5-3',
  },
  'agreement-recorder': {
    status: 403,
    title: { zh: '该协议不由您所在的一级登记', en: 'This agreement is not yours to record' },
    mend: { zh: '请由有权登记的一级办理', en: 'Have the level that records it do so' },
    clause: null,
  },
  'agreement-in-force': {
    status: 409,
    title: { zh: '已有有效的安全管理协议', en: 'A security agreement is in force already' },
    mend: { zh: '重新签订时请注明所替代的协议', en: 'When signing again, name the agreement that it replaces' },
    clause: 'TS-2(4)',
  },
  'agreement-ended': {
    status: 409,
    title: { zh: '该协议已终止', en: 'The agreement has ended' },
    mend: { zh: '请核对；如已重新签订，请登记新协议', en: 'Check it; if it was signed again, record the new one' },
    clause: null,
  },
  'rule-number-taken': {
    status: 409,
    title: { zh: '本机关已登记这一文号', en: 'The bureau has recorded a rule of this number' },
    mend: { zh: '请核对文号；修订后的规定请先废止旧的', en: 'Check the number; end the former rule before its revision' },
    clause: null,
  },
  'rule-not-own': {
    status: 403,
    title: { zh: '该规定不是本机关登记的', en: 'The rule was issued by another bureau' },
    mend: { zh: '请由登记它的机关废止', en: 'Have the bureau that issued it end it' },
    clause: null,
  },
  'rule-ended': {
    status: 409,
    title: { zh: '该规定已经废止', en: 'The rule has ended' },
    mend: { zh: '请刷新台账', en: 'Read the list again' },
    clause: null,
  },
  'rule-not-binding': {
    status: 409,
    title: { zh: '该规定未施行，或不约束本机构', en: 'The rule is not in force, or does not bind the institution' },
    mend: { zh: '请从须遵守的规定中选择', en: 'Choose one of the rules that bind it' },
    clause: null,
  },
  'rule-known-already': {
    status: 409,
    title: { zh: '该规定已经知悉', en: 'The rule has been taken note of already' },
    mend: { zh: '无需重复办理', en: 'Nothing more to do' },
    clause: null,
  },
});
