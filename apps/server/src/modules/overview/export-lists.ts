import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import { type ExportColumn, maskName, maskPhone } from '../disclosure/index.ts';
import { contactsOf, type InstitutionView, listAmendments } from '../institutions/index.ts';
import { listFilings } from '../network/index.ts';
import { listApplications } from '../onboarding/index.ts';
import { listRestrictions } from '../restrictions/index.ts';
import { findInstitutions, registryFilter } from './find-institutions.ts';

const PAGE = 1000;

/** A list that leaves as a file: what narrows it, its columns and their grades, its pages. */
export interface ExportList<Filter extends z.ZodObject, Row> {
  readonly title: string;
  readonly filter: Filter;
  readonly columns: readonly ExportColumn<Row>[];
  readonly page: (tx: Tx, filter: z.output<Filter>, after: string | null, limit: number) => Promise<readonly Row[]>;
  /** where the next page begins */
  readonly cursor: (row: Row) => string;
}

/** Row by row, a page at a time. */
export async function* pagesOf<Filter extends z.ZodObject, Row>(tx: Tx, list: ExportList<Filter, Row>, filter: z.output<Filter>) {
  let after: string | null = null;
  for (;;) {
    const page: readonly Row[] = await list.page(tx, filter, after, PAGE);
    if (page.length > 0) yield page;
    if (page.length < PAGE) return;
    after = list.cursor(page.at(-1)!);
  }
}

const listOf = <Filter extends z.ZodObject, Row>(list: ExportList<Filter, Row>) => list;
const KINDS: Record<string, string> = { hospital: '医疗机构', pharmacy: '零售药店' };
const nothing = z.strictObject({});

type InstitutionRow = InstitutionView & {
  readonly contactName: string | null;
  readonly contactPhone: string | null;
  readonly legalRepresentative: string | null;
};

const institutions = listOf<typeof registryFilter, InstitutionRow>({
  title: '定点医药机构',
  filter: registryFilter,
  columns: [
    { title: '机构编码', grade: '公开', value: (row) => row.code },
    { title: '机构类别', grade: '公开', value: (row) => KINDS[row.kind] ?? row.kind },
    { title: '机构名称', grade: '公开', value: (row) => row.name },
    { title: '等级', grade: '公开', value: (row) => row.tier },
    { title: '地址', grade: '公开', value: (row) => row.address },
    { title: '联系人', grade: '个人', mask: maskName, value: (row) => row.contactName },
    { title: '联系电话', grade: '个人', mask: maskPhone, value: (row) => row.contactPhone },
    { title: '法定代表人', grade: '个人', mask: maskName, value: (row) => row.legalRepresentative },
    { title: '属地', grade: '公开', value: (row) => row.div },
    { title: '登记时间', grade: '内部', value: (row) => row.registeredAt },
  ],
  async page(tx, filter, after, limit) {
    const found = await findInstitutions(tx, filter, { after: after ?? undefined, limit });
    const contacts = await contactsOf(
      tx,
      found.map((row) => row.id),
    );
    return found.map((row) => ({ ...row, ...contacts(row.id) }));
  },
  cursor: (row) => row.code,
});

type Filing = Awaited<ReturnType<typeof listFilings>>[number];

const filingState = z.strictObject({ state: z.enum(['filed', 'accepted', 'returned', 'cancelled']).optional() });
const FILING: readonly ExportColumn<Filing>[] = [
  { title: '备案号', grade: '内部', value: (row) => row.number },
  { title: '机构编码', grade: '公开', value: (row) => row.institution },
  { title: '办理类型', grade: '内部', value: (row) => row.act },
  { title: '状态', grade: '内部', value: (row) => row.state },
  { title: '提交时间', grade: '内部', value: (row) => row.filedAt },
  { title: '登记时间', grade: '内部', value: (row) => row.acceptedAt },
  { title: '终止时间', grade: '内部', value: (row) => row.endedAt },
];

const filings = (subject: 'line' | 'address' | 'terminal', title: string, columns: readonly ExportColumn<Filing>[]) =>
  listOf<typeof filingState, Filing>({
    title,
    filter: filingState,
    columns: [...FILING, ...columns],
    page: (tx, { state }, after, limit) => listFilings(tx, subject, { institutionId: null, state: state ?? null, after, limit }),
    cursor: (row) => row.number,
  });

export const EXPORTS = {
  institutions,
  'line-filings': filings('line', '线路备案', [
    { title: '线路类型', grade: '内部', value: (row) => row.kind },
    { title: '运营商', grade: '公开', value: (row) => row.carrier },
    { title: '协议编号', grade: '内部', value: (row) => row.agreementNumber },
    { title: 'VPDN 用户', grade: '敏感', value: (row) => row.subscriber },
  ]),
  'address-filings': filings('address', '地址备案', [
    { title: 'IP', grade: '敏感', value: (row) => row.ip },
    { title: '环境', grade: '内部', value: (row) => row.environment },
  ]),
  'terminal-filings': filings('terminal', '终端备案', [
    { title: 'IP', grade: '敏感', value: (row) => row.ip },
    { title: 'MAC', grade: '敏感', value: (row) => row.mac },
    { title: '设备', grade: '内部', value: (row) => row.device },
    { title: 'PSAM 卡号', grade: '敏感', value: (row) => row.psam },
  ]),
  applications: listOf<typeof nothing, Awaited<ReturnType<typeof listApplications>>[number]>({
    title: '接入申报',
    filter: nothing,
    columns: [
      { title: '受理号', grade: '内部', value: (row) => row.number },
      { title: '机构编码', grade: '公开', value: (row) => row.institution },
      { title: '申报类别', grade: '内部', value: (row) => row.kind },
      { title: '状态', grade: '内部', value: (row) => row.state },
      { title: '建立时间', grade: '内部', value: (row) => row.createdAt },
      { title: '办结时间', grade: '内部', value: (row) => row.closedAt },
    ],
    page: (tx, _, after, limit) => listApplications(tx, { institution: null, state: null, open: null, after, limit }),
    cursor: (row) => row.number,
  }),
  restrictions: listOf<typeof nothing, Awaited<ReturnType<typeof listRestrictions>>[number]>({
    title: '限制',
    filter: nothing,
    columns: [
      { title: '机构编码', grade: '公开', value: (row) => row.institution },
      { title: '种类', grade: '内部', value: (row) => row.kind },
      { title: '条款', grade: '公开', value: (row) => row.clause },
      { title: '事由', grade: '内部', value: (row) => row.reason },
      { title: '作出机关', grade: '公开', value: (row) => row.bureau },
      { title: '作出时间', grade: '内部', value: (row) => row.imposed_at },
      { title: '解除时间', grade: '内部', value: (row) => row.lifted_at },
    ],
    page: (tx, _, after, limit) => listRestrictions(tx, { state: null, kind: null, after, limit }),
    cursor: (row) => row.id,
  }),
  amendments: listOf<typeof nothing, Awaited<ReturnType<typeof listAmendments>>[number]>({
    title: '登记变更',
    filter: nothing,
    columns: [
      { title: '机构编码', grade: '公开', value: (row) => row.institution },
      { title: '性质', grade: '内部', value: (row) => (row.nature === 'change' ? '变更' : '更正') },
      { title: '状态', grade: '内部', value: (row) => row.state },
      // masked by the list itself
      { title: '变更前', grade: '内部', value: (row) => JSON.stringify(row.before) },
      { title: '变更后', grade: '内部', value: (row) => JSON.stringify(row.after) },
      { title: '变更之日', grade: '内部', value: (row) => row.changedOn },
      { title: '事由', grade: '内部', value: (row) => row.reason },
      { title: '提交时间', grade: '内部', value: (row) => row.filedAt },
    ],
    page: (tx, _, after, limit) => listAmendments(tx, { institutionId: null, state: null, after, limit }),
    cursor: (row) => row.id,
  }),
} as const;
