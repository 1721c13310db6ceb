import type { Bed } from '../campaign/bed.ts';
import { listNotes } from '../campaign/campaign-store.ts';
import { listEvidence } from '../evidence/evidence-store.ts';
import type { Route } from '../ground/router.ts';
import { withNotes } from '../report/report.ts';

/** Changes within this time travel together. */
const GATHER_MS = 100;
/** Often enough that a reader who hears nothing may call the view stale. */
const HEARTBEAT_MS = 2_000;

/** Server-sent events: `cases` with every case at first, then those that changed. Source: WHATWG HTML, server-sent events. */
export function liveRoutes(bed: Bed): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/v1/campaigns/:campaign/live',
      access: 'campaign',
      zh: '实时状态（server-sent events）',
      en: 'live state (server-sent events)',
      handle: async ({ campaignId, response }) => {
        await bed.newest(campaignId);
        response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
        const told = new Map<string, string>();
        let timer: NodeJS.Timeout | null = null;
        const tell = async (): Promise<void> => {
          timer = null;
          const { live } = await bed.newest(campaignId);
          const [notes, kept] = await Promise.all([
            listNotes(bed.pool, campaignId, live.number),
            listEvidence(bed.pool, campaignId, live.number),
          ]);
          const cases = withNotes(live.standings(), notes, kept);
          const changed = cases.filter((one) => told.get(one.id) !== JSON.stringify(one));
          for (const one of changed) told.set(one.id, JSON.stringify(one));
          response.write(`event: cases\ndata: ${JSON.stringify({ run: live.number, messages: live.seq, cases: changed })}\n\n`);
        };
        const soon = (): void => {
          timer ??= setTimeout(() => void tell().catch(() => response.destroy()), GATHER_MS);
        };
        const stop = bed.listen(campaignId, soon);
        const heartbeat = setInterval(() => response.write(': alive\n\n'), HEARTBEAT_MS);
        response.once('close', () => {
          stop();
          clearInterval(heartbeat);
          if (timer !== null) clearTimeout(timer);
        });
        await tell();
        return null;
      },
    },
  ];
}
