import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** SM3 digest of bytes, or of text as UTF-8; 32 bytes. Source: GB/T 32905-2016. */
export function sm3(data: string | Uint8Array): Buffer {
  return hash('sm3', data, 'buffer');
}

/** SM3 digest as 64 lower-case hexadecimal digits. Source: GB/T 32905-2016. */
export function sm3Hex(data: string | Uint8Array): string {
  return hash('sm3', data, 'hex');
}

/** HMAC (RFC 2104, GB/T 15852.2) over SM3 as 64 lower-case hexadecimal digits. */
export function hmacSm3Hex(key: string | Uint8Array, data: string | Uint8Array): string {
  return createHmac('sm3', key).update(data).digest('hex');
}

/** Whether two hexadecimal codes are the same, in a time that does not depend on where they differ (timing attacks). */
export function equalMac(expected: string, given: string): boolean {
  const a = Buffer.from(expected, 'utf8');
  const b = Buffer.from(given, 'utf8');
  return a.length === b.length && timingSafeEqual(a, b);
}
