import { canonicalJson } from '@anjie/admission';
import { sm3Hex } from '@anjie/guomi';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { basisInForce } from '../regulations/index.ts';
import { auditApplication, partiesOf, placeOf, touchApplication } from './application.store.ts';
import { closeReport } from './dossier.store.ts';
import { refuse } from './onboarding.errors.ts';
import { voidPending } from './step.store.ts';
import { mayTake, takesReport, whoMay } from './step-rules.ts';

const note = z.string().trim().min(1).max(2000).optional();

export const testReport = z.strictObject({
  passed: z.boolean(),
  /** 附件三 part 1: each test item with its result */
  items: z.array(z.strictObject({ code: z.string().min(1).max(60), passed: z.boolean(), note })).max(100),
  /** 附件三 part 2: one 结果记录 for each lettered item */
  records: z
    .array(
      z.strictObject({
        code: z.string().min(1).max(20),
        result: z.enum(['conforms', 'partly', 'does-not-conform', 'not-applicable']),
        note,
      }),
    )
    .max(200),
  note,
});

/** The report of the joint test (附件三), by hand. It replaces the one before, and voids the seals on that. @returns its SM3, which is sealed */
export async function recordTestReport(tx: Tx, number: string, input: z.output<typeof testReport>) {
  const application = await touchApplication(tx, number);
  const profile = (await basisInForce(tx, { lock: false })).profile(application);
  const { testItems, assessmentItems, transitions } = profile.onboarding;
  const step = transitions.find((one) => one.requires.report);
  if (step === undefined) return refuse('onboarding-not-defined', { path: 'params.number', value: number });
  if (!mayTake(step, tx.actor, application))
    refuseInput('role-not-allowed', { value: tx.actor.role, rule: whoMay(step), clause: step.clause });
  if (!takesReport(profile, application.state))
    refuse('step-not-from-here', {
      path: 'params.number',
      value: number,
      rule: step.from.join(', '),
      current: { state: application.state },
    });
  exactly('body.items', input.items, testItems);
  exactly('body.records', input.records, assessmentItems);
  const failed = input.items.find((one) => !one.passed);
  if (input.passed && failed !== undefined)
    refuse('report-contradicts-itself', { path: 'body.passed', value: failed.code, clause: step.clause });
  const sm3 = sm3Hex(canonicalJson({ number, institution: application.institutionCode, ...input }));
  const sealsVoided = await closeReport(tx, application.id);
  await tx.db
    .insertInto('test_report')
    .values({
      id: uuidv7(),
      ...placeOf(application),
      ...partiesOf(application),
      passed: input.passed,
      report: JSON.stringify(input),
      sm3,
      recorded_by: tx.actor.id,
      recorded_at: tx.now,
    })
    .execute();
  await voidPending(tx, application.id);
  auditApplication(tx, application, 'test-report-recorded', { passed: input.passed, sm3, sealsVoided });
  return { number, passed: input.passed, sm3, sealsVoided };
}

/** Every item that the rules list, once. */
function exactly(
  path: string,
  given: readonly { readonly code: string }[],
  asked: readonly { readonly code: string; readonly clause: string }[],
): void {
  const codes = given.map((one) => one.code);
  const missing = asked.find((one) => !codes.includes(one.code));
  if (missing !== undefined) refuse('report-incomplete', { path, value: missing.code, rule: 'missing', clause: missing.clause });
  const foreign = codes.find((code, i) => codes.indexOf(code) !== i || !asked.some((one) => one.code === code));
  if (foreign !== undefined) refuse('report-incomplete', { path, value: foreign, rule: 'unknown or twice' });
}
