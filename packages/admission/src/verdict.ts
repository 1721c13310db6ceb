import type { Grant, Reason } from './entry.ts';
import type { TransactionClass } from './words.ts';

/** Why a transaction of the class is refused: the first reason that denies everything, else the first that denies the class. Null: it passes. */
export function deniedClass(grant: Grant, transactionClass: TransactionClass): Reason | null {
  return (
    grant.reasons.find((reason) => reason.denies === 'all') ??
    grant.reasons.find((reason) => reason.denies !== 'all' && reason.denies.includes(transactionClass)) ??
    null
  );
}
