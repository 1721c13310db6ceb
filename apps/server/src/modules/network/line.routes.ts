import { z } from 'zod';
import { BUREAU_STAFF, LOCAL_CASEWORKERS, only, type Route, route } from '../../ground/route.ts';
import { institutionCode } from '../institutions/index.ts';
import { attachVoucher, voucher } from './attach-voucher.ts';
import { auditLine, lineAudit } from './audit-line.ts';
import { bindLine, lineBinding } from './bind-line.ts';
import { fileLine, lineFiling } from './file-line.ts';
import { filingId, filingRoutes } from './filing.routes.ts';
import { lineView, viewLine, viewLines } from './filing.views.ts';
import { listCarriers } from './list-carriers.ts';

const said = z.object({ value: z.union([z.number(), z.string()]).nullable(), clause: z.string().nullable() });

export const lineRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/institutions/:code/line-filings',
    summary: { zh: '办理线路备案（申请、变更、撤销）', en: 'File the application for, change or cancellation of a line' },
    access: only('institution', LOCAL_CASEWORKERS),
    params: institutionCode,
    body: lineFiling,
    output: lineView,
    status: 201,
    refusals: [
      'line-kind-not-allowed',
      'carrier-missing',
      'carrier-not-listed',
      'agreement-not-of-the-year',
      'subscriber-mismatch',
      'target-not-in-force',
    ],
    handler: async (tx, { params, body }) => viewLine(tx, await fileLine(tx, params.code, body)),
  }),
  ...filingRoutes({
    subject: 'line',
    path: '/line-filings',
    noun: { zh: '线路', en: 'lines' },
    view: lineView,
    present: viewLines,
    readers: ['institution', 'carrier'],
  }),
  route({
    method: 'POST',
    path: '/line-filings/:id/audit',
    summary: { zh: '运营商备案审核', en: 'The carrier’s audit of an application' },
    access: only('carrier'),
    params: filingId,
    body: lineAudit,
    output: lineView,
    status: 201,
    versioned: true,
    refusals: ['filing-state', 'audit-passed-already'],
    handler: async (tx, { params, body, version }) => viewLine(tx, await auditLine(tx, params.id, version, body)),
  }),
  route({
    method: 'POST',
    path: '/line-filings/:id/binding',
    summary: { zh: '登记运营商所绑定的MAC与IP', en: 'Record which MACs the carrier has bound to an address' },
    access: only('carrier'),
    params: filingId,
    body: lineBinding,
    output: lineView,
    status: 201,
    refusals: ['filing-state', 'binding-not-asked', 'audit-not-passed', 'address-malformed', 'mac-malformed'],
    handler: async (tx, { params, body }) => viewLine(tx, await bindLine(tx, params.id, body)),
  }),
  route({
    method: 'POST',
    path: '/line-filings/:id/vouchers',
    summary: { zh: '登记联网或缴费凭证', en: 'Attach a connection or payment voucher' },
    access: only('institution', LOCAL_CASEWORKERS),
    params: filingId,
    body: voucher,
    output: lineView,
    status: 201,
    refusals: ['filing-state', 'voucher-recorded-already'],
    handler: async (tx, { params, body }) => viewLine(tx, await attachVoucher(tx, params.id, body)),
  }),
  route({
    method: 'GET',
    path: '/carriers',
    summary: { zh: '本地运营商名录', en: 'Carriers of the territory' },
    access: only(BUREAU_STAFF, 'institution', 'carrier'),
    output: z.object({ carriers: z.array(z.object({ code: z.string(), name: z.string() })), count: said, chosenBy: said }),
    refusals: [],
    handler: (tx) => listCarriers(tx),
  }),
];
