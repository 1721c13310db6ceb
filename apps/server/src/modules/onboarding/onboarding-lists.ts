import { type List, sqlList } from '../lists/index.ts';

export const applicationList: List = sqlList({
  name: 'applications',
  title: { zh: '接入申报', en: 'applications' },
  from: 'application one left join his on his.id = one.system_id join institution on institution.id = one.institution_id',
  key: 'number',
  columns: {
    number: { title: { zh: '受理号', en: 'number' }, grade: '内部', sql: 'one.number', type: 'text', filter: 'begins', sort: true },
    institution: {
      title: { zh: '机构编码', en: 'institution' },
      grade: '公开',
      sql: 'one.institution_code',
      type: 'text',
      filter: 'begins',
      sort: true,
    },
    institutionName: {
      title: { zh: '机构名称', en: 'name' },
      grade: '公开',
      sql: 'institution.name',
      type: 'text',
      filter: 'part',
      sort: true,
      collation: 'chinese',
    },
    kind: { title: { zh: '申报类别', en: 'kind' }, grade: '内部', sql: 'one.kind', type: 'text', filter: 'is', sort: true },
    state: { title: { zh: '状态', en: 'state' }, grade: '内部', sql: 'one.state', type: 'text', filter: 'is', sort: true },
    system: { title: { zh: '信息系统', en: 'system' }, grade: '公开', sql: 'his.code', type: 'text', filter: 'begins', sort: true },
    open: { title: { zh: '在办', en: 'open' }, grade: '内部', sql: 'one.closed_at is null', type: 'boolean', filter: 'is' },
    createdAt: {
      title: { zh: '建立时间', en: 'created at' },
      grade: '内部',
      sql: 'one.created_at',
      type: 'instant',
      filter: 'within',
      sort: true,
    },
    closedAt: {
      title: { zh: '办结时间', en: 'closed at' },
      grade: '内部',
      sql: 'one.closed_at',
      type: 'instant',
      filter: 'within',
      sort: true,
    },
  },
});

export const testRecordList: List = sqlList({
  name: 'test-records',
  title: { zh: '测试记录', en: 'test records' },
  from: 'test_record one join institution on institution.id = one.institution_id',
  key: 'id',
  latestFirst: true,
  columns: {
    id: { title: { zh: '登记号', en: 'id' }, grade: '内部', sql: 'one.id', type: 'uuid', sort: true },
    institution: {
      title: { zh: '机构编码', en: 'institution' },
      grade: '公开',
      sql: 'institution.code',
      type: 'text',
      filter: 'begins',
      sort: true,
    },
    kind: { title: { zh: '种类', en: 'kind' }, grade: '内部', sql: 'one.kind', type: 'text', filter: 'is', sort: true },
    passed: { title: { zh: '是否通过', en: 'passed' }, grade: '内部', sql: 'one.passed', type: 'boolean', filter: 'is', sort: true },
    testedAt: {
      title: { zh: '测试时间', en: 'tested at' },
      grade: '内部',
      sql: 'one.tested_at',
      type: 'instant',
      filter: 'within',
      sort: true,
    },
    note: { title: { zh: '说明', en: 'note' }, grade: '内部', sql: 'one.note', type: 'text' },
  },
});
