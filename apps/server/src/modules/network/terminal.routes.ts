import { LOCAL_CASEWORKERS, only, type Route, route } from '../../ground/route.ts';
import { institutionCode } from '../institutions/index.ts';
import { examination, examineTerminal } from './examine-terminal.ts';
import { addressFiling, fileAddress } from './file-address.ts';
import { fileTerminal, terminalFiling } from './file-terminal.ts';
import { filingId, filingRoutes } from './filing.routes.ts';
import { addressView, terminalView, viewAddress, viewTerminal, viewTerminals } from './filing.views.ts';

export const terminalRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/institutions/:code/address-filings',
    summary: { zh: '办理IP地址备案（申请、变更、撤销）', en: 'File, change or cancel an address' },
    access: only('institution', LOCAL_CASEWORKERS),
    params: institutionCode,
    body: addressFiling,
    output: addressView,
    status: 201,
    refusals: ['address-malformed', 'address-not-allowed', 'filed-already', 'address-limit', 'target-not-in-force'],
    handler: async (tx, { params, body }) => viewAddress(await fileAddress(tx, params.code, body)),
  }),
  ...filingRoutes({
    subject: 'address',
    path: '/address-filings',
    noun: { zh: 'IP地址', en: 'addresses' },
    view: addressView,
    present: async (_, filings) => filings.map(viewAddress),
    readers: ['institution'],
  }),
  route({
    method: 'POST',
    path: '/institutions/:code/terminal-filings',
    summary: { zh: '办理终端备案（申请、变更、撤销）', en: 'File, change or cancel a terminal' },
    access: only('institution', LOCAL_CASEWORKERS),
    params: institutionCode,
    body: terminalFiling,
    output: terminalView,
    status: 201,
    refusals: ['address-malformed', 'address-not-allowed', 'mac-malformed', 'filed-already', 'target-not-in-force'],
    handler: async (tx, { params, body }) => viewTerminal(tx, await fileTerminal(tx, params.code, body)),
  }),
  ...filingRoutes({
    subject: 'terminal',
    path: '/terminal-filings',
    noun: { zh: '终端', en: 'terminals' },
    view: terminalView,
    present: viewTerminals,
    readers: ['institution'],
  }),
  route({
    method: 'POST',
    path: '/terminal-filings/:id/examination',
    summary: { zh: '登记接入设备审查', en: 'Record the examination of a device' },
    access: only('institution', LOCAL_CASEWORKERS),
    params: filingId,
    body: examination,
    output: terminalView,
    status: 201,
    refusals: ['filing-state', 'not-the-territorial-bureau'],
    handler: async (tx, { params, body }) => viewTerminal(tx, await examineTerminal(tx, params.id, body)),
  }),
];
