/** Words shared by every part of admission. */

export const ENVIRONMENTS = ['production', 'test'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** Classes of transactions, as the gateway sees them; which infno belongs to which class is data of the national interface. */
export const TRANSACTION_CLASSES = ['query', 'register', 'settle', 'reverse', 'reconcile', 'upload'] as const;
export type TransactionClass = (typeof TRANSACTION_CLASSES)[number];

/** Id of a clause of the regulation catalogue, e.g. "NX-20(末)". */
export type Clause = string;
