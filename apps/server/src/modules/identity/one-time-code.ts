import { createHash, randomInt } from 'node:crypto';

/** Letters and digits that are not taken for one another. */
const SIGNS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** A code to be typed: groups of five out of 32 signs, five bits a sign. */
export function newCode(groups: number): string {
  return Array.from({ length: groups }, () => Array.from({ length: 5 }, () => SIGNS[randomInt(SIGNS.length)]).join('')).join('-');
}

/** What is kept of a code of 75 bits or more: too many to be tried, so that a plain digest does. */
export function codeDigest(code: string): Buffer {
  return createHash('sm3')
    .update(code.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''))
    .digest();
}
