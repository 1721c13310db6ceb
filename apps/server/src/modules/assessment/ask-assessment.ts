import { sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import type { Tx } from '../../ground/transaction.ts';
import { refuse } from './assessment.errors.ts';
import { findAssessment, type Summary } from './assessment.store.ts';

/** Wakes the work that has assessments made. */
export const ASSESSMENT_CHANNEL = 'assessment_work';

const DAY_MS = 86_400_000;

/** Has an assessment made; a program beside the server measures and judges. @throws installation-of-others, assessment-under-way */
export async function askForAssessment(tx: Tx): Promise<Summary> {
  if (!(await ownsInstallation(tx))) refuse('installation-of-others');
  const id = await wait(tx, 'officer', tx.actor.id);
  if (id === null) return refuse('assessment-under-way');
  tx.audit({ event: 'assessment-asked', object: { kind: 'assessment', id } });
  await tx.announce(ASSESSMENT_CHANNEL, '');
  return (await findAssessment(tx, id))!;
}

/** Has the day's assessment made where none was asked for by the schedule within a day. Gives its id, or null. */
export async function askWhenDue(tx: Tx): Promise<string | null> {
  const recent = await tx.db
    .selectFrom('assessment')
    .select('id')
    .where('cause', '=', 'schedule')
    .where('requested_at', '>', new Date(tx.now.getTime() - DAY_MS))
    .limit(1)
    .executeTakeFirst();
  if (recent !== undefined) return null;
  const id = await wait(tx, 'schedule', null);
  if (id !== null) tx.audit({ event: 'assessment-asked', object: { kind: 'assessment', id }, detail: { cause: 'schedule' } });
  return id;
}

/** @returns null: one is under way */
export async function wait(tx: Tx, cause: 'officer' | 'schedule' | 'command', by: string | null): Promise<string | null> {
  const id = uuidv7();
  const { numInsertedOrUpdatedRows } = await tx.db
    .insertInto('assessment')
    .values({ id, cause, requested_by: by, requested_at: tx.now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n ? id : null;
}

async function ownsInstallation(tx: Tx): Promise<boolean> {
  if (tx.actor.level === 'nation') return true;
  const { rows } = await sql<{ whole: boolean }>`select whole_installation(${tx.actor.prov}) as whole`.execute(tx.db);
  return rows[0]!.whole;
}
