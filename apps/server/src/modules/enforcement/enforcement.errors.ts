import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'gateway-unknown': {
    status: 401,
    title: { zh: '网关未登记，或其密钥、时钟不符', en: 'The gateway is not enrolled, or its secret or clock does not fit' },
    mend: {
      zh: '请核对网关编号、密钥文件和系统时间；必要时由系统管理员重发密钥',
      en: 'Check code, secret file and system time; have the secret issued again if need be',
    },
    clause: null,
  },
  'gateway-code-taken': {
    status: 409,
    title: { zh: '该网关编号已登记', en: 'The gateway code is taken' },
    mend: { zh: '请换一个编号，或为原网关重发密钥', en: 'Choose another, or issue a new secret for it' },
    clause: null,
  },
  'gateway-environments-mixed': {
    status: 400,
    title: { zh: '正式安装中一个网关只服务一个环境', en: 'In production one gateway serves one environment' },
    mend: { zh: '测试环境与生产环境须物理隔离，请各设网关', en: 'Test and production are physically apart: enrol one gateway each' },
    clause: 'NX-20(4)',
  },
  'gateway-retiring': {
    status: 409,
    title: { zh: '该网关已停用或正在申请停用', en: 'The gateway is out of service, or was asked to be' },
    mend: { zh: '请等待另一人确认；有误的先撤回申请', en: 'Wait for the other officer; where it is wrong, withdraw the request first' },
    clause: null,
  },
  'gateway-not-retiring': {
    status: 409,
    title: { zh: '该网关没有待确认的停用申请', en: 'No request to take the gateway out of service is open' },
    mend: {
      zh: '请查看网关的当前状态；已确认的停用不能撤回，需要时登记新网关',
      en: 'Look at the gateway; what is confirmed is not taken back: enrol a new one',
    },
    clause: null,
  },
  'epoch-report-released': {
    status: 409,
    title: { zh: '该清单已放行', en: 'The list has been released already' },
    mend: { zh: '无需再次放行', en: 'Nothing to do' },
    clause: null,
  },
});
