import { randomBytes } from 'node:crypto';
import { exportPublicKey, GuomiError, importPublicKey, sm2Verify } from '@anjie/guomi';
import { refuse } from './identity.errors.ts';

/** What a client key signs: the purpose stands in it, so that no signature made for anything else serves here. */
export function sm2ChallengeText(login: string): string {
  return `anjie login\n${login}\n${randomBytes(32).toString('base64url')}`;
}

/** A client's public key as kept: DER in base64url. @throws Refusal 'key-unusable' */
export function readClientKey(pem: string): string {
  try {
    return exportPublicKey(importPublicKey(pem)).toString('base64url');
  } catch (error) {
    if (!(error instanceof GuomiError)) throw error;
    return refuse('key-unusable', { path: 'body.publicKey' });
  }
}

/** Whether the signature (DER, base64) is that key's over the text, under the usual signer id (GB/T 35276). */
export function clientKeySigned(publicKey: string, text: string, signature: string): boolean {
  return sm2Verify(text, Buffer.from(signature, 'base64'), importPublicKey(Buffer.from(publicKey, 'base64url')));
}
