export { canonicalAddress, canonicalMac } from './address.ts';
export { combine, narrow, reaching } from './combine.ts';
export { type Decision, decide } from './decide.ts';
export * from './entry.ts';
export { entryOf, grantAt, nextChangeAt } from './entry-of.ts';
export * from './facts.ts';
export { everHolds, holdsAt, overlap } from './interval.ts';
export { deniedClass } from './verdict.ts';
export * from './words.ts';
