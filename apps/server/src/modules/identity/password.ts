import { randomBytes, timingSafeEqual } from 'node:crypto';
import { commonFault } from './common-passwords.ts';
import { deriveTag } from './hashing-pool.ts';

// OWASP's second recommendation for argon2id.
const COST = { memory: 19_456, passes: 2 } as const;

/** argon2id (RFC 9106), written as `argon2id$memory$passes$salt$tag`. @throws Refusal 'login-busy' */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await deriveTag({ message: password, nonce, ...COST });
  return `argon2id$${COST.memory}$${COST.passes}$${nonce.toString('base64')}$${tag.toString('base64')}`;
}

/** @throws Refusal 'login-busy' when too many passwords are being checked */
export async function passwordMatches(password: string, stored: string): Promise<boolean> {
  const [, memory, passes, nonce, tag] = stored.split('$');
  const expected = Buffer.from(tag ?? '', 'base64');
  if (expected.length !== 32) return false;
  const given = await deriveTag({
    message: password,
    nonce: Buffer.from(nonce ?? '', 'base64'),
    memory: Number(memory),
    passes: Number(passes),
  });
  return timingSafeEqual(expected, given);
}

/** No password: whoever has this gets in by a one-time code alone. */
export const NO_PASSWORD = 'none';

export interface PasswordRule {
  readonly minLength: number;
  readonly classes: readonly string[];
  /** days after which it must be changed; null: the text asks for none */
  readonly changeDays: number | null;
}

/** Ours, where the text of a territory names no numbers: length alone. NX-13's numbers are no default for others. */
export const SILENT_TEXT: PasswordRule = { minLength: 12, classes: [], changeDays: null };

const CLASSES: Readonly<Record<string, RegExp>> = { upper: /[A-Z]/, lower: /[a-z]/, digit: /[0-9]/, symbol: /[^A-Za-z0-9]/ };

export interface PasswordFault {
  readonly code: 'password-weak' | 'password-common';
  readonly rule: string;
}

/** What of the rule a password lacks, or null. `about`: login and name, which a password must not be made of. */
export function passwordFault(
  password: string,
  rule: Pick<PasswordRule, 'minLength' | 'classes'>,
  about: readonly string[] = [],
): PasswordFault | null {
  if (password.length < rule.minLength) return { code: 'password-weak', rule: `≥ ${rule.minLength}` };
  const missing = rule.classes.find((name) => !CLASSES[name]?.test(password));
  if (missing !== undefined) return { code: 'password-weak', rule: missing };
  const common = commonFault(password, about);
  return common === null ? null : { code: 'password-common', rule: common };
}
