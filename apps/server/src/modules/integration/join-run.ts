import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { type Application, atJointTest, recordReport, systemTested, touchApplication } from '../onboarding/index.ts';
import { leftOut } from './acceptance-list.ts';
import { insertFrozenRun, wasUsed } from './campaign.store.ts';
import { contentOf, type FrozenRun, foreignTo, type Owed, owedOf, verifyRun } from './frozen-run.ts';
import { refuse } from './integration.errors.ts';
import { mayPlay } from './suite-asked.ts';

/**
 * Joins a frozen run to its application as the report of the joint test (NX-附3): hash and signature are verified, it must be the
 * application's own, new, and whole. What did not pass is recorded as such, and opens no step.
 */
export async function joinRun(tx: Tx, number: string, run: FrozenRun, publicKey: string) {
  const application = await touchApplication(tx, number);
  const { profile, step } = await atJointTest(tx, application);
  const verified = verifyRun(run, publicKey);
  if ('flaw' in verified) return refuse('run-not-genuine', { path: `body.${verified.flaw}`, rule: verified.flaw, clause: step.clause });
  const { report } = verified;
  const foreign = foreignTo(report, await testedBy(tx, application));
  if (foreign !== null) refuse('run-of-another', { ...foreign, clause: step.clause });
  if (await wasUsed(tx, application.id, run.digest)) refuse('run-used-before', { path: 'body.digest', value: run.digest });
  const { plan, suite } = report.campaign;
  const standing = await mayPlay(tx, application, profile, { plan, suite }, step.clause);
  whole([...owedOf(report, profile.onboarding), ...leftOut(report, profile, application.institutionKind)], step.clause);
  const content = contentOf(report, profile.onboarding);
  const { reportId, sealsVoided } = await recordReport(tx, application, { passed: content.passed, sm3: run.digest, content, ...standing });
  await insertFrozenRun(tx, application, {
    reportId,
    sm3: run.digest,
    campaign: report.campaign.id,
    number: report.run.number,
    share: report.coverage.share,
    document: run.report,
    signature: run.signature,
    publicKey,
    frozenAt: new Date(run.frozenAt),
  });
  return { number, passed: content.passed, sm3: run.digest, share: report.coverage.share, sealsVoided };
}

/** @throws report-not-full naming all that is owed */
export function whole(owed: readonly Owed[], clause: string): void {
  if (owed.length === 0) return;
  const some = owed.slice(0, 20);
  refuse('report-not-full', {
    path: 'report',
    value: some.map((one) => `${one.kind}:${one.code}`).join(', '),
    clause,
    detail: {
      zh: `尚缺 ${owed.length} 项：${some.map((one) => one.next).join('；')}`,
      en: `${owed.length} lacking: ${some.map((one) => `${one.kind} ${one.code}`).join('; ')}`,
    },
    current: { missing: owed },
  });
}

/** What the run must be of. @throws not-found where the application names no system */
export async function testedBy(tx: Tx, application: Application) {
  const system = await systemTested(tx, application);
  if (system === null) return refuseInput('not-found', { path: 'application.system', value: application.number });
  return { number: application.number, institution: application.institutionCode, system: system.code, release: system.release };
}
