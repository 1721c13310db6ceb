import { type List, sqlList } from '../lists/index.ts';
import { AGREEMENT_KINDS } from './agreement-rules.ts';

export const agreementList: List = sqlList({
  name: 'agreements',
  title: { zh: '协议和承诺书', en: 'agreements and commitments' },
  from: `agreement one join institution on institution.id = one.institution_id
    left join bureau on bureau.id = one.bureau_id left join firm on firm.id = one.firm_id`,
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
    institutionName: {
      title: { zh: '机构名称', en: 'name' },
      grade: '公开',
      sql: 'institution.name',
      type: 'text',
      filter: 'part',
      sort: true,
      collation: 'chinese',
    },
    kind: {
      title: { zh: '种类', en: 'kind' },
      grade: '内部',
      sql: 'one.kind',
      type: 'text',
      filter: AGREEMENT_KINDS,
      sort: true,
      words: {
        'security-agreement': '安全协议',
        commitment: '承诺书',
        'confidentiality-agreement': '保密协议',
        'intellectual-property-agreement': '知识产权协议',
      },
    },
    number: { title: { zh: '编号', en: 'number' }, grade: '内部', sql: 'one.number', type: 'text', filter: 'begins', sort: true },
    withInstitution: {
      title: { zh: '机构签订', en: 'signed by the institution' },
      grade: '内部',
      sql: 'one.with_institution',
      type: 'boolean',
    },
    bureau: { title: { zh: '签订的医保局', en: 'bureau' }, grade: '公开', sql: 'bureau.name', type: 'text' },
    firm: { title: { zh: '签订的单位', en: 'firm' }, grade: '公开', sql: 'firm.code', type: 'text', filter: 'is', sort: true },
    copies: { title: { zh: '份数', en: 'copies' }, grade: '内部', sql: 'one.copies', type: 'number' },
    signedOn: {
      title: { zh: '签订日期', en: 'signed on' },
      grade: '内部',
      sql: 'one.signed_on',
      type: 'date',
      filter: 'within',
      sort: true,
    },
    validTo: { title: { zh: '有效期至', en: 'valid to' }, grade: '内部', sql: 'one.valid_to', type: 'date', filter: 'within', sort: true },
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
