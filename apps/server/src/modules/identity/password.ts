import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);
// OWASP's second recommendation for argon2id; the pool of libuv keeps it off the event loop.
const COST = { parallelism: 1, tagLength: 32, memory: 19_456, passes: 2 } as const;

/** argon2id (RFC 9106), written as `argon2id$memory$passes$salt$tag`. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await derive('argon2id', { message: password, nonce, ...COST });
  return `argon2id$${COST.memory}$${COST.passes}$${nonce.toString('base64')}$${tag.toString('base64')}`;
}

export async function passwordMatches(password: string, stored: string): Promise<boolean> {
  const [, memory, passes, nonce, tag] = stored.split('$');
  const expected = Buffer.from(tag ?? '', 'base64');
  const given = await derive('argon2id', {
    message: password,
    nonce: Buffer.from(nonce ?? '', 'base64'),
    parallelism: 1,
    tagLength: 32,
    memory: Number(memory),
    passes: Number(passes),
  });
  return expected.length === given.length && timingSafeEqual(expected, given);
}

export interface PasswordRule {
  readonly minLength: number;
  readonly classes: readonly string[];
}

/** Ours, where the text of a territory names no numbers: length alone. NX-13's numbers are no default for others. */
export const SILENT_TEXT: PasswordRule = { minLength: 12, classes: [] };

const CLASSES: Readonly<Record<string, RegExp>> = { upper: /[A-Z]/, lower: /[a-z]/, digit: /[0-9]/, symbol: /[^A-Za-z0-9]/ };

/** What of the rule a password lacks, or null. */
export function passwordFault(password: string, rule: PasswordRule): string | null {
  if (password.length < rule.minLength) return `≥ ${rule.minLength}`;
  return rule.classes.find((name) => !CLASSES[name]?.test(password)) ?? null;
}
