import type { Tx } from '../../ground/transaction.ts';

/** An enrolment that was begun is confirmed within minutes or never; a challenge lives for five (ours; the texts are silent). */
export const UNCONFIRMED_MS = 3_600_000;

/**
 * Destroys seeds that were never confirmed, challenges that are over, and the seeds of factors that were removed (NX-附3.2-9a). The record
 * says how many of each, and of whom nothing.
 *
 * @returns how many were destroyed
 */
export async function discardFactors(tx: Tx): Promise<number> {
  const before = new Date(tx.now.getTime() - UNCONFIRMED_MS);
  const begun = await tx.db.deleteFrom('factor').where('confirmed_at', 'is', null).where('created_at', '<', before).executeTakeFirst();
  const seeds = await tx.db
    .updateTable('factor')
    .set({ secret: null })
    .where('removed_at', 'is not', null)
    .where('secret', 'is not', null)
    .executeTakeFirst();
  const challenges = await tx.db.deleteFrom('factor_challenge').where('made_at', '<', before).executeTakeFirst();
  const detail = {
    unconfirmed: Number(begun.numDeletedRows),
    removedSeeds: Number(seeds.numUpdatedRows),
    challenges: Number(challenges.numDeletedRows),
  };
  const done = detail.unconfirmed + detail.removedSeeds + detail.challenges;
  if (done > 0) tx.audit({ event: 'factors-discarded', object: null, detail });
  return done;
}
