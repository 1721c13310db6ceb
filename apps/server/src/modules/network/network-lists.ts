import { ENVIRONMENTS } from '@anjie/admission';
import { type List, type SqlColumn, sqlList } from '../lists/index.ts';

const FROM = 'filing one left join firm on firm.id = one.carrier_id';

/** What every filing says, whatever it is of. */
const FILING: Readonly<Record<string, SqlColumn>> = {
  number: { title: { zh: '备案号', en: 'number' }, grade: '内部', sql: 'one.number', type: 'text', filter: 'begins', sort: true },
  institution: {
    title: { zh: '机构编码', en: 'institution' },
    grade: '公开',
    sql: 'one.institution_code',
    type: 'text',
    filter: 'begins',
    sort: true,
  },
  act: {
    title: { zh: '办理类型', en: 'act' },
    grade: '内部',
    sql: 'one.act',
    type: 'text',
    filter: ['apply', 'change', 'cancel'],
    sort: true,
    words: { apply: '申请', change: '变更', cancel: '撤销' },
  },
  state: {
    title: { zh: '状态', en: 'state' },
    grade: '内部',
    sql: 'one.state',
    type: 'text',
    filter: 'is',
    sort: true,
    words: { filed: '已提交', accepted: '已备案', returned: '已退回', withdrawn: '已撤回', cancelled: '已撤销', ended: '已终止' },
  },
};
const TIMES: Readonly<Record<string, SqlColumn>> = {
  filedAt: { title: { zh: '提交时间', en: 'filed at' }, grade: '内部', sql: 'one.filed_at', type: 'instant', filter: 'within', sort: true },
  acceptedAt: {
    title: { zh: '登记时间', en: 'accepted at' },
    grade: '内部',
    sql: 'one.accepted_at',
    type: 'instant',
    filter: 'within',
    sort: true,
  },
  returnedAt: {
    title: { zh: '退回时间', en: 'returned at' },
    grade: '内部',
    sql: 'one.returned_at',
    type: 'instant',
    filter: 'within',
    sort: true,
  },
  endedAt: { title: { zh: '终止时间', en: 'ended at' }, grade: '内部', sql: 'one.ended_at', type: 'instant', filter: 'within', sort: true },
};
const IP: SqlColumn = { title: { zh: 'IP', en: 'address' }, grade: '敏感', sql: 'one.ip', type: 'text', filter: 'begins', sort: true };

const filings = (subject: 'line' | 'address' | 'terminal', title: List['title'], own: Readonly<Record<string, SqlColumn>>): List =>
  sqlList({
    name: `${subject}-filings`,
    title,
    from: FROM,
    where: `one.subject = '${subject}'`,
    key: 'number',
    columns: { ...FILING, ...own, ...TIMES },
  });

export const lineList = filings(
  'line',
  { zh: '线路备案', en: 'filings of lines' },
  {
    kind: {
      title: { zh: '线路类型', en: 'kind' },
      grade: '内部',
      sql: 'one.line_kind',
      type: 'text',
      filter: 'is',
      sort: true,
      words: { dedicated: '专线', vpdn: '无线VPDN' },
    },
    carrier: { title: { zh: '运营商', en: 'carrier' }, grade: '公开', sql: 'firm.code', type: 'text', filter: 'is', sort: true },
    agreementNumber: {
      title: { zh: '协议编号', en: 'agreement' },
      grade: '内部',
      sql: 'one.agreement_number',
      type: 'text',
      filter: 'begins',
      sort: true,
    },
    agreementYear: {
      title: { zh: '协议年度', en: 'year' },
      grade: '内部',
      sql: 'one.agreement_year',
      type: 'number',
      filter: 'is',
      sort: true,
    },
    subscriber: { title: { zh: 'VPDN 用户', en: 'subscriber' }, grade: '敏感', sql: 'one.subscriber', type: 'text' },
  },
);

export const addressList = filings(
  'address',
  { zh: 'IP地址备案', en: 'filings of addresses' },
  {
    ip: IP,
    environment: {
      title: { zh: '环境', en: 'environment' },
      grade: '内部',
      sql: 'one.environment',
      type: 'text',
      filter: ENVIRONMENTS,
      sort: true,
      words: { production: '正式环境', test: '测试环境' },
    },
  },
);

export const terminalList = filings(
  'terminal',
  { zh: '终端备案', en: 'filings of terminals' },
  {
    ip: IP,
    mac: { title: { zh: 'MAC', en: 'MAC' }, grade: '敏感', sql: 'one.mac', type: 'text', filter: 'begins', sort: true },
    device: { title: { zh: '设备', en: 'device' }, grade: '内部', sql: 'one.device', type: 'text', filter: 'part', sort: true },
    psam: { title: { zh: 'PSAM 卡号', en: 'PSAM card' }, grade: '敏感', sql: 'one.psam', type: 'text' },
  },
);

export const exceptionList: List = sqlList({
  name: 'address-exceptions',
  title: { zh: 'IP数量例外', en: 'leave for more addresses' },
  from: 'address_exception one',
  key: 'id',
  latestFirst: true,
  columns: {
    id: { title: { zh: '申请号', en: 'id' }, grade: '内部', sql: 'one.id', type: 'uuid', sort: true },
    institution: FILING.institution!,
    extra: { title: { zh: '超出的数量', en: 'how many more' }, grade: '内部', sql: 'one.extra', type: 'number', sort: true },
    reason: { title: { zh: '理由', en: 'reason' }, grade: '内部', sql: 'one.reason', type: 'text' },
    inForce: {
      title: { zh: '有效', en: 'in force' },
      grade: '内部',
      sql: '(one.approved_at is not null and one.revoked_at is null)',
      type: 'boolean',
      filter: 'is',
    },
    requestedAt: {
      title: { zh: '申请时间', en: 'requested at' },
      grade: '内部',
      sql: 'one.requested_at',
      type: 'instant',
      filter: 'within',
      sort: true,
    },
    approvedAt: {
      title: { zh: '批准时间', en: 'approved at' },
      grade: '内部',
      sql: 'one.approved_at',
      type: 'instant',
      filter: 'within',
      sort: true,
    },
    revokedAt: {
      title: { zh: '撤销时间', en: 'revoked at' },
      grade: '内部',
      sql: 'one.revoked_at',
      type: 'instant',
      filter: 'within',
      sort: true,
    },
  },
});
