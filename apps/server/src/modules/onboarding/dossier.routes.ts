import { z } from 'zod';
import { APPROVERS, CASEWORKERS, LOCAL_APPROVERS, LOCAL_CASEWORKERS, only, type Route, route } from '../../ground/route.ts';
import { applicationNumber } from './application.routes.ts';
import { giveOpinion, opinion } from './give-opinion.ts';
import { finding, handInMaterial, material, recordFinding } from './hand-in-material.ts';
import { seal, sealReport } from './seal-report.ts';
import { promise, vouchConditions } from './vouch-conditions.ts';

const number = z.string();

export const dossierRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/applications/:number/materials',
    summary: { zh: '提交申报材料', en: 'Hand in a material' },
    access: only('institution', LOCAL_CASEWORKERS),
    params: applicationNumber,
    body: material,
    output: z.object({ number, material: z.string(), sm3: z.string(), clause: z.string() }),
    status: 201,
    refusals: ['application-not-editable', 'code-not-in-rules'],
    handler: (tx, { params, body }) => handInMaterial(tx, params.number, body),
  }),
  route({
    method: 'POST',
    path: '/applications/:number/findings',
    summary: { zh: '核实材料', en: 'Record the finding on a material' },
    access: only(LOCAL_CASEWORKERS),
    params: applicationNumber,
    body: finding,
    output: z.object({ number, material: z.string(), conforms: z.boolean() }),
    status: 201,
    refusals: ['step-not-from-here', 'material-not-handed-in', 'handled-by-another'],
    handler: (tx, { params, body }) => recordFinding(tx, params.number, body),
  }),
  route({
    method: 'POST',
    path: '/applications/:number/conditions',
    summary: { zh: '承建厂商承诺接入条件', en: "The vendor's promise of the readiness conditions" },
    access: only('vendor'),
    params: applicationNumber,
    body: promise,
    output: z.object({ number, conditions: z.array(z.string()) }),
    status: 201,
    refusals: ['no-vendor', 'code-not-in-rules', 'application-not-editable'],
    handler: (tx, { params, body }) => vouchConditions(tx, params.number, body),
  }),
  route({
    method: 'POST',
    path: '/applications/:number/opinions',
    summary: { zh: '签署意见', en: 'Give an opinion' },
    access: only(CASEWORKERS, APPROVERS),
    params: applicationNumber,
    body: opinion,
    output: z.object({ number, code: z.string(), agrees: z.boolean(), digest: z.string() }),
    status: 201,
    refusals: ['code-not-in-rules', 'application-not-editable', 'handled-by-another'],
    handler: (tx, { params, body }) => giveOpinion(tx, params.number, body),
  }),
  route({
    method: 'POST',
    path: '/applications/:number/seals',
    summary: { zh: '在测试报告上盖章', en: 'Seal the report of the joint test' },
    access: only(LOCAL_APPROVERS, 'institution', 'vendor', 'platform-vendor'),
    params: applicationNumber,
    body: seal,
    output: z.object({ number, sm3: z.string(), seals: z.array(z.string()) }),
    status: 201,
    refusals: ['code-not-in-rules', 'step-not-from-here', 'report-missing', 'report-changed', 'sealed-already'],
    handler: (tx, { params, body }) => sealReport(tx, params.number, body),
  }),
];
