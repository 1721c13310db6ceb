import { maskName, maskPhone } from '../../ground/masking.ts';
import { type List, type SqlColumn, sqlList } from '../lists/index.ts';
import { masked } from './amendment.store.ts';
import { OPERATOR_ROLES } from './operator.store.ts';

const code: SqlColumn = {
  title: { zh: '机构编码', en: 'institution' },
  grade: '公开',
  sql: 'institution.code',
  type: 'text',
  filter: 'begins',
  sort: true,
};
const name: SqlColumn = {
  title: { zh: '机构名称', en: 'name' },
  grade: '公开',
  sql: 'institution.name',
  type: 'text',
  filter: 'part',
  sort: true,
  collation: 'chinese',
};

export const operatorList: List = sqlList({
  name: 'operators',
  title: { zh: '安全运维人员和负责人', en: 'named operators and officers' },
  from: 'institution_operator one join institution on institution.id = one.institution_id',
  key: 'id',
  latestFirst: true,
  columns: {
    id: { title: { zh: '登记号', en: 'id' }, grade: '内部', sql: 'one.id', type: 'uuid', sort: true },
    institution: code,
    institutionName: name,
    role: {
      title: { zh: '岗位', en: 'role' },
      grade: '内部',
      sql: 'one.role',
      type: 'text',
      filter: OPERATOR_ROLES,
      sort: true,
      words: { operator: '安全运维人员', responsible: '安全责任人', is_officer: '信息安全员', manager: '系统管理人员' },
    },
    name: { title: { zh: '姓名', en: 'name of the person' }, grade: '个人', mask: maskName, sql: 'one.name', type: 'text' },
    phone: { title: { zh: '联系电话', en: 'phone' }, grade: '个人', mask: maskPhone, sql: 'one.phone', type: 'text' },
    inForce: { title: { zh: '在岗', en: 'in force' }, grade: '内部', sql: 'one.ended_at is null', type: 'boolean', filter: 'is' },
    namedAt: {
      title: { zh: '登记时间', en: 'named at' },
      grade: '内部',
      sql: 'one.named_at',
      type: 'instant',
      filter: 'within',
      sort: true,
    },
    endedAt: {
      title: { zh: '结束时间', en: 'ended at' },
      grade: '内部',
      sql: 'one.ended_at',
      type: 'instant',
      filter: 'within',
      sort: true,
    },
  },
});

export const serviceAgreementList: List = sqlList({
  name: 'service-agreements',
  title: { zh: '定点服务协议', en: 'service agreements' },
  from: 'service_agreement one join institution on institution.id = one.institution_id',
  key: 'id',
  latestFirst: true,
  columns: {
    id: { title: { zh: '登记号', en: 'id' }, grade: '内部', sql: 'one.id', type: 'uuid', sort: true },
    institution: code,
    institutionName: name,
    number: { title: { zh: '协议编号', en: 'number' }, grade: '内部', sql: 'one.number', type: 'text', filter: 'begins', sort: true },
    year: { title: { zh: '年度', en: 'year' }, grade: '公开', sql: 'one.year', type: 'number', filter: 'is', sort: true },
    validFrom: {
      title: { zh: '有效期自', en: 'valid from' },
      grade: '公开',
      sql: 'one.valid_from',
      type: 'date',
      filter: 'within',
      sort: true,
    },
    validTo: { title: { zh: '有效期至', en: 'valid to' }, grade: '公开', sql: 'one.valid_to', type: 'date', filter: 'within', sort: true },
    endedAt: {
      title: { zh: '终止时间', en: 'ended at' },
      grade: '内部',
      sql: 'one.ended_at',
      type: 'instant',
      filter: 'within',
      sort: true,
    },
    endedReason: { title: { zh: '终止事由', en: 'why it ended' }, grade: '内部', sql: 'one.ended_reason', type: 'text' },
  },
});

/** Persons among the values are masked as in the record itself. */
const maskedValues = (json: string) => JSON.stringify(masked(JSON.parse(json)));

export const amendmentList: List = sqlList({
  name: 'amendments',
  title: { zh: '登记变更', en: 'amendments' },
  from: 'institution_amendment one join institution on institution.id = one.institution_id',
  key: 'id',
  latestFirst: true,
  columns: {
    id: { title: { zh: '备案号', en: 'id' }, grade: '内部', sql: 'one.id', type: 'uuid', sort: true },
    institution: code,
    institutionName: name,
    nature: {
      title: { zh: '性质', en: 'nature' },
      grade: '内部',
      sql: 'one.nature',
      type: 'text',
      filter: ['change', 'correction'],
      sort: true,
      words: { change: '变更', correction: '更正' },
    },
    state: {
      title: { zh: '状态', en: 'state' },
      grade: '内部',
      sql: 'one.state',
      type: 'text',
      filter: ['filed', 'accepted', 'returned'],
      sort: true,
      words: { filed: '已提交', accepted: '已登记', returned: '已退回' },
    },
    before: { title: { zh: '变更前', en: 'before' }, grade: '个人', mask: maskedValues, sql: 'one.before', type: 'json' },
    after: { title: { zh: '变更后', en: 'after' }, grade: '个人', mask: maskedValues, sql: 'one.after', type: 'json' },
    changedOn: {
      title: { zh: '变更之日', en: 'changed on' },
      grade: '内部',
      sql: 'one.changed_on',
      type: 'date',
      filter: 'within',
      sort: true,
    },
    reason: { title: { zh: '事由', en: 'reason' }, grade: '内部', sql: 'one.reason', type: 'text' },
    filedAt: {
      title: { zh: '提交时间', en: 'filed at' },
      grade: '内部',
      sql: 'one.filed_at',
      type: 'instant',
      filter: 'within',
      sort: true,
    },
    decidedAt: {
      title: { zh: '办理时间', en: 'decided at' },
      grade: '内部',
      sql: 'one.decided_at',
      type: 'instant',
      filter: 'within',
      sort: true,
    },
  },
});
