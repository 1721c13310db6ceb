import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** RFC 6238 §5.2: thirty seconds, and one step either way for clocks that differ. */
const STEP_SECONDS = 30;
const DRIFT_STEPS = 1;
const DIGITS = 6;

/** A seed of 160 bits (RFC 4226 §4, R6) in base32 (RFC 4648 §6). */
export function newSeed(): string {
  return base32(randomBytes(20));
}

export function base32(bytes: Uint8Array): string {
  let bits = 0;
  let held = 0;
  let text = '';
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >>> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + ALPHABET[(held << (5 - bits)) & 31];
}

export function fromBase32(text: string): Buffer {
  let bits = 0;
  let held = 0;
  const bytes: number[] = [];
  for (const sign of text.replaceAll('=', '').toUpperCase()) {
    held = (held << 5) | ALPHABET.indexOf(sign);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >>> bits) & 255);
      held &= (1 << bits) - 1;
    }
  }
  return Buffer.from(bytes);
}

/** HOTP value of a counter. Source: RFC 4226 §5.3. */
export function hotp(key: Uint8Array, counter: number, digits: number = DIGITS, algorithm = 'sha1'): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac(algorithm, key).update(message).digest();
  const offset = mac.at(-1)! & 15;
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** digits).padStart(digits, '0');
}

/**
 * The time step that a code belongs to, or null. Steps up to the last one taken are refused: a code holds once (RFC 6238 §5.2).
 *
 * @param at epoch milliseconds of the real time, which the person's device shows too
 */
export function totpStep(seed: string, code: string, at: number, lastStep: number): number | null {
  const key = fromBase32(seed);
  const now = Math.floor(at / 1000 / STEP_SECONDS);
  let found: number | null = null;
  for (let step = now - DRIFT_STEPS; step <= now + DRIFT_STEPS; step++) {
    const same =
      code.length === DIGITS && timingSafeEqual(Buffer.from(hotp(key, step)), Buffer.from(code.padEnd(DIGITS).slice(0, DIGITS), 'latin1'));
    if (same && step > lastStep) found ??= step;
  }
  return found;
}

/** What an authenticator reads from a QR code. Source: the Key URI Format that authenticators share. */
export function totpUri(seed: string, login: string): string {
  return `otpauth://totp/${encodeURIComponent('Anjie 安接')}:${encodeURIComponent(login)}?secret=${seed}&issuer=${encodeURIComponent('Anjie 安接')}&algorithm=SHA1&digits=6&period=30`;
}
