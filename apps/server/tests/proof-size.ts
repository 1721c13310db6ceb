/** Proofs by load run small with every test run and in full by `npm run proof` (ANJIE_PROOF=full). */
export const FULL = process.env.ANJIE_PROOF === 'full';

export function rounds(small: number, full: number): number {
  return FULL ? full : small;
}
