import type { HeldKind } from '@anjie/admission';
import { uuidv7 } from 'uuidv7';
import type { Tx } from '../../ground/transaction.ts';
import { refuse } from './onboarding.errors.ts';

/** Facts that rest on a test of their own (JC-7); which territory asks for them stands in its profile. */
export const TESTS: readonly HeldKind[] = ['network-test', 'system-test'];

/** Records a test and its result. @returns id of the record @throws tested-in-the-future */
export async function insertTestRecord(
  tx: Tx,
  institution: { readonly id: string; readonly prov: string; readonly city: string; readonly div: string },
  test: { readonly kind: string; readonly passed: boolean; readonly testedAt: Date; readonly note: string | null },
): Promise<string> {
  if (test.testedAt > tx.now) refuse('tested-in-the-future', { path: 'body.testedAt', value: test.testedAt.toISOString() });
  const id = uuidv7();
  await tx.db
    .insertInto('test_record')
    .values({
      id,
      institution_id: institution.id,
      prov: institution.prov,
      city: institution.city,
      div: institution.div,
      kind: test.kind,
      passed: test.passed,
      tested_at: test.testedAt,
      note: test.note,
      recorded_by: tx.actor.id,
      recorded_at: tx.now,
    })
    .execute();
  return id;
}

export async function listTestRecords(tx: Tx, institutionId: string) {
  return tx.db
    .selectFrom('test_record')
    .select(['kind', 'passed', 'tested_at as testedAt', 'note', 'recorded_at as recordedAt'])
    .where('institution_id', '=', institutionId)
    .orderBy('recorded_at', 'desc')
    .limit(200)
    .execute();
}
