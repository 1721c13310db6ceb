import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'firm-code-taken': {
    status: 409,
    title: { zh: '该单位代码已登记', en: 'The code of the firm is registered already' },
    mend: {
      zh: '如为同一单位，请为其登记在本省的角色；否则请换一个代码',
      en: 'For the same firm record its role in your province; else choose another code',
    },
    clause: null,
  },
  'firm-lacks-role': {
    status: 409,
    title: { zh: '该单位在本省没有登记这一角色', en: 'The firm does not hold this role in the province' },
    mend: { zh: '请由省级经办人员先登记该单位的角色', en: 'Have the province’s caseworker record the role first' },
    clause: null,
  },
  'system-registered-already': {
    status: 409,
    title: { zh: '该信息系统代码或同一版本已登记', en: 'The code, or this release of the system, is registered already' },
    mend: { zh: '请使用已登记的系统；新版本请用新的代码登记', en: 'Use the registered one; register a new release under a new code' },
    clause: null,
  },
  'certificate-registered-already': {
    status: 409,
    title: { zh: '该等保测评证书已登记', en: 'The MLPS certificate is registered already' },
    mend: { zh: '请核对证书编号', en: 'Check the number of the certificate' },
    clause: null,
  },
});
