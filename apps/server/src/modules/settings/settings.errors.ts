import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'settings-not-signed-here': {
    status: 409,
    title: { zh: '本安装没有签名密钥，设置不予签署', en: 'This installation has no key to sign settings with' },
    mend: { zh: '请在服务器上运行 anjie manifest write', en: 'Run anjie manifest write on the server' },
    clause: 'NX-附3.2-5a',
  },
  'settings-as-signed': {
    status: 409,
    title: { zh: '设置与已签署的一致，无须再签', en: 'The settings are as they were signed' },
    mend: { zh: '更改设置后再申请签署', en: 'Ask once a setting has changed' },
    clause: null,
  },
  'settings-changed-since': {
    status: 409,
    title: { zh: '申请之后设置又有变化，批准的不会是申请时所见', en: 'The settings have changed since this was asked for' },
    mend: { zh: '请安全保密管理员查看差异后重新申请', en: 'Have the security officer look at what differs and ask again' },
    clause: 'GJ-3.5',
  },
  'settings-signing-closed': {
    status: 409,
    title: { zh: '该申请已批准或已作废', en: 'This request was approved, or another took its place' },
    mend: { zh: '请查看现在的签署状态', en: 'Look at how the settings stand now' },
    clause: null,
  },
  'settings-of-nation': {
    status: 403,
    title: { zh: '本安装的设置由国家级三员签署', en: 'The settings of this installation are signed by the nation’s officers' },
    mend: { zh: '请国家级安全保密管理员申请、系统管理员批准', en: 'The nation’s security officer asks, its system administrator approves' },
    clause: 'GJ-3.5',
  },
});
