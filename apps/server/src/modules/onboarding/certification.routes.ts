import { z } from 'zod';
import { BUREAU_STAFF, only, type Route, route } from '../../ground/route.ts';
import { systemCode } from '../vendors/index.ts';
import { PARTIES } from './application.routes.ts';
import { certificationEnding, certificationsOf, certificationsView, endCertification } from './certified-version.ts';

const params = z.strictObject({ code: systemCode });

export const certificationRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/systems/:code/certifications',
    summary: { zh: '信息系统版本的认定及其起止', en: 'Where and when a release of a system is certified by the whole suite' },
    access: only(BUREAU_STAFF, PARTIES),
    params,
    output: certificationsView,
    refusals: [],
    handler: (tx, { params }) => certificationsOf(tx, params.code),
  }),
  route({
    method: 'POST',
    path: '/systems/:code/certifications/end',
    summary: { zh: '收回对信息系统版本的认定', en: 'Take back the certification of a release' },
    access: only('caseworker:province', 'approver:province'),
    params,
    body: certificationEnding,
    output: certificationsView,
    refusals: ['version-not-certified-here'],
    handler: (tx, { params, body }) => endCertification(tx, params.code, body),
  }),
];
