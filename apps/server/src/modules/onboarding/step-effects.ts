import type { HeldKind } from '@anjie/admission';
import type { Profile, Transition } from '@anjie/rulebook';
import type { Tx } from '../../ground/transaction.ts';
import { cancelClocks, endClocks, pauseClocks, resumeClocks, startClock } from '../clocks/index.ts';
import { imposeByLaw, liftByRecord, releaseByRecord } from '../restrictions/index.ts';
import { assignSystem } from '../vendors/index.ts';
import { type Application, updateApplication } from './application.store.ts';
import { appointFirms } from './appoint-firms.ts';
import { certifyVersion } from './certified-version.ts';
import { closeReport } from './dossier.store.ts';
import { endGrants, grant } from './grant.store.ts';
import { beginsTest } from './step-rules.ts';
import { insertTestRecord, TESTS } from './test-record.store.ts';

export interface Taken {
  readonly stepId: string;
  readonly requestedBy: string | null;
  readonly reason?: string | undefined;
  readonly partner?: string | undefined;
  readonly platformVendor?: string | undefined;
  readonly testedAt?: string | undefined;
}

/** Everything that follows from a step taken, as the profile's row says: state, firms, clocks, grants, restrictions, the system run. */
export async function carryOut(
  tx: Tx,
  application: Application,
  profile: Profile,
  step: Transition,
  taken: Taken,
): Promise<{ state: string; version: number }> {
  const institution = { id: application.institutionId, prov: application.prov, city: application.city, div: application.div };
  const final = profile.onboarding.final.includes(step.to);
  await updateApplication(tx, application.id, {
    state: step.to,
    ...(final ? { closed_at: tx.now } : {}),
    ...(await appointFirms(tx, application, step, taken)),
  });
  if (beginsTest(profile, step)) await closeReport(tx, application.id);
  await endClocks(tx, application.id, step.name);
  if (final) await cancelClocks(tx, application.id, step.name);
  if (step.clocks === 'pause') await pauseClocks(tx, { subjectId: application.id }, taken.reason ?? step.title.zh);
  if (step.clocks === 'resume') await resumeClocks(tx, { subjectId: application.id }, taken.reason ?? step.title.zh);
  await startClocks(tx, application, profile, step);
  await endGrants(tx, institution.id, step.ends, taken.stepId);
  for (const kind of step.grants) await grantBy(tx, application, step, kind, taken);
  await restrict(tx, application, profile, step, taken.stepId, final);
  await certifyVersion(tx, application, profile, step);
  if (step.assignsSystem && application.systemId !== null && application.vendorId !== null)
    await assignSystem(tx, institution, { id: application.systemId, vendorId: application.vendorId });
  return { state: step.to, version: application.version + 1 };
}

async function grantBy(tx: Tx, application: Application, step: Transition, kind: HeldKind, taken: Taken): Promise<void> {
  const institution = { ...application, id: application.institutionId };
  const testRecordId = TESTS.includes(kind)
    ? await insertTestRecord(tx, institution, { kind, passed: true, testedAt: testedAt(tx, taken), note: taken.reason ?? null })
    : undefined;
  await grant(tx, institution, kind, application.systemId, {
    stepId: taken.stepId,
    ...(testRecordId === undefined ? {} : { testRecordId }),
    clause: step.clause,
    stated: step.stated,
    requestedBy: taken.requestedBy,
  });
}

const testedAt = (tx: Tx, taken: Taken) => (taken.testedAt === undefined ? tx.now : new Date(taken.testedAt));

/** Clocks whose start event is this step: one for all the steps that end it. */
async function startClocks(tx: Tx, application: Application, profile: Profile, step: Transition): Promise<void> {
  const waiting = profile.onboarding.transitions.filter((one) => one.deadline?.startEvent === step.name);
  const groups = Map.groupBy(waiting, (one) => `${one.clause} ${one.deadline!.amount} ${one.deadline!.unit}`);
  for (const steps of groups.values()) {
    const { deadline, clause, stated } = steps[0]!;
    await startClock(tx, {
      institution: { ...application, id: application.institutionId },
      subject: { kind: 'application', id: application.id },
      period: deadline!,
      startEvent: step.name,
      endEvents: steps.map((one) => one.deadline!.endEvent),
      clause,
      stated,
      startedAt: tx.now,
      countFirstDay: profile.countFirstDay.value === true,
    });
  }
}

/**
 * NX-20(末) as data: the step that applies suspends a pharmacy in its local bureau's name, the step that agrees lifts that, and an end
 * without agreement leaves it to the bureau.
 */
async function restrict(
  tx: Tx,
  application: Application,
  profile: Profile,
  step: Transition,
  stepId: string,
  final: boolean,
): Promise<void> {
  const { pharmacy } = profile.onboarding;
  const concerned = pharmacy.institutionKinds.includes(application.institutionKind) && pharmacy.applicationKinds.includes(application.kind);
  if (!concerned || pharmacy.suspend.length === 0) return;
  const institution = { id: application.institutionId, prov: application.prov, city: application.city, div: application.div };
  const kinds = pharmacy.suspend.map((one) => one.kind);
  if (step.suspendsPharmacy) {
    for (const { kind, clause, stated } of pharmacy.suspend)
      await imposeByLaw(tx, {
        institution,
        kind,
        clause,
        stated,
        reason: `更换信息系统，自申请之日起（受理号 ${application.number}）`,
        bureau: application.bureauId,
      });
  } else if (step.liftsPharmacy) await liftByRecord(tx, { institution, kinds, recordId: stepId, clause: step.clause });
  else if (final) await releaseByRecord(tx, { institution, kinds, recordId: stepId });
}
