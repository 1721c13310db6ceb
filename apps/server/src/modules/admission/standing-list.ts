import { type List, sqlList } from '../lists/index.ts';

/** Who is admitted in a division, and who is not: by the entry that gateways hold. */
export const standingList: List = sqlList({
  name: 'standings',
  title: { zh: '准入情况', en: 'standings' },
  from: 'admission_entry one join institution on institution.id = one.institution_id',
  key: 'institution',
  columns: {
    institution: {
      title: { zh: '机构编码', en: 'institution' },
      grade: '公开',
      sql: 'one.code',
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
    standing: {
      title: { zh: '准入状态', en: 'standing' },
      grade: '内部',
      sql: 'one.standing',
      type: 'text',
      filter: 'is',
      sort: true,
      words: {
        admitted: '已准入',
        'test-only': '仅测试',
        connecting: '接入中',
        'settlement-suspended': '暂停结算',
        'cut-off': '已切断',
        terminated: '已终止',
        blacklisted: '黑名单',
      },
    },
    prov: { title: { zh: '省份', en: 'province' }, grade: '公开', sql: 'one.prov', type: 'text', filter: 'is' },
    city: { title: { zh: '地市', en: 'city' }, grade: '公开', sql: 'one.city', type: 'text', filter: 'is' },
    div: { title: { zh: '属地', en: 'territory' }, grade: '公开', sql: 'one.div', type: 'text', filter: 'is', sort: true },
    decidedAt: {
      title: { zh: '决定时间', en: 'decided at' },
      grade: '内部',
      sql: 'one.decided_at',
      type: 'instant',
      filter: 'within',
      sort: true,
    },
    nextChangeAt: {
      title: { zh: '下次自行变化', en: 'next change by time' },
      grade: '内部',
      sql: 'one.next_change_at',
      type: 'instant',
      filter: 'within',
      sort: true,
    },
  },
});
