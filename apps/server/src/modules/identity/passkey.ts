import { createPublicKey, type JsonWebKey } from 'node:crypto';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';
import { refuse } from './identity.errors.ts';

// Loaded when the first passkey is asked for: most servers start without.
const webauthn = () => import('@simplewebauthn/server');

export interface Place {
  readonly origin: string;
  /** the relying party's id: the host alone */
  readonly host: string;
}

/**
 * Where a passkey is bound to. Without a public URL the loopback host alone, which no page elsewhere can pretend to be.
 *
 * @throws Refusal 'passkey-needs-address'
 */
export function passkeyPlace(publicUrl: string | null, hostHeader: string | undefined): Place {
  if (publicUrl !== null) {
    const url = new URL(publicUrl);
    return { origin: url.origin, host: url.hostname };
  }
  const port = /^localhost:(\d{1,5})$/.exec(hostHeader ?? '')?.[1];
  if (port === undefined) return refuse('passkey-needs-address', { value: hostHeader?.slice(0, 100) });
  return { origin: `http://localhost:${port}`, host: 'localhost' };
}

/** The answers of navigator.credentials.create and .get, as `toJSON()` writes them; the library checks what is inside. */
const common = {
  id: z.string().min(1).max(1400),
  rawId: z.string().min(1).max(1400),
  type: z.literal('public-key'),
  authenticatorAttachment: z.string().max(40).nullish(),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
};
export const registrationResponse = z.object({
  ...common,
  response: z.looseObject({ clientDataJSON: z.string().max(4000), attestationObject: z.string().max(20_000) }),
});
export const authenticationResponse = z.object({
  ...common,
  response: z.looseObject({
    clientDataJSON: z.string().max(4000),
    authenticatorData: z.string().max(4000),
    signature: z.string().max(4000),
    userHandle: z.string().max(200).nullish(),
  }),
});

export interface Known {
  readonly credential_id: string | null;
}

export async function registrationOptions(place: Place, account: { id: string; login: string; name: string }, known: readonly Known[]) {
  const { generateRegistrationOptions } = await webauthn();
  return generateRegistrationOptions({
    rpName: '安接 Anjie',
    rpID: place.host,
    userID: new TextEncoder().encode(account.id),
    userName: account.login,
    userDisplayName: account.name,
    attestationType: 'none',
    excludeCredentials: known.flatMap(({ credential_id: id }) => (id === null ? [] : [{ id }])),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  });
}

/** @returns the new credential, or null when the answer does not hold */
export async function verifyRegistration(place: Place, challenge: string, response: z.output<typeof registrationResponse>) {
  const { verifyRegistrationResponse } = await webauthn();
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: response as unknown as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: place.origin,
      expectedRPID: place.host,
      // Something one has beside something one knows; the password has been given.
      requireUserVerification: false,
    });
    if (!verified) return null;
    const { credential } = registrationInfo;
    if (!(await isWhole(credential.publicKey))) return null;
    return { id: credential.id, publicKey: Buffer.from(credential.publicKey).toString('base64url'), counter: credential.counter };
  } catch {
    return null;
  }
}

const EC: Record<number, string> = { 1: 'P-256', 2: 'P-384', 3: 'P-521' };
const RSA_BYTES = 256;
/** ML-DSA-44, -65 and -87, whose COSE keys (type AKP) are a byte string of one length each. Source: FIPS 204, table 2. */
const ML_DSA_BYTES: Record<number, number> = { [-48]: 1312, [-49]: 1952, [-50]: 2592 };

/** The library takes a byte string that ends too early as it is: such a key would lock its owner out. Source: RFC 9053 §7, RFC 8230 §4. */
async function isWhole(publicKey: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const { isoCBOR } = await import('@simplewebauthn/server/helpers');
  const key = isoCBOR.decodeFirst<Map<number, unknown>>(publicKey);
  const part = (label: number) => Buffer.from((key.get(label) ?? []) as Uint8Array);
  const text = (label: number) => part(label).toString('base64url');
  const crv = key.get(-1) as number;
  switch (key.get(1)) {
    case 2:
      return isKey({ kty: 'EC', crv: EC[crv] ?? '', x: text(-2), y: text(-3) });
    case 1:
      return isKey({ kty: 'OKP', crv: crv === 6 ? 'Ed25519' : '', x: text(-2) });
    case 3:
      return part(-1).length >= RSA_BYTES && isKey({ kty: 'RSA', n: text(-1), e: text(-2) });
    case 7:
      return part(-1).length === ML_DSA_BYTES[key.get(3) as number];
    default:
      return false;
  }
}

function isKey(jwk: JsonWebKey): boolean {
  createPublicKey({ key: jwk, format: 'jwk' });
  return true;
}

export async function authenticationOptions(place: Place, known: readonly Known[]) {
  const { generateAuthenticationOptions } = await webauthn();
  return generateAuthenticationOptions({
    rpID: place.host,
    userVerification: 'preferred',
    allowCredentials: known.flatMap(({ credential_id: id }) => (id === null ? [] : [{ id }])),
  });
}

/** @returns the authenticator's new counter, or null when the answer does not hold */
export async function verifyAuthentication(
  place: Place,
  challenge: string,
  response: z.output<typeof authenticationResponse>,
  factor: { credential_id: string | null; public_key: string | null; counter: number },
): Promise<number | null> {
  const { verifyAuthenticationResponse } = await webauthn();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as unknown as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: place.origin,
      expectedRPID: place.host,
      credential: {
        id: factor.credential_id ?? '',
        publicKey: new Uint8Array(Buffer.from(factor.public_key ?? '', 'base64url')),
        counter: factor.counter,
      },
      requireUserVerification: false,
    });
    return verified ? authenticationInfo.newCounter : null;
  } catch {
    return null;
  }
}
