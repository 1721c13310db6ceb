import { hkdfSync } from 'node:crypto';
import { type Sm2PrivateKey, sm2PrivateKey } from '@anjie/guomi';

/**
 * The installation's signing key, derived from its master key: every server of it has the same one, and no database holds it. HKDF-SM3 (RFC
 * 5869); one number in four milliards is none of the curve's, and the next is taken.
 */
export function auditKey(masterKey: Buffer, installation: string): Sm2PrivateKey {
  for (let attempt = 0; ; attempt += 1) {
    const scalar = Buffer.from(hkdfSync('sm3', masterKey, installation, `anjie audit checkpoint key 1 ${attempt}`, 32));
    try {
      return sm2PrivateKey(scalar);
    } catch (error) {
      if (attempt > 8) throw error;
    }
  }
}
