import { type Said, saidValue } from '@anjie/rulebook';
import type { Tx } from '../../ground/transaction.ts';
import { listFirms } from '../vendors/index.ts';
import { profileOf } from './territory-rules.ts';

/** JC-5: the carriers among which institutions of the caller's territory choose, with what its text says of their number and choice. */
export async function listCarriers(tx: Tx) {
  const prov = tx.actor.prov!;
  const city = tx.actor.city ?? prov;
  const profile = await profileOf(tx, { prov, city, div: tx.actor.div ?? city });
  const firms = await listFirms(tx, { prov, city: tx.actor.city, role: 'carrier', after: null, limit: 200 });
  return {
    carriers: firms.map(({ code, name }) => ({ code, name })),
    count: shown(profile.carriers.count),
    chosenBy: shown(profile.carriers.chosenBy),
  };
}

function shown<T extends number | string>(leaf: Said<T>) {
  return { value: saidValue(leaf), clause: leaf.clause ?? null };
}
