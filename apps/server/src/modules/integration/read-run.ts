/** A run as its application's people read it: where it stands, its messages, its coverage, what changed since another run. */
import { z } from 'zod';
import type { Actor } from '../../ground/actor.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { getApplication } from '../onboarding/index.ts';
import { basisInForce } from '../regulations/index.ts';
import { leftOut } from './acceptance-list.ts';
import { mustBeCampaignOf } from './campaign.store.ts';
import { owedOf, readReport } from './frozen-run.ts';
import type { TestBed } from './test-bed.ts';

const caseRow = z.looseObject({
  id: z.string(),
  zh: z.string(),
  en: z.string(),
  kind: z.string(),
  clauses: z.array(z.string()),
  state: z.string(),
  reason: z.string(),
  next: z.string(),
  evidence: z.array(z.number()).default([]),
});
const standing = z.looseObject({
  verdict: z.string(),
  cases: z.array(caseRow),
  partTwo: z.array(
    z.looseObject({
      id: z.string(),
      clause: z.string(),
      text: z.string(),
      record: z.looseObject({ verdict: z.string(), record: z.string() }).nullable(),
    }),
  ),
  messages: z.looseObject({ count: z.number() }),
  evidence: z.array(z.looseObject({ sm3: z.string(), name: z.string(), bytes: z.number() })).default([]),
});
const noteRow = z.looseObject({
  id: z.string(),
  caseId: z.string(),
  kind: z.string(),
  state: z.string().nullable(),
  reason: z.string(),
  evidenceName: z.string(),
  evidenceDigest: z.string(),
  requestedBy: z.string(),
  requestedAt: z.string(),
  approvedBy: z.string().nullable(),
});
const runRow = z.looseObject({ number: z.int(), beganAt: z.string(), frozenAt: z.string().nullable() });

/** The newest run, or another: cases with what to do next, coverage with all that is missing, records, notes, what the report still owes. */
export async function viewCampaign(tx: Tx, bed: TestBed, number: string, campaign: string, asked: number | undefined) {
  const application = await getApplication(tx, number);
  await mustBeCampaignOf(tx, application.id, campaign);
  const profile = (await basisInForce(tx, { lock: false })).profile(application);
  const all = await runsOf(bed, campaign);
  const chosen = asked === undefined ? all.at(-1)! : all.find((one) => one.number === asked);
  if (chosen === undefined) return refuseInput('not-found', { path: 'query.run', value: asked });
  const { number: run, frozenAt } = chosen;
  const [answer, noted] = await Promise.all([
    bed.ask('GET', `/campaigns/${campaign}/runs/${run}/report`),
    bed.ask('GET', `/campaigns/${campaign}/runs/${run}/notes`),
  ]);
  const { verdict, cases, partTwo, messages, evidence } = standing.parse(answer);
  const { notes } = z.looseObject({ notes: z.array(noteRow) }).parse(noted);
  const report = readReport(answer);
  const open = frozenAt === null && run === all.at(-1)!.number;
  return {
    number,
    campaign,
    run,
    runs: all.map(({ number: of, beganAt, frozenAt: at }) => ({ number: of, beganAt, frozenAt: at })),
    frozenAt,
    open,
    verdict,
    messages: messages.count,
    cases: cases.map(({ id, zh, en, kind, clauses, state, reason, next, evidence: decided }) => ({
      ...{ id, title: { zh, en }, kind, clauses, state, reason, next },
      messages: decided,
    })),
    notes: notes.map((one) => ({
      ...{ id: one.id, case: one.caseId, kind: one.kind, state: one.state, reason: one.reason, at: one.requestedAt },
      evidence:
        one.evidenceDigest === ''
          ? null
          : { sm3: one.evidenceDigest, name: one.evidenceName, kept: evidence.some((file) => file.sm3 === one.evidenceDigest) },
      byYou: one.requestedBy === tx.actor.id,
      approved: one.approvedBy !== null,
      youMayApprove: open && one.kind !== 'comment' && one.approvedBy === null && one.requestedBy !== tx.actor.id && approves(tx.actor),
    })),
    evidence: evidence.map(({ sm3, name, bytes }) => ({ sm3, name, bytes })),
    share: report?.coverage.share ?? 0,
    records: partTwo.map(({ id, clause, text, record }) => ({
      item: id,
      clause,
      text,
      verdict: record?.verdict ?? null,
      record: record?.record ?? null,
    })),
    owed: report === null ? [] : [...owedOf(report, profile.onboarding), ...leftOut(report, profile, application.institutionKind)],
  };
}

/** Who may approve what another noted; the same as the access of the route. */
const approves = ({ role, level }: Actor): boolean =>
  role === 'integration-partner' || (role === 'caseworker' && ['county', 'city', 'province'].includes(String(level)));

const matrixRow = z.object({
  infno: z.string(),
  zh: z.string(),
  of: z.string(),
  required: z.boolean(),
  covered: z.boolean(),
  count: z.number(),
  refused: z.number(),
  flawed: z.number(),
  cases: z.array(z.object({ id: z.string(), state: z.string() })),
});
export const matrix = z.object({ run: z.number(), rows: z.array(matrixRow) });

/** Transactions × cases of a run. */
export async function viewMatrix(tx: Tx, bed: TestBed, number: string, campaign: string, run: number): Promise<z.output<typeof matrix>> {
  await mustBeOf(tx, number, campaign);
  return matrix.parse(await bed.ask('GET', `/campaigns/${campaign}/runs/${run}/matrix`));
}

const finding = z.object({
  path: z.string(),
  rule: z.string(),
  severity: z.string(),
  value: z.unknown(),
  message: z.string(),
  source: z.string(),
});
const message = z.object({
  seq: z.number(),
  at: z.number(),
  infno: z.string(),
  msgid: z.string(),
  request: z.record(z.string(), z.unknown()),
  output: z.record(z.string(), z.unknown()),
  reply: z.string(),
  error: z.string(),
  fault: z.string().nullable(),
  findings: z.array(finding),
  signature: z.object({ ok: z.boolean(), diagnosis: z.string() }).nullable(),
  bytes: z.number(),
});

export const messageQuery = z.strictObject({
  after: z.coerce.number().int().min(0).max(1e9).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  infno: z.string().max(10).default(''),
  q: z.string().max(100).default(''),
  flawed: z.enum(['true', 'false']).default('false'),
});

/** Messages of a run in the order they came; the bed has masked who is no test person. */
export async function viewMessages(tx: Tx, bed: TestBed, at: RunPlace, asked: z.output<typeof messageQuery>) {
  await mustBeOf(tx, at.number, at.campaign);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) query.set(name, String(value));
  const answer = await bed.ask('GET', `/campaigns/${at.campaign}/runs/${at.run}/messages?${query}`);
  const { messages, next } = z.object({ messages: z.array(message), next: z.number().nullable() }).parse(answer);
  return {
    messages: messages.map((one) => ({
      ...one,
      at: new Date(one.at).toISOString(),
      findings: one.findings.map((found) => ({ ...found, message: inBoth(found.message) })),
    })),
    next,
  };
}

/** The bed writes both languages in one text, apart by " / ". */
function inBoth(text: string): { zh: string; en: string } {
  const [zh, ...en] = text.split(' / ');
  return { zh: zh!, en: en.length === 0 ? zh! : en.join(' / ') };
}

const end = z.object({ run: z.number(), verdict: z.string(), share: z.number() });
export const comparison = z.object({
  a: end,
  b: end,
  changed: z.array(
    z.object({
      id: z.string(),
      zh: z.string(),
      en: z.string(),
      a: z.string().nullable(),
      b: z.string().nullable(),
      turn: z.string(),
      reason: z.string(),
    }),
  ),
  gained: z.array(z.string()),
  lost: z.array(z.string()),
});

/** What got better and worse from run a to run b. */
export async function viewComparison(tx: Tx, bed: TestBed, number: string, campaign: string, { a, b }: { a: number; b: number }) {
  await mustBeOf(tx, number, campaign);
  return comparison.parse(await bed.ask('GET', `/campaigns/${campaign}/comparison?a=${a}&b=${b}`));
}

export interface RunPlace {
  readonly number: string;
  readonly campaign: string;
  readonly run: number;
}

/** @throws not-found for an application of another territory, and for a campaign of another application */
export async function mustBeOf(tx: Tx, number: string, campaign: string): Promise<void> {
  await mustBeCampaignOf(tx, (await getApplication(tx, number)).id, campaign);
}

async function runsOf(bed: TestBed, campaign: string): Promise<z.output<typeof runRow>[]> {
  return z.looseObject({ runs: z.array(runRow).min(1) }).parse(await bed.ask('GET', `/campaigns/${campaign}`)).runs;
}

export async function newestRun(bed: TestBed, campaign: string): Promise<{ readonly run: number; readonly frozenAt: string | null }> {
  const newest = (await runsOf(bed, campaign)).at(-1)!;
  return { run: newest.number, frozenAt: newest.frozenAt };
}

export async function newestReport(bed: TestBed, campaign: string) {
  const newest = await newestRun(bed, campaign);
  return { ...newest, answer: await bed.ask('GET', `/campaigns/${campaign}/runs/${newest.run}/report`) };
}
