import { canonicalAddress, canonicalMac } from '@anjie/admission';
import { z } from 'zod';
import { refuse } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { countInstitutions, type InstitutionFilter, type InstitutionView, listInstitutions } from '../institutions/index.ts';
import { institutionsAt } from '../network/index.ts';

const part = z.string().trim().min(1).max(100);

/** What the registry is searched by; all of it must fit. */
export const registryFilter = z.strictObject({
  name: part.optional(),
  address: part.optional(),
  code: z
    .string()
    .regex(/^[A-Z]\d{0,11}$/)
    .optional(),
  kind: z
    .string()
    .regex(/^[a-z][a-z-]{1,30}$/)
    .optional(),
  tier: z.string().trim().min(1).max(20).optional(),
  /** a county, or a city for its own unit; within one's sight */
  div: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
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
  asked: RegistryFilter,
  page: Pick<InstitutionFilter, 'after' | 'limit'>,
): Promise<InstitutionView[]> {
  const filter = await searchOf(tx, asked);
  return filter.ids?.length === 0 ? [] : listInstitutions(tx, { ...filter, ...page });
}

/** How many institutions of the registry fit, counted up to `most`. */
export async function countFound(tx: Tx, asked: RegistryFilter, most: number): Promise<number> {
  const filter = await searchOf(tx, asked);
  return filter.ids?.length === 0 ? 0 : countInstitutions(tx, filter, most);
}

/** What is searched by: of an address or a device, the institutions that it is on file for. */
async function searchOf(tx: Tx, { ip, mac, ...filter }: RegistryFilter): Promise<Omit<InstitutionFilter, 'limit'>> {
  if (ip === undefined && mac === undefined) return filter;
  const at = {
    ...(ip === undefined ? {} : { ip: canonicalAddress(ip) ?? refuse('input-invalid', { path: 'query.ip', value: ip, rule: 'address' }) }),
    ...(mac === undefined ? {} : { mac: canonicalMac(mac) ?? refuse('input-invalid', { path: 'query.mac', value: mac, rule: 'MAC' }) }),
  };
  return { ...filter, ids: await institutionsAt(tx, at, MOST_AT_ONE_ADDRESS) };
}
