/** SM4 and the texts that are signed, of the two schemes that seal the body. What each covers: body-signing sections of the public client code. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { hmacSm3Hex } from '@anjie/guomi';

type Members = Readonly<Record<string, unknown>>;

/** SM4-ECB with PKCS7. Source: GB/T 32907-2016, GB/T 17964-2021. */
export function sm4Ecb(plain: string | Uint8Array, key: string): Buffer {
  const cipher = createCipheriv('sm4-ecb', Buffer.from(key).subarray(0, 16), null);
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

/** null: the key or the padding does not fit. */
export function openSm4Ecb(sealed: Uint8Array, key: string, mode: 'ecb' | 'cbc' = 'ecb'): Buffer | null {
  try {
    const cipher = createDecipheriv(`sm4-${mode}`, Buffer.from(key).subarray(0, 16), mode === 'ecb' ? null : Buffer.alloc(16));
    return Buffer.concat([cipher.update(sealed), cipher.final()]);
  } catch {
    return null;
  }
}

/** Key of encData: the first 16 characters of the upper-case hexadecimal of SM4-ECB(appId, appSecret). */
export function sessionKey(appId: string, appSecret: string): string {
  return sm4Ecb(appSecret, appId).toString('hex').toUpperCase().slice(0, 16);
}

/** The text that signData signs: top-level members sorted, without signData, encData, extra, bytes and what is empty; then the secret. */
export function signText(members: Members, secret: string | null): string {
  const skipped = new Set(['signData', 'encData', 'extra', 'bytes']);
  const pairs = Object.entries(members)
    .filter(([name, value]) => !skipped.has(name) && !isEmpty(value))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${typeof value === 'object' ? sortedJson(value) : String(value)}`);
  return [...pairs, ...(secret === null ? [] : [`key=${secret}`])].join('&');
}

/** Compact JSON with sorted names, without what is empty. */
export function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, inner]) => !isEmpty(inner))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, inner]) => `${JSON.stringify(name)}:${sortedJson(inner)}`).join(',')}}`;
}

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === '';

/** A bearer token that says until when it holds; the campaign's secret alone can make one. */
export function accessToken(secret: string, until: number): string {
  return `${until}.${hmacSm3Hex(secret, `access-token ${until}`)}`;
}
