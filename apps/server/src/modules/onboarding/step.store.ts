import type { Transition } from '@anjie/rulebook';
import { uuidv7 } from 'uuidv7';
import type { Tx } from '../../ground/transaction.ts';
import { type Application, partiesOf, placeOf } from './application.store.ts';

export interface PendingStep {
  readonly id: string;
  readonly name: string;
  readonly reason: string | null;
  readonly requestedBy: string;
  readonly digest: string;
}

/** The request that waits for approval, or null. */
export async function findPending(tx: Pick<Tx, 'db'>, applicationId: string): Promise<PendingStep | null> {
  const row = await tx.db
    .selectFrom('application_step')
    .select(['id', 'name', 'reason', 'requested_by', 'digest'])
    .where('application_id', '=', applicationId)
    .where('decided_at', 'is', null)
    .where('voided_at', 'is', null)
    .executeTakeFirst();
  return row === undefined ? null : { ...row, requestedBy: row.requested_by!, digest: row.digest! };
}

/** What was requested has changed, or was declined: the request is void and must be made again. */
export async function voidPending(tx: Tx, applicationId: string): Promise<void> {
  // A party's change voids a request of the bureau that the party may not see.
  await tx.unsafeAsSystem((db) =>
    db
      .updateTable('application_step')
      .set({ voided_at: tx.now })
      .where('application_id', '=', applicationId)
      .where('decided_at', 'is', null)
      .where('voided_at', 'is', null)
      .execute(),
  );
}

const rowOf = (application: Application, step: Transition) => ({
  id: uuidv7(),
  ...placeOf(application),
  ...partiesOf(application),
  name: step.name,
  from_state: application.state,
  to_state: step.to,
  clause: step.clause,
  stated: step.stated,
  four_eyes: step.fourEyes,
});

export async function insertRequest(tx: Tx, application: Application, step: Transition, reason: string | null, digest: string) {
  await tx.db
    .insertInto('application_step')
    .values({
      ...rowOf(application, step),
      reason,
      digest,
      requested_by: tx.actor.id,
      requested_by_name: tx.actor.name,
      requested_at: tx.now,
    })
    .execute();
}

/** Records a step taken: the approval of what was requested, or one person's act. @returns id of the record */
export async function insertTaken(
  tx: Tx,
  application: Application,
  step: Transition,
  pending: PendingStep | null,
  reason: string | null,
): Promise<string> {
  const decided = { decided_by: tx.actor.id, decided_by_name: tx.actor.name, decided_at: tx.now };
  if (pending !== null) {
    await tx.db.updateTable('application_step').set(decided).where('id', '=', pending.id).execute();
    return pending.id;
  }
  const row = rowOf(application, step);
  await tx.db
    .insertInto('application_step')
    .values({ ...row, reason, ...decided })
    .execute();
  return row.id;
}

/** The history of an application, requests included, the earliest first. */
export async function listSteps(tx: Tx, applicationId: string) {
  return tx.db
    .selectFrom('application_step')
    .select([
      'name',
      'from_state as from',
      'to_state as to',
      'clause',
      'stated',
      'reason',
      'requested_by_name as requestedBy',
      'requested_at as requestedAt',
      'decided_by_name as decidedBy',
      'decided_at as decidedAt',
      'voided_at as voidedAt',
    ])
    .where('application_id', '=', applicationId)
    .orderBy('id')
    .execute();
}
