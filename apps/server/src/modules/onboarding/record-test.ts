import type { HeldKind } from '@anjie/admission';
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { touchInstitution } from '../institutions/index.ts';
import { basisInForce } from '../regulations/index.ts';
import { findOpenApplication, ownParties } from './application.store.ts';
import { grant } from './grant.store.ts';
import { refuse } from './onboarding.errors.ts';
import { mayTake, whoMay } from './step-rules.ts';
import { take } from './take-step.ts';
import { insertTestRecord, TESTS } from './test-record.store.ts';

export const testRecord = z.strictObject({
  kind: z.string().min(1).max(40),
  passed: z.boolean(),
  testedAt: z.iso.datetime({ offset: true }),
  note: z.string().trim().min(1).max(2000).optional(),
});

/**
 * Records a test of network or system (JC-7). A passed one takes the step of an open application that waits for it; for an institution
 * without one (connected before the platform) it grants the fact itself. A failed one is kept and changes nothing.
 */
export async function recordTest(tx: Tx, code: string, input: z.output<typeof testRecord>) {
  const institution = await touchInstitution(tx, code);
  const profile = (await basisInForce(tx, { lock: false })).profile(institution);
  const kind = TESTS.find((one) => one === input.kind);
  const step = kind && profile.onboarding.transitions.find((one) => one.grants.includes(kind));
  if (kind === undefined || step === undefined)
    return refuse('code-not-in-rules', { path: 'body.kind', value: input.kind, rule: testsOf(profile.onboarding.transitions).join(', ') });
  const parties = await ownParties(tx, institution.id);
  if (!mayTake(step, tx.actor, parties)) refuseInput('role-not-allowed', { value: tx.actor.role, rule: whoMay(step), clause: step.clause });
  const test = { kind, passed: input.passed, testedAt: new Date(input.testedAt), note: input.note ?? null };
  const application = input.passed ? await findOpenApplication(tx, institution.id) : null;
  if (application !== null) {
    const taken = await take(tx, application, profile, step, { testedAt: input.testedAt, reason: input.note });
    return { institution: code, kind, passed: true, testedAt: input.testedAt, application: taken.number };
  }
  const testRecordId = await insertTestRecord(tx, institution, test);
  if (input.passed) await grant(tx, institution, kind, null, { testRecordId, clause: step.clause, stated: step.stated, requestedBy: null });
  tx.audit({
    event: 'test-recorded',
    object: { kind: 'institution', id: code },
    territory: institution,
    institutionId: institution.id,
    detail: { kind, passed: input.passed, testedAt: input.testedAt, clause: step.clause },
  });
  return { institution: code, kind, passed: input.passed, testedAt: input.testedAt, application: null };
}

const testsOf = (transitions: readonly { readonly grants: readonly HeldKind[] }[]) =>
  transitions.flatMap((one) => one.grants).filter((kind) => TESTS.includes(kind));
