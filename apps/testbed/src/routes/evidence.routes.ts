import { sm3Hex } from '@anjie/guomi';
import type { Bed } from '../campaign/bed.ts';
import { MAX_EVIDENCE_BYTES, MAX_EVIDENCE_FILES, mediaOf } from '../evidence/evidence.ts';
import { findEvidence, keepEvidence, listEvidence } from '../evidence/evidence-store.ts';
import { badRequest, conflict, notFound } from '../ground/refusal.ts';
import { type Asked, type Route, readBody } from '../ground/router.ts';
import { whole } from './read-words.ts';

const PATH = '/api/v1/campaigns/:campaign/runs/:run/evidence';

/** The files that attestations and result records rest on: kept with the run, listed by SM3 in its report, frozen with it. */
export function evidenceRoutes(bed: Bed): readonly Route[] {
  return [
    {
      method: 'POST',
      path: PATH,
      access: 'campaign',
      takesFile: true,
      zh: '存入证据文件（PNG、JPEG、PDF，至多 10 MiB），name 为文件名；给出其 SM3',
      en: 'keeps an evidence file (PNG, JPEG, PDF, to 10 MiB), named by ?name=, and gives its SM3',
      handle: (asked) => keep(bed, asked),
    },
    {
      method: 'GET',
      path: PATH,
      access: 'campaign',
      zh: '本轮的证据文件',
      en: 'the evidence files of the run',
      handle: async ({ campaignId, parameters }) => {
        const { run } = await bed.run(campaignId, whole('run', parameters.run, 1, 1, 1_000_000));
        return { evidence: await listEvidence(bed.pool, campaignId, run.number) };
      },
    },
    {
      method: 'GET',
      path: `${PATH}/:sm3`,
      access: 'campaign',
      zh: '下载一个证据文件，供批准人查看',
      en: 'an evidence file, for whoever approves to look at',
      handle: async ({ campaignId, parameters, response }) => {
        const file = await findEvidence(bed.pool, campaignId, whole('run', parameters.run, 1, 1, 1_000_000), parameters.sm3!);
        if (file === null) throw notFound(`evidence ${parameters.sm3}`);
        response.writeHead(200, {
          'content-type': file.media,
          'content-length': file.content.length,
          'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
          'x-content-type-options': 'nosniff',
        });
        response.end(file.content);
        return null;
      },
    },
  ];
}

async function keep(bed: Bed, { campaignId, parameters, query, request }: Asked): Promise<unknown> {
  const { run } = await bed.run(campaignId, whole('run', parameters.run, 1, 1, 1_000_000));
  const name = query.get('name') ?? '';
  if (!/^[^/\\\p{Cc}]{1,120}$/u.test(name))
    throw badRequest(
      '请用 ?name= 给出文件名（1 到 120 字，不含斜杠）',
      'give the file’s name by ?name=, 1 to 120 characters without a slash',
    );
  const content = await readBody(request, MAX_EVIDENCE_BYTES);
  const media = mediaOf(content);
  if (media === null)
    throw badRequest(
      `${name}（${content.length} 字节）不是完整的 PNG、JPEG 或 PDF 文件，请重新导出后再传`,
      `${name} (${content.length} bytes) is no whole PNG, JPEG or PDF; export it anew and send it again`,
    );
  const file = { sm3: sm3Hex(content), name, media, bytes: content.length };
  if (!(await keepEvidence(bed.pool, campaignId, run.number, file, content, new Date())))
    throw conflict(
      'evidence-full',
      `本轮已有 ${MAX_EVIDENCE_FILES} 个证据文件`,
      `the run holds ${MAX_EVIDENCE_FILES} evidence files already`,
    );
  bed.changed(campaignId);
  return file;
}
