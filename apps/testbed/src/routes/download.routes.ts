import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Bed } from '../campaign/bed.ts';
import { referenceClient } from '../download/reference-client.ts';
import type { Route } from '../ground/router.ts';
import { whole } from './read-words.ts';

const PAGE = 500;

/** What leaves the bed as a file: a run's message log, and the reference HIS for vendors to read and run. */
export function downloadRoutes(bed: Bed): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/v1/campaigns/:campaign/runs/:run/messages.ndjson',
      access: 'campaign',
      zh: '下载全部报文记录（每行一条 JSON，个人信息已遮盖）',
      en: 'the whole message log as a file: one JSON a line, personal data masked',
      handle: async ({ campaignId, parameters, response }) => {
        const number = whole('run', parameters.run, 1, 1, 1_000_000);
        await bed.run(campaignId, number);
        response.writeHead(200, {
          'content-type': 'application/x-ndjson; charset=utf-8',
          'content-disposition': `attachment; filename="messages-${campaignId}-${number}.ndjson"`,
          'cache-control': 'no-store',
        });
        await pipeline(Readable.from(lines(bed, campaignId, number)), response);
        return null;
      },
    },
    {
      method: 'GET',
      path: '/reference-client',
      access: 'anybody',
      zh: '下载参考客户端（tar.gz，只需 Node，说明见其中的 README）',
      en: 'the reference client (tar.gz; needs Node alone, its README says how to start it)',
      handle: async ({ response }) => {
        const bytes = referenceClient();
        response.writeHead(200, {
          'content-type': 'application/gzip',
          'content-length': bytes.length,
          'content-disposition': 'attachment; filename="anjie-reference-his.tar.gz"',
        });
        response.end(bytes);
        return null;
      },
    },
  ];
}

async function* lines(bed: Bed, campaignId: string, run: number): AsyncGenerator<string> {
  let after = 0;
  for (;;) {
    const found = await bed.log.page(campaignId, run, { after, limit: PAGE, infno: '', q: '' });
    for (const { exchange, bytes } of found) yield `${JSON.stringify({ ...exchange, bytes })}\n`;
    if (found.length < PAGE) return;
    after = found.at(-1)!.exchange.seq;
  }
}
