import type { Tx } from '../../ground/transaction.ts';
import { refuse } from './institution.errors.ts';
import type { InstitutionView } from './institution.store.ts';

/** 属地: a city's own unit has the city as its division. */
export function mustBeOwnBureau(tx: Tx, institution: InstitutionView): void {
  if ((tx.actor.div ?? tx.actor.city) !== institution.div)
    refuse('amendment-not-territorial', { value: tx.actor.bureauName, rule: institution.div });
}
