import { z } from 'zod';
import { refuse as refuseCommon } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { basisInForce, basisOf, lockBasis } from './basis.ts';
import { refuse } from './regulation.errors.ts';
import { refuseBeyond } from './request-publication.ts';

export const approval = z.strictObject({
  /** SM3 of what was read, as hex */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Wakes the loop that puts a new basis into force and decides what is behind. */
export const BASIS_CHANNEL = 'anjie_basis';

/** Another person approves. The basis is held exclusively until commit: nobody decides on the old one after the new one is in force. */
export async function approvePublication(tx: Tx, generation: number, input: z.output<typeof approval>) {
  await lockBasis(tx, 'exclusive');
  tx.refreshNow();
  const row = await tx.db
    .selectFrom('basis')
    .select(['generation', 'digest', 'effective_at', 'requested_by', 'approved_at', 'based_on'])
    .where('generation', '=', generation)
    .executeTakeFirst();
  if (row === undefined) return refuseCommon('not-found', { path: 'params.generation', value: generation });
  if (row.approved_at !== null) refuse('publication-decided', { path: 'params.generation', value: generation });
  if (row.requested_by === tx.actor.id) refuseCommon('four-eyes', { path: 'params.generation', value: generation });
  if (row.digest.toString('hex') !== input.digest) refuse('publication-digest-mismatch', { path: 'body.digest', value: input.digest });
  const later = await tx.db
    .selectFrom('basis')
    .select('generation')
    .where('approved_at', 'is not', null)
    .where('generation', '>', row.based_on!)
    .executeTakeFirst();
  const inForce = await basisInForce(tx, { lock: false });
  if (later !== undefined || inForce.generation !== row.based_on)
    refuse('publication-outdated', { value: row.based_on, current: { generation: later?.generation ?? inForce.generation } });
  if (row.effective_at !== null && row.effective_at < tx.now)
    refuse('effective-instant-past', { path: 'effectiveAt', value: row.effective_at.toISOString() });
  const requested = await basisOf(tx, generation);
  const codes = [...new Set([...requested.profiles.keys(), ...inForce.profiles.keys()])];
  const changed = codes.filter((code) => JSON.stringify(requested.profiles.get(code)) !== JSON.stringify(inForce.profiles.get(code)));
  refuseBeyond(
    tx.actor,
    changed.map((profile) => ({ profile, differences: null })),
    requested.profiles,
    inForce.profiles,
  );
  const effectiveAt = row.effective_at ?? tx.now;
  await tx.db
    .updateTable('basis')
    .set({ approved_by: tx.actor.id, approved_at: tx.now, approved_digest: row.digest, effective_at: effectiveAt })
    .where('generation', '=', generation)
    .execute();
  tx.audit({
    event: 'publication-approved',
    object: { kind: 'basis', id: String(generation) },
    detail: { digest: input.digest, effectiveAt: effectiveAt.toISOString() },
  });
  await tx.announce(BASIS_CHANNEL, String(effectiveAt.getTime()));
  return { generation, digest: input.digest, effectiveAt: effectiveAt.toISOString() };
}
