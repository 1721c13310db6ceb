import type { Catalogue } from '@anjie/rulebook';
import { z } from 'zod';
import { BUREAU_STAFF, only, type Route, route } from '../../ground/route.ts';
import type { Transactor } from '../../ground/transaction.ts';
import { institutionCode, institutionView } from '../institutions/index.ts';
import { bureauRoutes } from './bureau.routes.ts';
import { dossier, readDossier } from './dossier.ts';
import { exportRoutes } from './export.routes.ts';
import { findInstitutions, registryFilter } from './find-institutions.ts';
import { listRoutes } from './list.routes.ts';
import { savedQueryRoutes } from './saved-query.routes.ts';
import { situationRoutes } from './situation.routes.ts';

export interface OverviewParts {
  readonly catalogue: Catalogue;
  readonly transactor: Transactor;
}

export function overviewRoutes({ catalogue, transactor }: OverviewParts): Route[] {
  return [
    ...exportRoutes(transactor),
    ...listRoutes,
    ...savedQueryRoutes,
    ...situationRoutes(),
    ...bureauRoutes,
    route({
      method: 'GET',
      path: '/institutions',
      summary: {
        zh: '机构台账：按名称任意部分、编码、地址、IP、MAC 查询',
        en: 'The ledger of institutions, searched by any part of a name',
      },
      access: only(BUREAU_STAFF),
      query: registryFilter.extend({
        after: z
          .string()
          .regex(/^[A-Z]\d{11}$/)
          .optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      output: z.object({ institutions: z.array(institutionView), next: z.string().nullable() }),
      refusals: [],
      handler: async (tx, { query: { after, limit, ...filter } }) => {
        const institutions = await findInstitutions(tx, filter, { after, limit });
        return { institutions, next: institutions.length === limit ? institutions.at(-1)!.code : null };
      },
    }),
    route({
      method: 'GET',
      path: '/institutions/:code/dossier',
      summary: { zh: '机构全卷', en: 'Everything on record of an institution, in one call' },
      access: only(BUREAU_STAFF),
      params: institutionCode,
      output: dossier,
      refusals: [],
      handler: (tx, { params }) => readDossier(tx, params.code, catalogue),
    }),
  ];
}
