import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'rotation-open': {
    status: 409,
    title: { zh: '该用途已有一次待批准的密钥更换', en: 'A change of this purpose’s key is waiting for approval already' },
    mend: { zh: '请由另一人批准，无需再次申请', en: 'Have it approved; nothing more to ask for' },
    clause: null,
  },
  'rotation-approved': {
    status: 409,
    title: { zh: '这次密钥更换已批准', en: 'This change of key is approved already' },
    mend: { zh: '无需再次批准；进度见密钥更换列表', en: 'Nothing to do; the list of changes shows its progress' },
    clause: null,
  },
  'rotation-under-way': {
    status: 409,
    title: { zh: '该用途的另一次密钥更换尚未完成', en: 'Another change of this purpose’s key is under way' },
    mend: { zh: '请待其完成后批准', en: 'Approve this one when that one is done' },
    clause: null,
  },
  'numbers-missing': {
    status: 409,
    title: {
      zh: '有账号的证件号码未保存，其摘要无法重算',
      en: 'Some accounts have a digest and no certificate number that it could be made again of',
    },
    mend: {
      zh: '请停用这些账号（value 为其数量）并以证件号码重新建立',
      en: 'value says how many: disable them and create them anew with the number',
    },
    clause: null,
  },
  'destruction-asked': {
    status: 409,
    title: { zh: '已申请销毁', en: 'Its destruction is asked for already' },
    mend: { zh: '请由另一人批准', en: 'Have another person decide on it' },
    clause: null,
  },
  'destruction-decided': {
    status: 409,
    title: { zh: '这次销毁已批准', en: 'This destruction is decided already' },
    mend: { zh: '无需再次批准', en: 'Nothing to do' },
    clause: null,
  },
  'still-needed': {
    status: 409,
    title: { zh: '仍在使用的记录不得销毁', en: 'What is still in use is not destroyed' },
    mend: {
      zh: '人员须先结束登记，变更须已办结，文件不得为任何记录所引用',
      en: 'End the naming first; an amendment must be decided; no record may refer to the file',
    },
    clause: null,
  },
});
