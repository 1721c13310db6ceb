import { randomUUID } from 'node:crypto';
import { publicKeyPem, type Sm2PrivateKey, sm2Sign } from '@anjie/guomi';
import type { Bed, Working } from '../campaign/bed.ts';
import type { CaseNote } from '../campaign/campaign.ts';
import { approveNote, findFrozen, findFrozenReport, freezeRun, insertNote, listNotes } from '../campaign/campaign-store.ts';
import { demandedTransactions } from '../coverage.ts';
import { listEvidence } from '../evidence/evidence-store.ts';
import type { Queries } from '../ground/queries.ts';
import { badRequest, conflict, notFound } from '../ground/refusal.ts';
import type { Asked, Route } from '../ground/router.ts';
import { canonical, digestOf } from '../report/canonical.ts';
import { compareRuns } from '../report/comparison.ts';
import { matrixOf } from '../report/matrix.ts';
import { buildReport, type Report } from '../report/report.ts';
import { reportPage } from '../report/report-page.ts';
import { chainOf, insertRecord, listRecords } from '../report/report-store.ts';
import { annexThree } from '../report/result-items.ts';
import { categoriesFor } from '../suite/campaign-suite.ts';
import { choice, whole, word } from './read-words.ts';

const BASE = '/api/v1/campaigns/:campaign/runs/:run';
const NOTE_STATES = ['pass', 'fail', 'warning', 'skipped', 'not-applicable'] as const;
const DIGEST = /^([0-9a-f]{64})?$/;

export function runRoutes(bed: Bed, signer: Sm2PrivateKey): readonly Route[] {
  return [
    {
      method: 'GET',
      path: `${BASE}/cases`,
      access: 'campaign',
      zh: '各用例的状态和下一步',
      en: 'the state of each case and what to do next',
      handle: async (asked) => {
        const report = await reportOf(bed, asked);
        return { run: report.run.number, verdict: report.verdict, cases: report.cases };
      },
    },
    {
      method: 'GET',
      path: `${BASE}/coverage`,
      access: 'campaign',
      zh: '覆盖率和缺口',
      en: 'coverage and what is missing',
      handle: async (asked) => (await reportOf(bed, asked)).coverage,
    },
    {
      method: 'GET',
      path: `${BASE}/matrix`,
      access: 'campaign',
      zh: '覆盖矩阵：交易和用例',
      en: 'the coverage matrix: transactions and cases',
      handle: async (asked) => {
        const { campaign, run, live } = await runOf(bed, asked);
        const report = await reportOf(bed, asked);
        const plan = bed.folder.plans.find((one) => one.plan === campaign.plan);
        const categories = categoriesFor(plan, bed.folder.categories, campaign.institution.kind);
        const demanded = demandedTransactions(categories, campaign.scope.med_type ?? [], campaign.scope.transaction ?? []);
        const sent = await bed.log.counts(campaign.id, run.number);
        return { run: run.number, rows: matrixOf(demanded, report.coverage, live.cases, report.cases, sent) };
      },
    },
    {
      method: 'GET',
      path: `${BASE}/notes`,
      access: 'campaign',
      zh: '本轮的见证、跳过、说明和改判',
      en: 'the attestations, skips, comments and overrides of the run',
      handle: async (asked) => {
        const { run } = await runOf(bed, asked);
        return { notes: await listNotes(bed.pool, asked.campaignId, run.number) };
      },
    },
    {
      method: 'GET',
      path: `${BASE}/messages`,
      access: 'campaign',
      zh: '报文记录：after、limit（至 200）、infno、q（文本）、flawed（只看有问题的）',
      en: 'the message log: after, limit (to 200), infno, q (a text), flawed (those with a fault alone)',
      handle: async ({ campaignId, parameters, query }) => {
        const number = whole('run', parameters.run, 1, 1, 1_000_000);
        const after = whole('after', query.get('after'), 0, 0, 1e9);
        const limit = whole('limit', query.get('limit'), 100, 1, 200);
        const flawed = query.get('flawed') === 'true';
        const [infno, q] = [query.get('infno') ?? '', query.get('q') ?? ''];
        const found = await bed.log.page(campaignId, number, { after, limit, infno, q, flawed });
        return {
          messages: found.map((one) => ({ ...one.exchange, bytes: one.bytes })),
          next: found.length < limit ? null : found.at(-1)!.exchange.seq,
        };
      },
    },
    {
      method: 'GET',
      path: `${BASE}/report`,
      access: 'campaign',
      zh: 'NX-附件三的数据',
      en: 'the data of the report',
      handle: (asked) => reportOf(bed, asked),
    },
    {
      method: 'GET',
      path: `${BASE}/report.html`,
      access: 'campaign',
      zh: '可打印的报告',
      en: 'the report to print',
      handle: async (asked) => {
        const report = await reportOf(bed, asked);
        const { run } = await runOf(bed, asked);
        const page = reportPage(report, run.frozenAt === null ? null : { at: run.frozenAt, digest: run.digest! });
        asked.response.writeHead(200, {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
        });
        asked.response.end(page);
        return null;
      },
    },
    {
      method: 'POST',
      path: `${BASE}/freeze`,
      access: 'campaign',
      zh: '提交：本轮封存，报告做 SM3 摘要和 SM2 签名，此后不可更改',
      en: 'submits: the run is frozen, its report hashed (SM3) and signed (SM2)',
      handle: async (asked) => {
        const { campaign, run } = await runOf(bed, asked);
        const frozen = await freezeRun(bed.pool, run, async (queries) => {
          const report = await draft(bed, { campaign, run, live: await bed.fromLog(campaign, run, queries) }, queries);
          const signature = sm2Sign(canonical(report), signer).toString('base64');
          return {
            at: new Date(),
            report: JSON.stringify(report),
            digest: digestOf(report),
            signature,
            publicKey: publicKeyPem(signer.publicKey),
          };
        });
        if (frozen === null) throw conflict('frozen', '本轮已封存', 'the run is frozen already');
        await bed.forget(campaign);
        const { digest, signature, publicKey } = frozen;
        const { verdict } = JSON.parse(frozen.report) as Report;
        return { digest, signature, publicKey, verdict };
      },
    },
    {
      method: 'GET',
      path: `${BASE}/frozen`,
      access: 'campaign',
      zh: '封存的一轮：报告、SM3、SM2 签名和公钥，他人据此核验',
      en: 'the frozen run: report, SM3, SM2 signature and public key, for others to verify',
      handle: async (asked) => {
        const { run } = await runOf(bed, asked);
        const frozen = await findFrozen(bed.pool, asked.campaignId, run.number);
        if (frozen === null) throw conflict('not-frozen', '本轮尚未提交封存', 'the run is not frozen yet');
        return frozen;
      },
    },
    {
      method: 'POST',
      path: `${BASE}/notes`,
      access: 'campaign',
      zh: '对用例的见证、跳过、说明、改判；除说明外须另一人批准',
      en: 'an attestation, skip, comment or override; all but a comment need another person’s approval',
      handle: (asked) => addNote(bed, asked),
    },
    {
      method: 'POST',
      path: `${BASE}/notes/:note/approval`,
      access: 'operator',
      zh: '另一人批准',
      en: 'approval by another person',
      handle: async (asked) => {
        const { run } = await runOf(bed, asked);
        const by = word(await asked.json(), 'by');
        const done = await approveNote(bed.pool, asked.campaignId, run.number, asked.parameters.note!, by, new Date());
        if (!done) throw notFound(`note ${asked.parameters.note}`);
        bed.changed(asked.campaignId);
        return { approvedBy: by };
      },
    },
    {
      method: 'POST',
      path: `${BASE}/records/:item`,
      access: 'campaign',
      zh: '填写 NX-附件三第二部分一项的结果记录',
      en: 'enters the result record of one of the 32 items',
      handle: async (asked) => {
        const { run } = await runOf(bed, asked);
        const item = asked.parameters.item!;
        if (!annexThree().items.some((one) => one.id === item)) throw notFound(`item ${item}`);
        const body = await asked.json();
        const evidenceDigest = word(body, 'evidence_sm3', '');
        if (!DIGEST.test(evidenceDigest)) throw badRequest('evidence_sm3 应为 64 位十六进制', 'evidence_sm3 must be 64 hexadecimal digits');
        const verdict = choice(body, 'verdict', ['meets', 'does-not-meet', 'not-applicable'] as const);
        const record = {
          item,
          verdict,
          record: word(body, 'record'),
          evidenceDigest,
          enteredBy: word(body, 'by'),
          enteredAt: new Date().toISOString(),
        };
        await insertRecord(bed.pool, asked.campaignId, run.number, randomUUID(), record);
        return record;
      },
    },
    {
      method: 'GET',
      path: '/api/v1/campaigns/:campaign/comparison',
      access: 'campaign',
      zh: '比较两轮（a、b）：哪些变好、哪些变差、覆盖有何得失',
      en: 'compares two runs (a, b): what got better, what got worse, what the coverage gained and lost',
      handle: async ({ campaignId, query }) => {
        const [a, b] = ['a', 'b'].map((name) => whole(name, query.get(name), 1, 1, 1_000_000)) as [number, number];
        return compareRuns(await build(bed, campaignId, a), await build(bed, campaignId, b));
      },
    },
  ];
}

async function addNote(bed: Bed, asked: Asked): Promise<unknown> {
  const { run, live } = await runOf(bed, asked);
  const body = await asked.json();
  const kind = choice(body, 'kind', ['attestation', 'skip', 'comment', 'override'] as const);
  const caseId = word(body, 'case');
  if (!live.cases.some((one) => one.id === caseId)) throw notFound(`case ${caseId}`);
  const evidenceDigest = word(body, 'evidence_sm3', '');
  if (!DIGEST.test(evidenceDigest) || (kind === 'attestation' && evidenceDigest === ''))
    throw badRequest('见证须有证据文件的 SM3（evidence_sm3，64 位十六进制）', 'an attestation needs evidence_sm3, 64 hexadecimal digits');
  const state = {
    attestation: 'attested',
    skip: 'skipped',
    comment: null,
    override: kind === 'override' ? choice(body, 'state', NOTE_STATES) : null,
  }[kind];
  const note: CaseNote = {
    id: randomUUID(),
    caseId,
    kind,
    state,
    reason: word(body, 'reason'),
    evidenceName: word(body, 'evidence_name', ''),
    evidenceDigest,
    requestedBy: word(body, 'by'),
    requestedAt: new Date(),
    approvedBy: null,
  };
  await insertNote(bed.pool, asked.campaignId, run.number, note);
  return note;
}

function runOf(bed: Bed, { campaignId, parameters }: Asked): ReturnType<Bed['run']> {
  return bed.run(campaignId, whole('run', parameters.run, 1, 1, 1_000_000));
}

async function reportOf(bed: Bed, { campaignId, parameters }: Asked): Promise<Report> {
  return build(bed, campaignId, whole('run', parameters.run, 1, 1, 1_000_000));
}

/** A frozen run shows the report that was signed, whatever the bed would make of the log today. */
async function build(bed: Bed, campaignId: string, number: number): Promise<Report> {
  const working = await bed.run(campaignId, number);
  if (working.run.frozenAt !== null) return (await findFrozenReport(bed.pool, campaignId, number)) as Report;
  return draft(bed, working, bed.pool);
}

async function draft(bed: Bed, working: Working, queries: Queries): Promise<Report> {
  const [campaignId, number] = [working.campaign.id, working.run.number];
  const notes = await listNotes(queries, campaignId, number);
  const records = await listRecords(queries, campaignId, number);
  const chain = await chainOf(queries, campaignId, number);
  const evidence = await listEvidence(queries, campaignId, number);
  return buildReport({ ...working, notes, records, chain, evidence, folder: bed.folder });
}
