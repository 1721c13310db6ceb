import { z } from 'zod';
import { BUREAU_STAFF, only, type Route, route } from '../../ground/route.ts';
import type { Tx } from '../../ground/transaction.ts';
import { keptAnswers } from './kept-answers.ts';
import { countSituation, situation } from './situation-counts.ts';
import { type Territory, territoryOf } from './situation-territory.ts';
import { readTrends, trends } from './situation-trends.ts';

const READERS = only(BUREAU_STAFF, 'caseworker:nation', 'approver:nation', 'leader:nation', 'reader:nation');
const division = z
  .string()
  .regex(/^\d{6}$/)
  .optional();

/** Whose rows row security shows is the caller's level and territory: whoever shares them shares the answer. */
const keyOf = ({ actor }: Tx, { division: here }: Territory) => [actor.level, actor.prov, actor.city, actor.div, here.code].join(' ');

/** 态势: how the institutions of a division stand, and what changes. */
export function situationRoutes(): Route[] {
  const counted = keptAnswers<z.input<typeof situation>>();
  const read = keptAnswers<z.input<typeof trends>>();
  return [
    route({
      method: 'GET',
      path: '/situation',
      summary: { zh: '态势：各级区划准入情况', en: 'How the institutions of a division and of those below it stand' },
      access: READERS,
      query: z.strictObject({ division }),
      output: situation,
      refusals: [],
      handler: async (tx, { query }) => {
        const territory = await territoryOf(tx, query.division);
        return counted(keyOf(tx, territory), () => countSituation(tx, territory));
      },
    }),
    route({
      method: 'GET',
      path: '/situation/trends',
      summary: { zh: '态势：变化、时限、流量、断开、网关', en: 'What changes in a division: by day, clocks, traffic, cut-offs, gateways' },
      access: READERS,
      query: z.strictObject({ division, days: z.coerce.number().int().min(1).max(366).default(30) }),
      output: trends,
      refusals: [],
      handler: async (tx, { query }) => {
        const territory = await territoryOf(tx, query.division);
        return read(`${keyOf(tx, territory)} ${query.days}`, () => readTrends(tx, territory, query.days));
      },
    }),
  ];
}
