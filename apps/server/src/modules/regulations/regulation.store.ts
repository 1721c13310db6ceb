import type { Tx } from '../../ground/transaction.ts';

/** Publications, newest first: who asked, who approved, from when. */
export async function listPublications(tx: Tx, before: number | null, limit: number) {
  const rows = await tx.db
    .selectFrom('basis')
    .leftJoin('account as requester', 'requester.id', 'basis.requested_by')
    .leftJoin('account as approver', 'approver.id', 'basis.approved_by')
    .select([
      'generation',
      'decide_version as decideVersion',
      'digest',
      'effective_at',
      'requested_at',
      'approved_at',
      'activated_at',
      'installed',
      'based_on as basedOn',
      'reason',
      'requester.name as requestedBy',
      'approver.name as approvedBy',
    ])
    .$if(before !== null, (query) => query.where('generation', '<', before!))
    .orderBy('generation', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ digest, effective_at, requested_at, approved_at, activated_at, ...row }) => ({
    ...row,
    digest: digest.toString('hex'),
    effectiveAt: effective_at?.toISOString() ?? null,
    requestedAt: requested_at.toISOString(),
    approvedAt: approved_at?.toISOString() ?? null,
    activatedAt: activated_at?.toISOString() ?? null,
  }));
}

export function findPublication(tx: Tx, generation: number) {
  return tx.db
    .selectFrom('basis')
    .select(['generation', 'digest', 'based_on as basedOn'])
    .where('generation', '=', generation)
    .executeTakeFirst();
}
