/** What people do to a campaign: say something of a case, approve it, enter a result, begin again, submit. */
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { atJointTest, auditApplication, getApplication, touchApplication } from '../onboarding/index.ts';
import { leftOut } from './acceptance-list.ts';
import { mustBeCampaignOf } from './campaign.store.ts';
import { frozenRun, owedOf, readReport } from './frozen-run.ts';
import { joinRun, whole } from './join-run.ts';
import { newestReport, newestRun } from './read-run.ts';
import type { TestBed } from './test-bed.ts';

export const note = z.strictObject({
  case: z.string().min(1).max(60),
  kind: z.enum(['attestation', 'skip', 'comment', 'override']),
  reason: z.string().trim().min(2).max(2000),
  /** of an override */
  state: z.enum(['pass', 'fail', 'warning', 'skipped', 'not-applicable']).optional(),
  evidenceName: z.string().max(200).optional(),
  /** of the file that was given to the bed */
  evidenceSm3: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

/** Who assists may comment, skip and override; what a screen shows is attested by whoever tests. All but a comment wait for another person. */
export async function noteCase(tx: Tx, bed: TestBed, number: string, campaign: string, input: z.output<typeof note>) {
  const application = await touchApplication(tx, number);
  const { step } = await atJointTest(tx, application);
  await mustBeCampaignOf(tx, application.id, campaign);
  if (input.kind !== 'attestation' && tx.actor.role !== 'integration-partner')
    refuseInput('role-not-allowed', { value: tx.actor.role, rule: 'integration-partner', clause: step.clause });
  const { run } = await newestRun(bed, campaign);
  const made = await bed.ask('POST', `/campaigns/${campaign}/runs/${run}/notes`, {
    case: input.case,
    kind: input.kind,
    reason: input.reason,
    by: tx.actor.id,
    ...(input.state === undefined ? {} : { state: input.state }),
    evidence_name: input.evidenceName ?? '',
    evidence_sm3: input.evidenceSm3 ?? '',
  });
  const id = z.uuid().parse(made.id);
  auditApplication(tx, application, 'test-case-noted', { campaign, run, case: input.case, kind: input.kind, note: id });
  return { number, campaign, run, note: id, kind: input.kind, counts: input.kind === 'comment' };
}

/** Another person approves a note; the bed's own constraint refuses who made it. */
export async function approveNote(tx: Tx, bed: TestBed, number: string, campaign: string, noteId: string) {
  const application = await touchApplication(tx, number);
  await atJointTest(tx, application, 'anybody');
  await mustBeCampaignOf(tx, application.id, campaign);
  const { run } = await newestRun(bed, campaign);
  await bed.ask('POST', `/campaigns/${campaign}/runs/${run}/notes/${noteId}/approval`, { by: tx.actor.id });
  auditApplication(tx, application, 'test-note-approved', { campaign, run, note: noteId });
  return { number, campaign, run, note: noteId };
}

export const record = z.strictObject({
  verdict: z.enum(['meets', 'does-not-meet', 'not-applicable']),
  record: z.string().trim().min(2).max(2000),
  evidenceSm3: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

/** Enters one of the result records of 附件三 part 2. */
export async function enterRecord(tx: Tx, bed: TestBed, number: string, campaign: string, item: string, input: z.output<typeof record>) {
  const application = await touchApplication(tx, number);
  await atJointTest(tx, application);
  await mustBeCampaignOf(tx, application.id, campaign);
  const { run } = await newestRun(bed, campaign);
  const { evidenceSm3, ...rest } = input;
  await bed.ask('POST', `/campaigns/${campaign}/runs/${run}/records/${item}`, {
    ...rest,
    by: tx.actor.id,
    evidence_sm3: evidenceSm3 ?? '',
  });
  auditApplication(tx, application, 'test-result-recorded', { campaign, run, item, verdict: input.verdict });
  return { number, campaign, run, item, verdict: input.verdict };
}

/** Submits the newest run: looked at first, so that nothing is frozen that owes something; then frozen at the bed, verified and joined. */
export async function submitRun(tx: Tx, bed: TestBed, number: string, campaign: string) {
  const application = await getApplication(tx, number);
  const { profile, step } = await atJointTest(tx, application);
  await mustBeCampaignOf(tx, application.id, campaign);
  const { run, frozenAt, answer } = await newestReport(bed, campaign);
  const report = readReport(answer);
  if (report !== null)
    whole([...owedOf(report, profile.onboarding), ...leftOut(report, profile, application.institutionKind)], step.clause);
  if (frozenAt === null) await bed.ask('POST', `/campaigns/${campaign}/runs/${run}/freeze`, {});
  const frozen = frozenRun.parse(await bed.ask('GET', `/campaigns/${campaign}/runs/${run}/frozen`));
  return joinRun(tx, number, frozen, await bed.publicKey());
}

/** A new run: platform and results begin anew; what was is kept and can be compared. A frozen campaign goes on with it. */
export async function beginRun(tx: Tx, bed: TestBed, number: string, campaign: string) {
  const application = await touchApplication(tx, number);
  await atJointTest(tx, application);
  await mustBeCampaignOf(tx, application.id, campaign);
  const { run } = z.looseObject({ run: z.int() }).parse(await bed.ask('POST', `/campaigns/${campaign}/runs`, {}));
  auditApplication(tx, application, 'test-run-begun', { campaign, run });
  return { number, campaign, run };
}
