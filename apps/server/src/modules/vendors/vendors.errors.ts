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
  'certificate-withdrawn-already': {
    status: 409,
    title: { zh: '该等保测评证书已撤销', en: 'The MLPS certificate is withdrawn already' },
    mend: { zh: '无需再次登记；新证书请另行登记', en: 'Nothing more to record; record a new certificate as such' },
    clause: null,
  },
  'role-not-held': {
    status: 409,
    title: { zh: '该单位在本省没有这一角色，或已终止', en: 'The firm does not hold this role here, or it has ended' },
    mend: { zh: '请核对角色和地市', en: 'Check the role and the city' },
    clause: null,
  },
  'carriers-complete': {
    status: 409,
    title: { zh: '本地运营商的家数已满', en: 'The territory has as many carriers as its text names' },
    mend: { zh: '请先终止其中一家的角色', en: 'End the role of one of them first' },
    clause: null,
  },
  'withdrawn-already': {
    status: 409,
    title: { zh: '在该地域已按同一效力停用', en: 'It is withdrawn there with this effect already' },
    mend: { zh: '请查看停用台账', en: 'See the list of withdrawals' },
    clause: null,
  },
  'withdrawal-ended': {
    status: 409,
    title: { zh: '该停用已经恢复', en: 'The withdrawal has ended' },
    mend: { zh: '如需再次停用，请另行登记', en: 'Record another one if it is to be withdrawn again' },
    clause: null,
  },
  'reinstatement-not-requested': {
    status: 409,
    title: { zh: '恢复须先由一人申请，再由另一人批准', en: 'One person requests that it end, another approves' },
    mend: { zh: '请先申请恢复', en: 'Request it first' },
    clause: null,
  },
  'system-withdrawn': {
    status: 409,
    title: { zh: '该信息系统已停用，不受理新的申报', en: 'The system is withdrawn; nothing new is taken in on it' },
    mend: { zh: '请改用在用的系统或版本', en: 'Choose a system or release that is in service' },
    clause: null,
  },
  'carrier-withdrawn': {
    status: 409,
    title: { zh: '该运营商已停用，不受理新的线路', en: 'The carrier is withdrawn; no new line of it is taken in' },
    mend: { zh: '请选择其他运营商', en: 'Choose another carrier' },
    clause: null,
  },
});
