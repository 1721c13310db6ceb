/** Entries, policies and messages for the gateway's tests. */
import type { Binding, Entry, Environment, GatewayPolicy, Grant, Reason, ScopeOrder } from '@anjie/admission';

const both = (zh: string) => ({ zh, en: `${zh} (en)` });

export function policy(change: Partial<GatewayPolicy> = {}): GatewayPolicy {
  const refusal = (clause: string, what: string, mend: string) => ({ clause, stated: true, what: both(what), mend: both(mend) });
  return {
    profile: '640000',
    replayWindowMs: 600_000,
    drainMs: 1_000,
    onCutOff: 'drain',
    maxBodyBytes: 100_000,
    refusals: {
      'unknown-source': refusal('NX-8', '来源地址未备案', '请先备案接入地址'),
      'binding-mismatch': refusal('NX-8', '终端与备案的 MAC 不符', '请使用备案终端'),
      'wrong-environment': refusal('NX-20(4)', '该地址不是为本环境备案的', '请使用对应环境的线路'),
      'institution-mismatch': refusal('NX-9', '机构编码与备案地址不符', '请使用本机构编码'),
      replayed: refusal('NX-9', '同一报文已转发', '请查询结果，需要时以 2601 冲正'),
      'body-unreadable': refusal('NX-9', '报文无法读取', '请更正后重发'),
      'envelope-incomplete': refusal('NX-9', '报文头不完整', '请补齐后重发'),
      'admission-unknown': refusal('NX-8', '准入数据已过有效期', '请联系统筹区医保部门'),
    },
    ...change,
  };
}

export const OPEN: Grant = { admitted: true, reasons: [] };

export function closed(reason: Partial<Reason> = {}): Grant {
  const full: Reason = {
    code: 'cut-off',
    clause: 'NX-18',
    stated: true,
    since: 0,
    denies: 'all',
    what: both('已被切断接入'),
    mend: both('请整改并经确认后恢复'),
    ref: 'restriction-1',
    ...reason,
  };
  return { admitted: full.denies !== 'all', reasons: [full] };
}

/** An institution P6401…NN bound to 127.0.NN.1 in production and 127.0.NN.2 in the test environment. */
export function institution(number: number, grants: Partial<Record<Environment, Grant>> = {}, change: Partial<Entry> = {}): Entry {
  return {
    institution: `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`,
    code: codeOf(number),
    policy: '640000',
    scope: { prov: '640000', city: '640100', div: '640104', systems: ['his-1'], carriers: ['carrier-1'] },
    segments: [
      {
        from: 0,
        until: null,
        grants: { production: OPEN, test: OPEN, ...grants },
        bindings: [binding(`127.0.${number}.1`, 'production'), binding(`127.0.${number}.2`, 'test')],
      },
    ],
    ...change,
  };
}

export function codeOf(number: number): string {
  return `P6401040${String(number).padStart(4, '0')}`;
}

export function binding(ip: string, environment: Environment, macs: readonly string[] = []): Binding {
  return { ip, environment, macs, subscriber: null };
}

export function order(id: string, scope: ScopeOrder['scope']): ScopeOrder {
  const reason = closed({ code: 'system-suspension', clause: 'NX-26', ref: id }).reasons[0] as Reason;
  return { id, scope, environments: ['production', 'test'], from: 0, until: null, reason };
}

let serial = 0;

/** A request of the national interface, as text; every call has a msgid of its own. */
export function message(code: string, infno = '1101', change: Readonly<Record<string, unknown>> = {}): string {
  serial += 1;
  return JSON.stringify({
    infno,
    msgid: `${code}20261122120000${String(serial % 10_000).padStart(4, '0')}`,
    mdtrtarea_admvs: '640104',
    insuplc_admdvs: '640104',
    recer_sys_code: 'FSI_LOCAL',
    infver: 'V1.0',
    opter_type: '1',
    opter: '0001',
    opter_name: '测试员',
    inf_time: '2026-11-22 12:00:00',
    fixmedins_code: code,
    fixmedins_name: '测试药店',
    sign_no: '',
    input: { data: { mdtrt_cert_type: '02', mdtrt_cert_no: '0' } },
    ...change,
  });
}
