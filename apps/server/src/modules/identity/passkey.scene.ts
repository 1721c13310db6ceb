import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** An authenticator in software (WebAuthn level 2, §6): ES256 or ML-DSA-44, no attestation. What it is told to get wrong it gets wrong. */
export interface Authenticator {
  readonly id: string;
  create(options: { challenge: string; origin: string; rpId: string; flags?: number }): Created;
  get(options: { challenge: string; origin: string; rpId: string; counter: number; flags?: number; type?: string }): Got;
}
interface Created {
  id: string;
  rawId: string;
  type: 'public-key';
  clientExtensionResults: Record<string, unknown>;
  response: { clientDataJSON: string; attestationObject: string };
}
interface Got {
  id: string;
  rawId: string;
  type: 'public-key';
  clientExtensionResults: Record<string, unknown>;
  response: { clientDataJSON: string; authenticatorData: string; signature: string };
}

export const PRESENT = 0x01;
export const VERIFIED = 0x04;
const ATTESTED = 0x40;

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest();
const clientData = (type: string, challenge: string, origin: string) =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
const authenticatorData = (rpId: string, flags: number, counter: number, rest: Buffer = Buffer.alloc(0)) => {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([sha256(rpId), Buffer.from([flags]), count, rest]);
};

export function authenticator(algorithm: 'ES256' | 'ML-DSA-44' = 'ES256'): Authenticator {
  const elliptic = algorithm === 'ES256';
  const { publicKey, privateKey } = elliptic ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ml-dsa-44');
  const rawId = randomBytes(32);
  const id = rawId.toString('base64url');
  const common = { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} };
  return {
    id,
    create({ challenge, origin, rpId, flags = PRESENT }) {
      const length = Buffer.from([0, rawId.length]);
      const attested = Buffer.concat([Buffer.alloc(16), length, rawId, elliptic ? coseKey(publicKey) : coseKeyOfMlDsa(publicKey)]);
      const data = authenticatorData(rpId, flags | ATTESTED, 0, attested);
      return {
        ...common,
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, origin).toString('base64url'),
          attestationObject: attestation(data).toString('base64url'),
        },
      };
    },
    get({ challenge, origin, rpId, counter, flags = PRESENT, type = 'webauthn.get' }) {
      const client = clientData(type, challenge, origin);
      const data = authenticatorData(rpId, flags, counter);
      const signature = sign(elliptic ? 'sha256' : null, Buffer.concat([data, sha256(client)]), privateKey);
      return {
        ...common,
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
        },
      };
    },
  };
}

/** RFC 9053 §7.1: {1: 2, 3: -7, -1: 1, -2: x, -3: y} in CBOR. */
function coseKey(key: KeyObject): Buffer {
  const { x, y } = key.export({ format: 'jwk' });
  const coordinate = (text: string | undefined) => Buffer.concat([Buffer.from([0x58, 32]), Buffer.from(text!, 'base64url')]);
  return Buffer.concat([Buffer.from([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21]), coordinate(x), Buffer.from([0x22]), coordinate(y)]);
}

/** {1: 7, 3: -48, -1: bytes} in CBOR: the type AKP of post-quantum signatures. */
function coseKeyOfMlDsa(key: KeyObject): Buffer {
  const bytes = key.export({ format: 'der', type: 'spki' }).subarray(-1312);
  return Buffer.concat([Buffer.from([0xa3, 1, 7, 3, 0x38, 47, 0x20, 0x59, bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

/** {"fmt": "none", "attStmt": {}, "authData": bytes} in CBOR. */
function attestation(data: Buffer): Buffer {
  const text = (value: string) => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);
  const length = data.length < 256 ? Buffer.from([0x58, data.length]) : Buffer.from([0x59, data.length >> 8, data.length & 0xff]);
  return Buffer.concat([
    Buffer.from([0xa3]),
    text('fmt'),
    text('none'),
    text('attStmt'),
    Buffer.from([0xa0]),
    text('authData'),
    length,
    data,
  ]);
}
