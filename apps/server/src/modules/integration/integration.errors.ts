import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'test-bed-not-installed': {
    status: 409,
    title: { zh: '本安装没有联调测试台', en: 'This installation has no test bed' },
    mend: {
      zh: '请由系统管理员设置 ANJIE_INTEGRATION_URL、ANJIE_INTEGRATION_TOKEN_FILE 和 ANJIE_INTEGRATION_KEY_FILE',
      en: 'Have the administrator set ANJIE_INTEGRATION_URL, ANJIE_INTEGRATION_TOKEN_FILE and ANJIE_INTEGRATION_KEY_FILE',
    },
    clause: null,
  },
  'test-bed-silent': {
    status: 503,
    title: { zh: '联调测试台没有应答', en: 'The test bed does not answer' },
    mend: {
      zh: '请稍后重试；也可从测试台下载封存的一轮，再在此提交',
      en: 'Try again later; or download the frozen run from the bed and hand it in here',
    },
    clause: null,
  },
  'test-bed-refuses': {
    status: 409,
    title: { zh: '联调测试台没有接受这项操作', en: 'The test bed did not take this' },
    mend: { zh: '请按所述原因更正后重试', en: 'Mend what it says and try again' },
    clause: null,
  },
  'run-not-genuine': {
    status: 400,
    title: { zh: '不是本安装所认测试台签名的封存报告', en: 'The run does not bear the signature of the test bed of this installation' },
    mend: { zh: '请原样提交从测试台下载的文件', en: 'Hand in the file as it was downloaded from the bed' },
    clause: null,
  },
  'run-of-another': {
    status: 400,
    title: { zh: '这一轮测试不属于本申报', en: 'The run does not belong to this application' },
    mend: {
      zh: '请为本申报的机构和所申报的系统版本另行测试',
      en: 'Test the institution and the system version that the application names',
    },
    clause: null,
  },
  'run-used-before': {
    status: 409,
    title: { zh: '这一轮测试已经作为报告提交过', en: 'The run was handed in as a report before' },
    mend: { zh: '整改后请重新测试', en: 'Test again after mending' },
    clause: null,
  },
  'report-not-full': {
    status: 409,
    title: { zh: '测试尚未全覆盖，报告还不完整', en: 'The test does not cover everything yet; the report is not whole' },
    mend: { zh: '请完成所列各项后再提交', en: 'Complete what is listed, then submit' },
    clause: null,
  },
  'version-not-certified': {
    status: 409,
    title: {
      zh: '短测只用于已认定的版本；该版本在此未经全套测试认定',
      en: 'A short suite is for certified releases; this one is not certified here by the whole suite',
    },
    mend: { zh: '请按全套测试计划测试', en: 'Test by the whole plan' },
    clause: null,
  },
});
