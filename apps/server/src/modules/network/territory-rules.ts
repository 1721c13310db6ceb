import type { Profile, Said } from '@anjie/rulebook';
import type { Tx } from '../../ground/transaction.ts';
import { basisInForce } from '../regulations/index.ts';
import { refuse } from './network.errors.ts';

interface Territory {
  readonly prov: string;
  readonly city: string;
  readonly div: string;
}

/** The profile in force for an institution's territory. */
export async function profileOf(tx: Tx, territory: Territory): Promise<Profile> {
  return (await basisInForce(tx, { lock: false })).profile(territory);
}

/** The clause a refusal cites: only what a text states; a default of ours cites none. */
export function citing(leaf: Said<unknown>): { clause?: string } {
  return leaf.stated === true && leaf.clause !== undefined ? { clause: leaf.clause } : {};
}

/** 属地: the bureau of the institution's own division, not the one above it. A city's own unit has the city as its division. */
export function mustBeTerritorialBureau(tx: Tx, territory: Territory): void {
  const own = tx.actor.div ?? tx.actor.city;
  if (own !== territory.div) refuse('not-the-territorial-bureau', { value: tx.actor.bureauName, rule: territory.div });
}
