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

/** NX-13: upper and lower case, digit and symbol, at least 8 characters; the numbers come from the profile. */
export function passwordFault(password: string, rule: { minimumLength: number; classes: number }): string | null {
  const classes = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((shape) => shape.test(password)).length;
  if (password.length < rule.minimumLength) return 'length';
  return classes < rule.classes ? 'classes' : null;
}
