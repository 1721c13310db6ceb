/** Signing schemes of the interface's transports. What each covers: header-signing section of the public specifications and client code. */
import { createHash, createHmac } from 'node:crypto';
import { hmacSm3Hex } from '@anjie/guomi';

export const SCHEMES = ['none', 'csb', 'tif', 'x-ca', 'oauth2-sm', 'encdata'] as const;
export type Scheme = (typeof SCHEMES)[number];

export interface SigningKey {
  /** AK, paasid or institution code: names the sender */
  readonly id: string;
  /** SK, paasToken or secret */
  readonly secret: string;
}

/** CSB: base64(HMAC-SHA1(SK, the four `_api_` headers but the signature as key=value, sorted, joined by &)). The body is not covered. */
export function csbSignature(key: SigningKey, name: string, version: string, timestamp: string, joint = '&'): Buffer {
  const text = [`_api_access_key=${key.id}`, `_api_name=${name}`, `_api_timestamp=${timestamp}`, `_api_version=${version}`].join(joint);
  return createHmac('sha1', key.secret).update(text).digest();
}

/** TIF: SHA-256(timestamp ‖ token ‖ nonce ‖ timestamp), hexadecimal in either case. The body is not covered. */
export function tifSignature(secret: string, timestamp: string, nonce: string): Buffer {
  return createHash('sha256').update(`${timestamp}${secret}${nonce}${timestamp}`).digest();
}

/** x-ca: HMAC-SM3(secret, timestamp ‖ LF ‖ body), upper-case hexadecimal; the body as the bytes that are sent. */
export function xcaSignature(secret: string, timestamp: string, body: Uint8Array): string {
  return hmacSm3Hex(secret, Buffer.concat([Buffer.from(`${timestamp}\n`), body])).toUpperCase();
}
