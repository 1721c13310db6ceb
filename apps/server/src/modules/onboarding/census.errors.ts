import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'nothing-to-urge': {
    status: 409,
    title: {
      zh: '该机构已通过联调测试，或在平台上线前已接入登记',
      en: 'The institution has finished the joint test, or was taken in as connected before',
    },
    mend: { zh: '无需督促', en: 'There is nothing to urge' },
    clause: 'NX-20(末2)',
  },
  'census-counts-no-test': {
    status: 409,
    title: { zh: '本地区的规则没有规定摸底和督促', en: 'The rules of this territory ask for no census of tests' },
    mend: { zh: '请在机构台账中查看', en: 'See the registry of institutions' },
    clause: null,
  },
});
