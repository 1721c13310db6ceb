import { type List, sqlList } from '../lists/index.ts';

export const firmList: List = sqlList({
  name: 'firms',
  title: { zh: '单位名录', en: 'firms' },
  from: `(select firm.code, firm.name, firm.registered_at, string_agg(distinct firm_role.role, ', ' order by firm_role.role) as roles
    from firm left join firm_role on firm_role.firm_id = firm.id and firm_role.ended_at is null group by firm.id) one`,
  key: 'code',
  columns: {
    code: { title: { zh: '单位编码', en: 'firm' }, grade: '公开', sql: 'one.code', type: 'text', filter: 'begins', sort: true },
    name: {
      title: { zh: '名称', en: 'name' },
      grade: '公开',
      sql: 'one.name',
      type: 'text',
      filter: 'part',
      sort: true,
      collation: 'chinese',
    },
    roles: { title: { zh: '角色', en: 'roles' }, grade: '公开', sql: 'one.roles', type: 'text', filter: 'part', sort: true },
    registeredAt: { title: { zh: '登记时间', en: 'registered at' }, grade: '公开', sql: 'one.registered_at', type: 'instant', sort: true },
  },
});

export const systemList: List = sqlList({
  name: 'systems',
  title: { zh: '信息系统名录', en: 'systems' },
  from: 'his one join firm on firm.id = one.vendor_id',
  key: 'code',
  columns: {
    code: { title: { zh: '系统编码', en: 'system' }, grade: '公开', sql: 'one.code', type: 'text', filter: 'begins', sort: true },
    name: {
      title: { zh: '名称', en: 'name' },
      grade: '公开',
      sql: 'one.name',
      type: 'text',
      filter: 'part',
      sort: true,
      collation: 'chinese',
    },
    release: { title: { zh: '版本', en: 'release' }, grade: '公开', sql: 'one.release', type: 'text', sort: true },
    vendor: { title: { zh: '开发商', en: 'vendor' }, grade: '公开', sql: 'firm.code', type: 'text', filter: 'is', sort: true },
    deployment: {
      title: { zh: '部署方式', en: 'deployment' },
      grade: '公开',
      sql: 'one.deployment',
      type: 'text',
      filter: 'is',
      sort: true,
    },
    registeredAt: {
      title: { zh: '登记时间', en: 'registered at' },
      grade: '公开',
      sql: 'one.registered_at',
      type: 'instant',
      filter: 'within',
      sort: true,
    },
  },
});

export const certificateList: List = sqlList({
  name: 'certificates',
  title: { zh: '等保测评证书', en: 'MLPS certificates' },
  from: 'his_certificate one join his on his.id = one.his_id join firm on firm.id = his.vendor_id',
  key: 'id',
  latestFirst: true,
  columns: {
    id: { title: { zh: '登记号', en: 'id' }, grade: '内部', sql: 'one.id', type: 'uuid', sort: true },
    system: { title: { zh: '系统编码', en: 'system' }, grade: '公开', sql: 'his.code', type: 'text', filter: 'begins', sort: true },
    vendor: { title: { zh: '开发商', en: 'vendor' }, grade: '公开', sql: 'firm.code', type: 'text', filter: 'is', sort: true },
    number: { title: { zh: '证书编号', en: 'number' }, grade: '公开', sql: 'one.number', type: 'text', filter: 'begins', sort: true },
    level: { title: { zh: '等级', en: 'level' }, grade: '公开', sql: 'one.level', type: 'number', filter: 'is', sort: true },
    validFrom: {
      title: { zh: '有效期自', en: 'valid from' },
      grade: '公开',
      sql: 'one.valid_from',
      type: 'date',
      filter: 'within',
      sort: true,
    },
    validTo: { title: { zh: '有效期至', en: 'valid to' }, grade: '公开', sql: 'one.valid_to', type: 'date', filter: 'within', sort: true },
  },
});
