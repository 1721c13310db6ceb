import { createHash } from 'node:crypto';
import { type Profile, saidValue } from '@anjie/rulebook';
import type { Tx } from '../../ground/transaction.ts';
import { refuse } from './network.errors.ts';
import { citing } from './territory-rules.ts';

/** What two people approve: for whom, how many addresses more, and why. SM3, 32 bytes. */
export function exceptionDigest(exception: { readonly institution: string; readonly extra: number; readonly reason: string }): Buffer {
  return createHash('sm3')
    .update(JSON.stringify([exception.institution, exception.extra, exception.reason]))
    .digest();
}

/**
 * NX-8: in principle one production address an institution; more by an exception that two people approved. An approval whose digest is not
 * that of the record counts for nothing.
 */
export async function mustBeWithinLimit(
  tx: Tx,
  institution: { readonly id: string; readonly code: string },
  profile: Profile,
  filed: { readonly path: string; readonly ip: string; readonly others: number },
): Promise<void> {
  const limit = saidValue(profile.addresses.perInstitution);
  if (limit === null || filed.others < limit.max) return;
  const approved = await tx.db
    .selectFrom('address_exception')
    .select(['extra', 'reason', 'digest'])
    .where('institution_id', '=', institution.id)
    .where('approved_at', 'is not', null)
    .where('revoked_at', 'is', null)
    .execute();
  const extra = approved
    .filter((row) => row.digest!.equals(exceptionDigest({ institution: institution.code, ...row })))
    .reduce((sum, row) => sum + row.extra, 0);
  if (limit.soft && filed.others < limit.max + extra) return;
  refuse('address-limit', {
    path: filed.path,
    value: filed.ip,
    rule: String(limit.max + extra),
    ...citing(profile.addresses.perInstitution),
    detail: {
      zh: `已有 ${filed.others} 个生产地址，允许 ${limit.max + extra} 个`,
      en: `${filed.others} production addresses are on file, ${limit.max + extra} are allowed`,
    },
  });
}
