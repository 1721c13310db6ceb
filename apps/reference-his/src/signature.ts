/** Ways of signing; the headers of those that leave the body in clear. The two that seal it: sealed.ts. */
import { createHash, createHmac, randomUUID } from 'node:crypto';

export const SCHEMES = ['none', 'csb', 'tif', 'x-ca', 'oauth2-sm', 'encdata'] as const;
export type Scheme = (typeof SCHEMES)[number];

export interface Signer {
  readonly scheme: Scheme;
  readonly id: string;
  readonly secret: string;
  /** scalar of the system's SM2 key; empty where the way needs none */
  readonly privateKey: Buffer;
  /** point of the platform's SM2 key; empty where the way needs none */
  readonly platformKey: Buffer;
}

export const SEALING: readonly Scheme[] = ['oauth2-sm', 'encdata'];

/** @param covered the body as the bytes that are sent; @param now ms since 1970 */
export function signingHeaders({ scheme, id, secret }: Signer, service: string, covered: Uint8Array, now: number): Record<string, string> {
  return {
    none: () => ({}),
    csb: () => csb(id, secret, service, now),
    tif: () => tif(id, secret, now),
    'x-ca': () => xca(id, secret, covered, now),
    'oauth2-sm': () => ({}),
    encdata: () => ({}),
  }[scheme]();
}

/** CSB: HMAC-SHA1 over four headers in the order of their names, base64. */
function csb(id: string, secret: string, service: string, now: number): Record<string, string> {
  const headers = { _api_access_key: id, _api_name: service, _api_timestamp: String(now), _api_version: '1.0.0' };
  const text = Object.entries(headers)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return { ...headers, _api_signature: createHmac('sha1', secret).update(text).digest('base64') };
}

/** TIF: SHA-256 over time, token, nonce and time again; the time in seconds. */
function tif(id: string, secret: string, now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const nonce = randomUUID();
  const signature = createHash('sha256').update(`${timestamp}${secret}${nonce}${timestamp}`).digest('hex');
  return { 'x-tif-paasid': id, 'x-tif-timestamp': timestamp, 'x-tif-nonce': nonce, 'x-tif-signature': signature };
}

/** x-ca: HMAC-SM3(secret, timestamp ‖ LF ‖ body), upper-case hexadecimal. */
function xca(id: string, secret: string, covered: Uint8Array, now: number): Record<string, string> {
  const mac = createHmac('sm3', secret).update(`${now}\n`).update(covered).digest('hex');
  return { 'x-ca-key': id, 'x-ca-signature': `${now}:${mac.toUpperCase()}` };
}
