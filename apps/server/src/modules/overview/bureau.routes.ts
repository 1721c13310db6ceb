import { sql } from 'kysely';
import { z } from 'zod';
import { BUREAU_STAFF, only, type Route, route } from '../../ground/route.ts';
import type { Tx } from '../../ground/transaction.ts';

const bureau = z.object({
  code: z.string(),
  gbCode: z.string().nullable(),
  name: z.string(),
  level: z.string(),
  /** of the authority above it */
  parent: z.string().nullable(),
  prov: z.string().nullable(),
  city: z.string().nullable(),
  div: z.string().nullable(),
  endedOn: z.string().nullable(),
  /** institutions registered with it, and accounts in use; null: not in the caller's territory */
  institutions: z.number().nullable(),
  accounts: z.number().nullable(),
});

interface Asked {
  readonly ended: boolean;
  readonly after: string | null;
  readonly limit: number;
}

/** Who the authorities are is public; how many people work in one, and what lies in it, is its own province's to know. */
async function listBureaus(tx: Tx, { ended, after, limit }: Asked): Promise<z.input<typeof bureau>[]> {
  const { prov, city, div } = tx.actor;
  const own = sql`(${prov}::text is null or (bureau.prov = ${prov} and (${city}::text is null or bureau.city = ${city})
    and (${div}::text is null or bureau.div = ${div})))`;
  const { rows } = await tx.unsafeAsSystem((db) =>
    sql<z.input<typeof bureau>>`
      select bureau.code, bureau.gb_code as "gbCode", bureau.name, bureau.level, parent.name as parent, bureau.prov, bureau.city, bureau.div,
        bureau.ended_on as "endedOn",
        case when ${own} then (select count(*)::int from institution where institution.bureau_id = bureau.id) end as institutions,
        case when ${own} then (select count(*)::int from account where account.bureau_id = bureau.id and account.active) end as accounts
      from bureau left join bureau parent on parent.id = bureau.parent_id
      where (${prov}::text is null or bureau.prov is null or bureau.prov = ${prov}) and (${ended} or bureau.ended_on is null)
        and bureau.code > ${after ?? ''}
      order by bureau.code limit ${limit}`.execute(db),
  );
  return rows;
}

export const bureauRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/bureaus',
    summary: { zh: '医保部门名录', en: 'The authorities of the province, with what lies in each' },
    access: only(
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
    ),
    query: z.strictObject({
      ended: z.enum(['true', 'false']).default('false'),
      after: z.string().max(63).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    output: z.object({ bureaus: z.array(bureau), next: z.string().nullable() }),
    refusals: [],
    handler: async (tx, { query }) => {
      const bureaus = await listBureaus(tx, { ended: query.ended === 'true', after: query.after ?? null, limit: query.limit });
      return { bureaus, next: bureaus.length === query.limit ? bureaus.at(-1)!.code : null };
    },
  }),
];
