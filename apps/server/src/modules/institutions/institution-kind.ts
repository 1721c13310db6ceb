import { saidValue } from '@anjie/rulebook';
import type { Tx } from '../../ground/transaction.ts';
import { basisInForce } from '../regulations/index.ts';

/** A kind of institution as the rules of a territory name it. */
export interface InstitutionKind {
  readonly code: string;
  /** what its national code begins with */
  readonly letter: string;
  readonly title: { readonly zh: string; readonly en: string };
}

interface Place {
  readonly prov: string;
  readonly city: string;
  readonly div: string;
}

/** Kinds of institutions known in a territory: what they are is said by its rules, not here. */
export async function kindsIn(tx: Pick<Tx, 'db' | 'now'>, place: Place): Promise<readonly InstitutionKind[]> {
  return saidValue((await basisInForce(tx, { lock: false })).profile(place).institutions.kinds) ?? [];
}

/** Whether the kind is known and the code begins with its letter. */
export function fitsCode(kinds: readonly InstitutionKind[], kind: string, code: string): boolean {
  return kinds.some((one) => one.code === kind && code.startsWith(one.letter));
}
