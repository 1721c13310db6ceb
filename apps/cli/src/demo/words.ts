export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** What the codes of refusals and reasons are called. A code that is not here is shown as it is. */
const NAMES: Readonly<Record<string, string>> = {
  'unknown-source': '来源地址未登记',
  'wrong-environment': '地址属另一环境',
  'institution-mismatch': '机构编码与地址不符',
  replayed: '重放的报文',
  'settlement-suspension': '医保结算已暂停',
  'disbursement-stop': '医保基金已停止拨付',
  'cut-off': '网络连接已切断',
  'permission-stop': '使用权限已停止',
  'address-not-filed': 'IP地址未备案',
  'terminal-not-filed': '终端未备案',
  'line-not-filed': '线路未备案',
  'mac-not-bound-by-carrier': '运营商未绑定MAC与IP',
  'no-service-agreement': '无定点服务协议',
  'no-connection-consent': '未取得同意接入',
  'no-test-consent': '未通过验证评估',
  'network-test-missing': '网络测试未完成',
  'system-test-missing': '系统测试未完成',
  'no-security-agreement': '未签安全管理协议',
  'connection-procedure-missing': '联网申报未完成',
  'step-lacks': '条件不具备',
  'step-not-from-here': '当前状态不能办理',
  'role-not-allowed': '无权办理',
  'four-eyes': '须由另一人办理',
  'lifting-condition-unmet': '不具备解除条件',
  'not-found': '不在办理人的范围',
  'report-not-full': '测试尚未全覆盖',
};

const STATES: Readonly<Record<string, string>> = {
  submitted: '已申报',
  supplement: '退回补正',
  reported: '已核实上报',
  received: '自治区已收到',
  evaluated: '评估合格',
  testing: '联调中',
  tested: '联调完成',
  sealed: '四方已盖章',
  agreed: '同意接入',
  disagreed: '不同意接入',
  'agreement-signed': '协议已签',
  connected: '已接入',
};

const PARTIES: Readonly<Record<string, string>> = {
  'territorial-bureau': '属地医保局',
  'platform-vendor': '平台厂商',
  'connecting-party': '系统接入方',
  institution: '定点医药机构',
};

const TRANSACTIONS: Readonly<Record<string, string>> = {
  '1101': '人员信息查询',
  '2102': '药店结算',
  '2103': '药店结算撤销',
  '2601': '冲正',
  '3201': '对总账',
};

export const nameOf = (code: string) => (NAMES[code] === undefined ? code : `${NAMES[code]}（${code}）`);
export const transactionOf = (infno: string) => `${infno}${TRANSACTIONS[infno] ?? ''}`;

/*
 * The sentences of which "expected" and "actual" consist. Both sides are made by the same function, so that a step holds only where code and
 * clause are exactly those expected.
 */

export const stateIs = (state: string) => `申报状态：${STATES[state] ?? state}`;
export const sealedBy = (parties: readonly string[]) =>
  `盖章：${parties
    .toSorted()
    .map((party) => PARTIES[party] ?? party)
    .join('、')}`;
export const coverageIs = (share: number) => `联调覆盖 ${(share * 100).toFixed(2)}%`;
export const passes = (infno: string) => `${transactionOf(infno)} 通过`;
export const gatewayRefuses = (infno: string, code: string, clause: string) =>
  `网关拒绝 ${transactionOf(infno)}：${nameOf(code)}，依据 ${clause}`;
export const refuses = (code: string, clause: string | null) => `系统拒绝：${nameOf(code)}${clause === null ? '' : `，依据 ${clause}`}`;
export const admittedIn = (environment: Environment, settlement = true) =>
  `${ENVIRONMENTS[environment]}已准入${settlement ? '' : '，暂停结算'}`;
export const notAdmittedIn = (environment: Environment) => `${ENVIRONMENTS[environment]}未准入`;
export const becauseOf = (code: string, clause: string) => `${nameOf(code)}，依据 ${clause}`;

export type Environment = 'production' | 'test';
const ENVIRONMENTS = { production: '生产环境', test: '测试环境' } as const;
