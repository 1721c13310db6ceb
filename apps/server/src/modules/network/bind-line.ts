import { canonicalAddress, canonicalMac } from '@anjie/admission';
import { saidValue } from '@anjie/rulebook';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import { type Filing, getFiling, touchFiling } from './filing.store.ts';
import { auditPassed } from './line.store.ts';
import { mustAllow } from './must-allow.ts';
import { refuse } from './network.errors.ts';
import { citing, profileOf } from './territory-rules.ts';

export const lineBinding = z.strictObject({
  ip: z.string().max(45),
  /** every MAC bound to the address; what was bound to it before and is not named here is released */
  macs: z.array(z.string().max(17)).max(500),
});

/** Records what the carrier has bound on its line: MAC to IP (NX-8). Released bindings are closed, never overwritten. */
export async function bindLine(tx: Tx, id: string, input: z.output<typeof lineBinding>): Promise<Filing> {
  const filing = await touchFiling(tx, 'line', id);
  mustAllow('bind', filing);
  const profile = await profileOf(tx, filing);
  if (saidValue(profile.addresses.boundBy) !== 'carrier') refuse('binding-not-asked', { path: 'params.id', value: filing.number });
  if (!(await auditPassed(tx, id)))
    refuse('audit-not-passed', { path: 'params.id', value: filing.number, ...citing(profile.lines.auditedBy) });
  const ip = canonicalAddress(input.ip) ?? refuse('address-malformed', { path: 'body.ip', value: input.ip });
  const macs = new Set(
    input.macs.map((mac, index) => canonicalMac(mac) ?? refuse('mac-malformed', { path: `body.macs.${index}`, value: mac })),
  );
  const present = await tx.db
    .selectFrom('line_binding')
    .select(['id', 'mac', 'filing_id'])
    .where('institution_id', '=', filing.institutionId)
    .where('carrier_id', '=', filing.carrierId)
    .where('ip', '=', ip)
    .where('ended_at', 'is', null)
    .execute();
  // Before its acceptance a change takes nothing from the line in force; afterwards it takes over what was bound under earlier filings.
  const own = present.filter((row) => row.filing_id === id);
  const stale = [
    ...own.filter((row) => !macs.has(row.mac)),
    ...(filing.state === 'accepted' ? present.filter((row) => !own.includes(row)) : []),
  ];
  const released = stale.map((row) => row.id);
  if (released.length > 0) await tx.db.updateTable('line_binding').set({ ended_at: tx.now }).where('id', 'in', released).execute();
  const added = [...macs].filter((mac) => !own.some((row) => row.mac === mac));
  if (added.length > 0)
    await tx.db
      .insertInto('line_binding')
      .values(added.map((mac) => bindingRow(tx, filing, ip, mac)))
      .execute();
  tx.audit({
    event: 'line-bound',
    object: { kind: 'filing', id: filing.number },
    territory: filing,
    institutionId: filing.institutionId,
    detail: { ip, macs: [...macs] },
  });
  return getFiling(tx, 'line', id);
}

function bindingRow(tx: Tx, filing: Filing, ip: string, mac: string) {
  return {
    id: uuidv7(),
    filing_id: filing.id,
    carrier_id: filing.carrierId!,
    institution_id: filing.institutionId,
    prov: filing.prov,
    city: filing.city,
    div: filing.div,
    ip,
    mac,
    bound_at: tx.now,
    bound_by: tx.actor.id,
  };
}
