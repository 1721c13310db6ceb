import { sm3Hex } from '@anjie/guomi';

/** What the signature speaks for. */
export interface CanonicalParts {
  readonly method: string;
  /** path and query exactly as sent, after the host: "/api/v1/institutions?limit=2" */
  readonly url: string;
  readonly body: string | Uint8Array;
  /** epoch seconds, in decimal */
  readonly timestamp: string;
  /** 16 to 64 letters, digits, - or _; never used twice with one key */
  readonly nonce: string;
}

/**
 * The bytes that a program signs: seven lines of UTF-8, joined by one line feed, none at the end.
 *
 *     ANJIE1 ⏎ METHOD ⏎ PATH ⏎ QUERY ⏎ SM3 of the body in lower-case hexadecimal ⏎ TIMESTAMP ⏎ NONCE
 *
 * Without a query its line is empty; without a body it is the SM3 of nothing. docs/signed-requests.md tells it to programmers.
 */
export function canonicalRequest({ method, url, body, timestamp, nonce }: CanonicalParts): string {
  const mark = url.indexOf('?');
  const [path, query] = mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
  return ['ANJIE1', method, path, query, sm3Hex(body), timestamp, nonce].join('\n');
}

export interface SignatureHeader {
  readonly keyId: string;
  readonly timestamp: string;
  readonly nonce: string;
  /** HMAC-SM3: hexadecimal; SM2: DER in base64 */
  readonly signature: string;
}

const FIELD = /^([a-z]+)="([A-Za-z0-9+/=_-]{1,200})"$/;

/** `Anjie-Signature key="…", time="…", nonce="…", signature="…"`; null when it is none. */
export function readSignatureHeader(header: string): SignatureHeader | null {
  if (!header.startsWith('Anjie-Signature ') || header.length > 700) return null;
  const fields = new Map<string, string>();
  for (const part of header.slice('Anjie-Signature '.length).split(/, ?/)) {
    const [, name, value] = FIELD.exec(part.trim()) ?? [];
    if (name === undefined || fields.has(name)) return null;
    fields.set(name, value!);
  }
  const [keyId, timestamp, nonce, signature] = ['key', 'time', 'nonce', 'signature'].map((name) => fields.get(name));
  if (fields.size !== 4 || keyId === undefined || timestamp === undefined || nonce === undefined || signature === undefined) return null;
  if (!/^[0-9a-f-]{36}$/.test(keyId) || !/^\d{9,11}$/.test(timestamp) || !/^[A-Za-z0-9_-]{16,64}$/.test(nonce)) return null;
  return { keyId, timestamp, nonce, signature };
}
