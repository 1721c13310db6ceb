import { z } from 'zod';
import { personName, personPhone } from '../../ground/clearance.ts';
import { BUREAU_STAFF, LOCAL_CASEWORKERS, only, route } from '../../ground/route.ts';
import { institutionCode } from './institution.routes.ts';
import { getInstitution } from './institution.store.ts';
import { endOperator, nameOperator, operatorNaming } from './name-operator.ts';
import { listOperators } from './operator.store.ts';

const instant = z.date().transform((at) => at.toISOString());
const operator = z.object({
  id: z.string(),
  role: z.string(),
  name: personName,
  phone: personPhone.nullable(),
  from: instant,
  until: instant.nullable(),
});

export const operatorRoutes = [
  route({
    method: 'POST',
    path: '/institutions/:code/operators',
    summary: { zh: '登记安全运维人员和负责人', en: 'Name a security operator or officer' },
    access: only('institution', LOCAL_CASEWORKERS),
    params: institutionCode,
    body: operatorNaming,
    output: operator,
    status: 201,
    refusals: [],
    handler: (tx, { params, body }) => nameOperator(tx, params.code, body),
  }),
  route({
    method: 'GET',
    path: '/institutions/:code/operators',
    summary: { zh: '机构的安全运维人员和负责人', en: 'Named operators and officers' },
    access: only(BUREAU_STAFF, 'institution'),
    params: institutionCode,
    output: z.object({ operators: z.array(operator) }),
    refusals: [],
    handler: async (tx, { params }) => ({ operators: await listOperators(tx, (await getInstitution(tx, params.code)).id) }),
  }),
  route({
    method: 'POST',
    path: '/institutions/:code/operators/:id/end',
    summary: { zh: '结束登记', en: 'End a naming' },
    access: only('institution', LOCAL_CASEWORKERS),
    params: institutionCode.extend({ id: z.uuid() }),
    output: operator,
    refusals: ['operator-ended'],
    handler: (tx, { params }) => endOperator(tx, params.code, params.id),
  }),
];
