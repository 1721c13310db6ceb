import type { GatewayPolicy, GatewayRefusal, Reason } from '@anjie/admission';

/** A refusal as it is told: in the envelope's err_msg, in headers, and in the record. */
export interface Refusal {
  /** stable code, kebab-case */
  readonly code: string;
  /** clause id, or words that say it is the system's own rule */
  readonly clause: string;
  readonly stated: boolean;
  /** what happened, one sentence without its full stop */
  readonly what: string;
  /** what to do */
  readonly mend: string;
  /** nothing passes from there, whatever is sent: the connection need not stay */
  readonly final: boolean;
}

/** What a refusal is based on where no text speaks: a gateway's own condition. */
const OWN_RULE = '本系统规则';

/** Refusals that no profile words. */
const OWN: Readonly<Record<string, { readonly what: string; readonly mend: string }>> = {
  'without-knowledge': {
    what: '准入网关尚无可用的准入数据，暂不放行任何交易',
    mend: '请稍后重试；持续出现请联系统筹区医保信息部门',
  },
  'gateway-retired': { what: '本准入网关已停用，不再放行任何交易', mend: '请改用医保部门通知的接入地址，或联系统筹区医保信息部门' },
  'epoch-withheld': {
    what: '准入数据刚经恢复，贵机构的准入待人工确认后放行',
    mend: '请联系统筹区医保信息部门确认',
  },
  'unknown-source': { what: '来源地址未备案，不予接入', mend: '请由定点医药机构向医保部门备案接入地址' },
  'binding-mismatch': { what: '终端 MAC 地址与备案的不一致', mend: '请使用备案终端，或办理终端变更备案' },
  'wrong-environment': { what: '该地址不是为本环境备案的', mend: '请核对接入路径：正式环境与测试环境相互隔离' },
  'institution-mismatch': { what: '报文中的机构编码不是该地址备案的机构', mend: '请更正 fixmedins_code' },
  'body-unreadable': { what: '报文无法读取', mend: '请更正后重新发送' },
  'envelope-incomplete': { what: '报文头不完整', mend: '请补齐后重新发送' },
  'path-mismatch': { what: '请求路径与报文不是同一交易', mend: '请核对请求路径与 infno' },
  'no-such-entry': { what: '请求路径或方法不属于任何接入入口', mend: '请以 POST 方法向备案环境的接入地址发送' },
  replayed: { what: '同一报文已转发过，不再重复转发', mend: '请先查询该交易结果，需要时以 2601 冲正，勿直接重发' },
  'admission-unknown': { what: '准入数据已过有效期，无法确认准入', mend: '请联系统筹区医保信息部门' },
  'upstream-unavailable': { what: '医保平台暂时无法连接，本次交易未送达', mend: '请稍后重新发送' },
  'outcome-unknown': { what: '交易已送出但未收到医保平台完整应答，结果未知', mend: '请先查询结果，需要时以 2601 冲正，勿直接重发' },
};

const FINAL = new Set([
  'without-knowledge',
  'gateway-retired',
  'epoch-withheld',
  'unknown-source',
  'wrong-environment',
  'admission-unknown',
]);

/** The refusal `code` in the words of the jurisdiction's policy, else in the gateway's own. `detail` goes after what happened. */
export function refuse(code: string, policy: GatewayPolicy | undefined, detail = ''): Refusal {
  const worded: GatewayRefusal | undefined = policy?.refusals[code];
  const own = OWN[code] ?? OWN['admission-unknown'];
  const what = (worded?.what.zh ?? own?.what ?? '').replace(/[。；]$/u, '');
  const mend = worded?.mend.zh ?? own?.mend ?? '';
  return {
    code,
    clause: worded?.clause ?? OWN_RULE,
    stated: worded?.stated ?? false,
    what: detail === '' ? what : `${what}：${detail}`,
    mend,
    final: FINAL.has(code),
  };
}

/** The refusal that a reason of the institution's entry, or of an order, causes. */
export function refuseFor(reason: Reason): Refusal {
  return {
    code: reason.code,
    clause: reason.clause,
    stated: reason.stated,
    what: reason.what.zh.replace(/。$/u, ''),
    mend: reason.mend.zh,
    final: reason.denies === 'all',
  };
}

/** What a HIS shows: reason, clause, what to do; at most `limit` characters, of which clause and remedy are never cut. */
export function sentenceOf(refusal: Refusal, limit: number): string {
  const basis = basisOf(refusal);
  const tail = `${basis}。${refusal.mend}`;
  const room = Math.max(0, limit - [...tail].length);
  const what = [...refusal.what];
  return `${what.length <= room ? refusal.what : `${what.slice(0, Math.max(0, room - 1)).join('')}…`}${tail}`.slice(0, limit);
}

function basisOf({ clause, stated }: Refusal): string {
  if (clause === '') return '';
  if (stated) return `（依据 ${clause}）`;
  // The text is silent: a clause is then the one that we read so; words like "our own rule" speak for themselves.
  return /^[A-Z]{2}-/.test(clause) ? `（参照 ${clause}）` : `（${clause}）`;
}
