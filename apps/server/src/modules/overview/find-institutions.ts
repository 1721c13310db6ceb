import { canonicalAddress, canonicalMac } from '@anjie/admission';
import { z } from 'zod';
import { refuse } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { type InstitutionFilter, type InstitutionView, listInstitutions } from '../institutions/index.ts';
import { institutionsAt } from '../network/index.ts';

const part = z.string().trim().min(1).max(100);

/** What the registry is searched by; all of it must fit. */
export const registryFilter = z.strictObject({
  name: part.optional(),
  address: part.optional(),
  code: z
    .string()
    .regex(/^[HP]\d{0,11}$/)
    .optional(),
  kind: z.enum(['hospital', 'pharmacy']).optional(),
  /** on file for it, open or in force */
  ip: z.string().max(45).optional(),
  mac: z.string().max(17).optional(),
  sort: z.enum(['code', 'name', 'newest']).default('code'),
});

export type RegistryFilter = z.output<typeof registryFilter>;

/** One address or device stands on file for a handful of institutions, never for more than this. */
const MOST_AT_ONE_ADDRESS = 1000;

/** One page of the registry. @throws input-invalid for what is no address or no MAC */
export async function findInstitutions(
  tx: Tx,
  { ip, mac, ...filter }: RegistryFilter,
  page: Pick<InstitutionFilter, 'after' | 'limit'>,
): Promise<InstitutionView[]> {
  if (ip === undefined && mac === undefined) return listInstitutions(tx, { ...filter, ...page });
  const at = {
    ...(ip === undefined ? {} : { ip: canonicalAddress(ip) ?? refuse('input-invalid', { path: 'query.ip', value: ip, rule: 'address' }) }),
    ...(mac === undefined ? {} : { mac: canonicalMac(mac) ?? refuse('input-invalid', { path: 'query.mac', value: mac, rule: 'MAC' }) }),
  };
  const ids = await institutionsAt(tx, at, MOST_AT_ONE_ADDRESS);
  return ids.length === 0 ? [] : listInstitutions(tx, { ...filter, ...page, ids });
}
