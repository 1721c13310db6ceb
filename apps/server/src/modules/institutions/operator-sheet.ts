import { z } from 'zod';
import { LOCAL_CASEWORKERS } from '../../ground/route.ts';
import { type ImportSheet, institutionColumn } from '../lists/index.ts';
import { nameOperator, operatorNaming } from './name-operator.ts';
import { takeOneByOne } from './take-one-by-one.ts';

const schema = operatorNaming.extend({ institution: z.string().regex(/^[A-Z]\d{11}$/) });
type Naming = z.output<typeof schema>;

/** Named people of institutions as a sheet (NX-5, NX-附1.3, TS-3(3)). */
export const operatorSheet: ImportSheet<Naming> = {
  list: 'operators',
  title: { zh: '安全运维人员和负责人', en: 'named operators and officers' },
  access: LOCAL_CASEWORKERS,
  columns: {
    institution: institutionColumn,
    role: {
      headers: ['role', '岗位'],
      required: true,
      personal: false,
      mend: { zh: '填“安全运维人员”“安全责任人”“信息安全员”或“系统管理人员”', en: operatorNaming.shape.role.options.join(', ') },
      words: { 安全运维人员: 'operator', 安全责任人: 'responsible', 信息安全员: 'is_officer', 系统管理人员: 'manager' },
    },
    name: { headers: ['name', '姓名'], required: true, personal: true, mend: { zh: '2 至 50 个字', en: '2 to 50 characters' } },
    phone: {
      headers: ['phone', '联系电话'],
      required: false,
      personal: true,
      mend: { zh: '5 至 20 位数字，可含 + - ( ) 和空格', en: '5 to 20 digits, with + - ( ) and spaces' },
    },
  },
  schema,
  key: { field: 'name', of: ({ institution, role, name }) => `${institution} ${role} ${name}` },
  begin: (tx) => takeOneByOne(tx, operatorSheet, (part, { institution, ...naming }) => nameOperator(part, institution, naming)),
  batch: 200,
  mostWhole: 2000,
};
