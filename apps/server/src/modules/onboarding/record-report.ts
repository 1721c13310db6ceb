import type { Profile, Transition } from '@anjie/rulebook';
import { uuidv7 } from 'uuidv7';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { basisInForce } from '../regulations/index.ts';
import { type Application, auditApplication, partiesOf, placeOf } from './application.store.ts';
import { closeReport } from './dossier.store.ts';
import { refuse } from './onboarding.errors.ts';
import { voidPending } from './step.store.ts';
import { mayTake, takesReport, whoMay } from './step-rules.ts';

/** The step that the report of the joint test opens, in the profile in force. */
export interface ReportStep {
  readonly profile: Profile;
  readonly step: Transition;
}

/**
 * Whether the application is at its joint test, and the actor is one who may complete it.
 *
 * @param who 'anybody': the state alone is asked, the route says who
 * @throws onboarding-not-defined, role-not-allowed, step-not-from-here
 */
export async function atJointTest(tx: Tx, application: Application, who: 'testers' | 'anybody' = 'testers'): Promise<ReportStep> {
  const profile = (await basisInForce(tx, { lock: false })).profile(application);
  const step = profile.onboarding.transitions.find((one) => one.requires.report);
  if (step === undefined) return refuse('onboarding-not-defined', { path: 'params.number', value: application.number });
  if (who === 'testers' && !mayTake(step, tx.actor, application))
    refuseInput('role-not-allowed', { value: tx.actor.role, rule: whoMay(step), clause: step.clause });
  if (!takesReport(profile, application.state))
    refuse('step-not-from-here', {
      path: 'params.number',
      value: application.number,
      rule: step.from.join(', '),
      current: { state: application.state },
    });
  return { profile, step };
}

/**
 * The report of the joint test (附件三). It replaces the one before, and voids the seals on that. Whoever records it has verified it.
 *
 * @returns id of the report, and how many seals fell
 */
export async function recordReport(
  tx: Tx,
  application: Application,
  report: {
    readonly passed: boolean;
    readonly sm3: string;
    readonly content: unknown;
    readonly suite: 'whole' | 'part' | 'short';
    /** of a short suite: the certification that it stands on */
    readonly certificationId: string | null;
  },
): Promise<{ readonly reportId: string; readonly sealsVoided: number }> {
  const { passed, sm3, content, suite, certificationId } = report;
  const sealsVoided = await closeReport(tx, application.id);
  const reportId = uuidv7();
  await tx.db
    .insertInto('test_report')
    .values({
      id: reportId,
      ...placeOf(application),
      ...partiesOf(application),
      passed,
      report: JSON.stringify(content),
      sm3,
      suite,
      certification_id: certificationId,
      recorded_by: tx.actor.id,
      recorded_at: tx.now,
    })
    .execute();
  await voidPending(tx, application.id);
  auditApplication(tx, application, 'test-report-recorded', { passed, sm3, suite, sealsVoided });
  return { reportId, sealsVoided };
}
