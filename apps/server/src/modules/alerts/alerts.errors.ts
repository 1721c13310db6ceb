import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'alert-not-open': {
    status: 409,
    title: { zh: '该报警已签收或已办结', en: 'The alert has been acknowledged or closed already' },
    mend: { zh: '请查看由谁签收；可直接办结', en: 'See who did; it may still be closed' },
    clause: null,
  },
  'alert-closed': {
    status: 409,
    title: { zh: '该报警已办结', en: 'The alert is closed' },
    mend: { zh: '同样的信号再次出现时会另行报警', en: 'The same signal raises another one when it comes again' },
    clause: null,
  },
  'alert-of-oneself': {
    status: 409,
    title: { zh: '报警涉及您本人的账号，须由他人处理', en: 'The alert concerns your own account: another person handles it' },
    mend: { zh: '请由另一名安全保密管理员处理', en: 'Ask another security officer' },
    clause: 'GJ-3.5',
  },
  'alert-of-installation': {
    status: 403,
    title: {
      zh: '整个安装的报警由国家级安全保密管理员处理',
      en: 'Alerts of the whole installation are handled by the nation’s security officer',
    },
    mend: { zh: '请联系国家级安全保密管理员', en: 'Ask the nation’s security officer' },
    clause: null,
  },
});
