import { canonicalAddress, ENVIRONMENTS } from '@anjie/admission';
import { addressAllowed, type Profile } from '@anjie/rulebook';
import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import { touchInstitution } from '../institutions/index.ts';
import { mustBeWithinLimit } from './address-limit.ts';
import { type Filing, standingFilings } from './filing.store.ts';
import { refuse } from './network.errors.ts';
import { contentOf, openFiling, targetOf } from './open-filing.ts';
import { citing, profileOf } from './territory-rules.ts';

const content = { ip: z.string().max(45), environment: z.enum(ENVIRONMENTS) };
const target = z.string().max(40);

export const addressFiling = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('apply'), ...content }),
  z.strictObject({ act: z.literal('change'), target, ...content }),
  z.strictObject({ act: z.literal('cancel'), target }),
]);

/** Files an address by which the institution reaches the platform (NX-6, NX-8, TS-1(9)). */
export async function fileAddress(tx: Tx, code: string, input: z.output<typeof addressFiling>): Promise<Filing> {
  const institution = await touchInstitution(tx, code);
  const before = input.act === 'apply' ? null : await targetOf(tx, institution, 'address', input.target);
  if (input.act === 'cancel') return openFiling(tx, institution, 'address', 'cancel', before, contentOf(before!));
  const profile = await profileOf(tx, institution);
  const ip = allowedAddress(profile, input.ip);
  const standing = (await standingFilings(tx, institution.id, 'address')).filter((filing) => filing.act !== 'cancel');
  if (standing.some((filing) => filing.ip === ip && filing.id !== before?.id)) refuse('filed-already', { path: 'body.ip', value: ip });
  if (input.environment === 'production') {
    const others = standing.filter((filing) => filing.environment === 'production' && filing.id !== before?.id);
    await mustBeWithinLimit(tx, institution, profile, { path: 'body.ip', ip, others: others.length });
  }
  return openFiling(tx, institution, 'address', input.act, before, { ip, environment: input.environment });
}

/** One spelling of the address, in the ranges of the profile. */
export function allowedAddress(profile: Profile, text: string): string {
  const ip = canonicalAddress(text) ?? refuse('address-malformed', { path: 'body.ip', value: text });
  if (!addressAllowed(profile, ip)) refuse('address-not-allowed', { path: 'body.ip', value: ip, ...citing(profile.addresses.ranges) });
  return ip;
}
