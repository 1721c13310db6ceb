import { ENVIRONMENTS } from '@anjie/admission';
import { z } from 'zod';
import { LOCAL_CASEWORKERS } from '../../ground/route.ts';
import { takeOneByOne } from '../institutions/index.ts';
import { type ImportSheet, institutionColumn, type SheetColumn } from '../lists/index.ts';
import { fileAddress } from './file-address.ts';
import { fileLine } from './file-line.ts';
import { fileTerminal } from './file-terminal.ts';

const institution = z.string().regex(/^[A-Z]\d{11}$/);
const column = (name: string, header: string, zh: string, en: string, required = true): SheetColumn => ({
  headers: [name, header],
  required,
  personal: false,
  mend: { zh, en },
});
const ip = column('ip', 'IP', '填一个 IP 地址，如 10.64.1.10', 'one address, e.g. 10.64.1.10');

const terminal = z.strictObject({
  institution,
  ip: z.string().max(45),
  mac: z.string().max(17),
  device: z.string().max(100).optional(),
  psam: z.string().max(40).optional(),
});

/** Terminals as a sheet: each row files one, as the territorial bureau's clerk would (NX-6, TS-1(9)). */
export const terminalSheet: ImportSheet<z.output<typeof terminal>> = {
  list: 'terminal-filings',
  title: { zh: '终端备案', en: 'filings of terminals' },
  access: LOCAL_CASEWORKERS,
  columns: {
    institution: institutionColumn,
    ip,
    mac: column('mac', 'MAC', '六组两位十六进制数，如 AA-BB-CC-DD-EE-01', 'six pairs of hexadecimal digits'),
    device: column('device', '设备', '最多 100 个字', 'at most 100 characters', false),
    psam: column('psam', 'PSAM 卡号', '最多 40 个字', 'at most 40 characters', false),
  },
  schema: terminal,
  key: { field: 'mac', of: (row) => `${row.institution} ${row.mac.toLowerCase().replaceAll(/[^0-9a-f]/g, '')}` },
  begin: (tx) =>
    takeOneByOne(tx, terminalSheet, (part, { institution: code, ...content }) => fileTerminal(part, code, { act: 'apply', ...content })),
  batch: 200,
  mostWhole: 2000,
};

const address = z.strictObject({ institution, ip: z.string().max(45), environment: z.enum(ENVIRONMENTS) });

/** Addresses as a sheet (NX-6, NX-8, TS-1(9)). */
export const addressSheet: ImportSheet<z.output<typeof address>> = {
  list: 'address-filings',
  title: { zh: 'IP地址备案', en: 'filings of addresses' },
  access: LOCAL_CASEWORKERS,
  columns: {
    institution: institutionColumn,
    ip,
    environment: {
      ...column('environment', '环境', '填“正式环境”或“测试环境”', ENVIRONMENTS.join(' or ')),
      words: { 正式: 'production', 正式环境: 'production', 测试: 'test', 测试环境: 'test' },
    },
  },
  schema: address,
  key: { field: 'ip', of: (row) => `${row.institution} ${row.ip}` },
  begin: (tx) =>
    takeOneByOne(tx, addressSheet, (part, { institution: code, ...content }) => fileAddress(part, code, { act: 'apply', ...content })),
  batch: 200,
  mostWhole: 2000,
};

const line = z.strictObject({
  institution,
  kind: z.string().regex(/^[a-z][a-z-]{1,20}$/),
  carrier: z.string().max(64).optional(),
  agreementNumber: z.string().max(60).optional(),
  subscriber: z.string().max(253).optional(),
});

/** Lines as a sheet: each row is one application (NX-7, JC-6, TS-2(1)). */
export const lineSheet: ImportSheet<z.output<typeof line>> = {
  list: 'line-filings',
  title: { zh: '线路备案', en: 'filings of lines' },
  access: LOCAL_CASEWORKERS,
  columns: {
    institution: institutionColumn,
    kind: {
      ...column('kind', '线路类型', '填“专线”或“无线VPDN”', 'dedicated or vpdn'),
      words: { 专线: 'dedicated', 无线VPDN: 'vpdn', VPDN: 'vpdn' },
    },
    carrier: column('carrier', '运营商', '单位名录中的运营商编码', 'the code of a carrier on the list of firms', false),
    agreementNumber: column('agreementNumber', '协议编号', '当年定点服务协议的编号', 'number of the service agreement of the year', false),
    subscriber: column('subscriber', 'VPDN 用户', '无线VPDN 的拨号用户', 'the user of a VPDN line', false),
  },
  schema: line,
  key: { field: 'carrier', of: (row) => [row.institution, row.kind, row.carrier, row.subscriber].join(' ') },
  begin: (tx) =>
    takeOneByOne(tx, lineSheet, (part, { institution: code, ...content }) => fileLine(part, code, { act: 'apply', ...content })),
  batch: 200,
  mostWhole: 2000,
};
