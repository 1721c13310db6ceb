import { canonicalMac } from '@anjie/admission';
import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import { touchInstitution } from '../institutions/index.ts';
import { allowedAddress } from './file-address.ts';
import { type Filing, standingFilings } from './filing.store.ts';
import { refuse } from './network.errors.ts';
import { contentOf, openFiling, targetOf } from './open-filing.ts';
import { profileOf } from './territory-rules.ts';

const content = {
  ip: z.string().max(45),
  mac: z.string().max(17),
  device: z.string().trim().min(1).max(100).optional(),
  /** number of the PSAM card in its reader */
  psam: z.string().trim().min(1).max(40).optional(),
};
const target = z.string().max(40);

export const terminalFiling = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('apply'), ...content }),
  z.strictObject({ act: z.literal('change'), target, ...content }),
  z.strictObject({ act: z.literal('cancel'), target }),
]);

/**
 * Files a terminal by its MAC behind an address (NX-6, TS-1(9)). The texts give no order between address and terminal: the address need not
 * be on file yet. Several terminals may stand behind one address.
 */
export async function fileTerminal(tx: Tx, code: string, input: z.output<typeof terminalFiling>): Promise<Filing> {
  const institution = await touchInstitution(tx, code);
  const before = input.act === 'apply' ? null : await targetOf(tx, institution, 'terminal', input.target);
  if (input.act === 'cancel') return openFiling(tx, institution, 'terminal', 'cancel', before, contentOf(before!));
  const ip = allowedAddress(await profileOf(tx, institution), input.ip);
  const mac = canonicalMac(input.mac) ?? refuse('mac-malformed', { path: 'body.mac', value: input.mac });
  const standing = (await standingFilings(tx, institution.id, 'terminal')).filter((filing) => filing.act !== 'cancel');
  if (standing.some((filing) => filing.mac === mac && filing.id !== before?.id)) refuse('filed-already', { path: 'body.mac', value: mac });
  return openFiling(tx, institution, 'terminal', input.act, before, {
    ip,
    mac,
    device: input.device ?? null,
    psam: input.psam ?? null,
  });
}
