import { z } from 'zod';
import { businessDate } from '../../ground/clock.ts';
import { BUREAU_STAFF, only, type Route, route } from '../../ground/route.ts';

/** Names of divisions are no record of anybody: whoever logs in may read them, officers and parties too. */
const READERS = only(
  BUREAU_STAFF,
  'caseworker:nation',
  'approver:nation',
  'leader:nation',
  'system-administrator:nation',
  'system-administrator:province',
  'security-officer:nation',
  'security-officer:province',
  'auditor:nation',
  'auditor:province',
  'reader:nation',
  'institution',
  'agency',
  'vendor',
  'platform-vendor',
  'integration-partner',
  'carrier',
);

export const divisionRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/divisions',
    summary: { zh: '行政区划（今日有效）', en: 'Divisions that exist today, by code' },
    access: READERS,
    query: z.strictObject({ after: z.string().max(12).optional(), limit: z.coerce.number().int().min(1).max(200).default(200) }),
    output: z.object({
      divisions: z.array(z.object({ code: z.string(), name: z.string(), level: z.string(), parent: z.string().nullable() })),
      next: z.string().nullable(),
    }),
    refusals: [],
    handler: async (tx, { query }) => {
      const today = businessDate(tx.now);
      const divisions = await tx.db
        .selectFrom('division')
        .select(['code', 'name', 'level', 'parent'])
        .where('code', '>', query.after ?? '')
        .where('valid_from', '<=', today)
        .where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', today)]))
        .orderBy('code')
        .limit(query.limit)
        .execute();
      return { divisions, next: divisions.length === query.limit ? divisions.at(-1)!.code : null };
    },
  }),
];
