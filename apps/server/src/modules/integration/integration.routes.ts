import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import { BUREAU_STAFF, LOCAL_CASEWORKERS, only, type Route, route } from '../../ground/route.ts';
import type { Transactor } from '../../ground/transaction.ts';
import type { Scanning } from '../documents/index.ts';
import { applicationNumber, getApplication, PARTIES } from '../onboarding/index.ts';
import { findFrozenRun, listCampaigns } from './campaign.store.ts';
import { approveNote, enterRecord, note, noteCase, record, submitRun } from './follow-campaign.ts';
import { frozenRun } from './frozen-run.ts';
import { joinRun } from './join-run.ts';
import { openCampaign, opening } from './open-campaign.ts';
import { AT_TEST, BED, campaignOf, runRoutes, TESTERS } from './run.routes.ts';
import type { TestBed } from './test-bed.ts';

const number = z.string();
const instant = z.date().transform((at) => at.toISOString());
const JOINS = ['run-not-genuine', 'run-of-another', 'run-used-before', 'report-not-full', 'version-not-certified'];
const joined = z.object({ number, passed: z.boolean(), sm3: z.string(), share: z.number(), sealsVoided: z.number() });

export function integrationRoutes(transactor: Transactor, bed: TestBed, scanning: Scanning): readonly Route[] {
  return [
    ...runRoutes(transactor, bed, scanning),
    route({
      method: 'POST',
      path: '/applications/:number/test-campaigns',
      summary: { zh: '在联调测试台建立一次联调测试', en: 'Open a campaign at the test bed' },
      access: only(TESTERS),
      params: applicationNumber,
      body: opening,
      output: z.object({
        number,
        campaign: z.string(),
        plan: z.string(),
        suite: z.string(),
        endpoint: z.string(),
        key: z.string(),
        signing: z.record(z.string(), z.string()),
      }),
      status: 201,
      shownOnce: true,
      refusals: [...BED, ...AT_TEST, 'version-not-certified'],
      handler: (tx, { params, body }) => openCampaign(tx, bed, params.number, body),
    }),
    route({
      method: 'GET',
      path: '/applications/:number/test-campaigns',
      summary: { zh: '申报的各次联调测试', en: 'Campaigns of an application' },
      access: only(BUREAU_STAFF, PARTIES),
      params: applicationNumber,
      output: z.object({
        campaigns: z.array(
          z.object({
            campaign: z.string(),
            plan: z.string(),
            openedAt: instant,
            /** whole, part, or short: of a release certified at `certifiedAt`, and no more since `endedAt` */
            suite: z.string(),
            certifiedAt: instant.nullable(),
            endedAt: instant.nullable(),
          }),
        ),
      }),
      refusals: [],
      handler: async (tx, { params }) => ({ campaigns: await listCampaigns(tx, (await getApplication(tx, params.number)).id) }),
    }),
    route({
      method: 'POST',
      path: '/applications/:number/test-campaigns/:campaign/notes',
      summary: { zh: '对用例的见证、说明、跳过、改判', en: 'Attest, comment, skip or override a case' },
      access: only(TESTERS),
      params: campaignOf,
      body: note,
      output: z.object({ number, campaign: z.string(), run: z.number(), note: z.string(), kind: z.string(), counts: z.boolean() }),
      status: 201,
      refusals: [...BED, ...AT_TEST],
      handler: (tx, { params, body }) => noteCase(tx, bed, params.number, params.campaign, body),
    }),
    route({
      method: 'POST',
      path: '/applications/:number/test-campaigns/:campaign/notes/:note/approval',
      summary: { zh: '另一人批准见证、跳过或改判', en: 'Approve an attestation, skip or override as another person' },
      access: only(LOCAL_CASEWORKERS, 'caseworker:province', 'integration-partner'),
      params: campaignOf.extend({ note: z.uuid() }),
      output: z.object({ number, campaign: z.string(), run: z.number(), note: z.string() }),
      status: 201,
      refusals: [...BED, ...AT_TEST],
      handler: (tx, { params }) => approveNote(tx, bed, params.number, params.campaign, params.note),
    }),
    route({
      method: 'POST',
      path: '/applications/:number/test-campaigns/:campaign/records/:item',
      summary: { zh: '填写附件三第二部分的结果记录', en: 'Enter a result record of part 2 of the report' },
      access: only(TESTERS),
      params: campaignOf.extend({ item: z.string().regex(/^[1-9][0-9]?[a-g]$/) }),
      body: record,
      output: z.object({ number, campaign: z.string(), run: z.number(), item: z.string(), verdict: z.string() }),
      status: 201,
      refusals: [...BED, ...AT_TEST],
      handler: (tx, { params, body }) => enterRecord(tx, bed, params.number, params.campaign, params.item, body),
    }),
    route({
      method: 'POST',
      path: '/applications/:number/test-campaigns/:campaign/submission',
      summary: { zh: '提交联调测试：封存、核验、作为测试报告', en: 'Submit a campaign: frozen, verified, joined as the report' },
      access: only(TESTERS),
      params: campaignOf,
      output: joined,
      status: 201,
      refusals: [...BED, ...AT_TEST, ...JOINS],
      handler: (tx, { params }) => submitRun(tx, bed, params.number, params.campaign),
    }),
    route({
      method: 'POST',
      path: '/applications/:number/test-report',
      summary: { zh: '提交从测试台下载的封存报告', en: 'Hand in a frozen run as downloaded from the bed' },
      access: only(TESTERS),
      params: applicationNumber,
      body: frozenRun,
      output: joined,
      status: 201,
      refusals: ['test-bed-not-installed', ...AT_TEST, ...JOINS],
      handler: async (tx, { params, body }) => joinRun(tx, params.number, body, await bed.publicKey()),
    }),
    route({
      method: 'GET',
      path: '/applications/:number/test-report',
      summary: { zh: '现行测试报告的封存原文，可独立核验', en: 'The frozen run that the report stands on, for anybody to verify' },
      access: only(BUREAU_STAFF, PARTIES),
      params: applicationNumber,
      output: z.object({ report: z.unknown(), digest: z.string(), signature: z.string(), publicKey: z.string(), frozenAt: instant }),
      refusals: [],
      handler: async (tx, { params }) => {
        const found = await findFrozenRun(tx, (await getApplication(tx, params.number)).id);
        if (found === null) return refuseInput('not-found', { path: 'params.number', value: params.number });
        const { document, sm3, ...rest } = found;
        return { report: document, digest: sm3, ...rest };
      },
    }),
  ];
}
