import { childrenOf, type DerElement, expectTag, readBits, readDer, readOid, readUnsigned, TAG } from './der.ts';
import { bitString, octetString, oid, sequence, tagged, unsigned } from './der-writer.ts';
import { GuomiError } from './guomi-error.ts';
import { readPem, writePem } from './pem.ts';
import { type Sm2PrivateKey, type Sm2PublicKey, samePublicKey, sm2PrivateKey, sm2PublicKey } from './sm2-key.ts';

const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
/** sm2p256v1. Source: GM/T 0006-2012. */
const SM2_CURVE = '1.2.156.10197.1.301';
const ALGORITHM = sequence(oid(EC_PUBLIC_KEY), oid(SM2_CURVE));
const ONE = Buffer.from([1]);

/** SubjectPublicKeyInfo, DER. Source: RFC 5480 §2. */
export function exportPublicKey(key: Sm2PublicKey): Buffer {
  return sequence(ALGORITHM, bitString(key.point));
}

/** PKCS#8 PrivateKeyInfo, DER, not encrypted. Source: RFC 5208, RFC 5915. */
export function exportPrivateKey(key: Sm2PrivateKey): Buffer {
  const inner = sequence(unsigned(ONE), octetString(key.unsafeScalar()), tagged(1, bitString(key.publicKey.point)));
  return sequence(unsigned(Buffer.alloc(1)), ALGORITHM, octetString(inner));
}

/** SEC1 ECPrivateKey, DER, not encrypted. Source: RFC 5915. */
export function exportSec1(key: Sm2PrivateKey): Buffer {
  return sequence(unsigned(ONE), octetString(key.unsafeScalar()), tagged(0, oid(SM2_CURVE)), tagged(1, bitString(key.publicKey.point)));
}

export const publicKeyPem = (key: Sm2PublicKey): string => writePem('PUBLIC KEY', exportPublicKey(key));
export const privateKeyPem = (key: Sm2PrivateKey): string => writePem('PRIVATE KEY', exportPrivateKey(key));
export const sec1Pem = (key: Sm2PrivateKey): string => writePem('EC PRIVATE KEY', exportSec1(key));

/** A public key from SubjectPublicKeyInfo, as PEM text or DER. @throws GuomiError 'encoding-invalid', 'key-invalid' (another curve, not a point) */
export function importPublicKey(source: string | Uint8Array): Sm2PublicKey {
  const bytes = typeof source === 'string' ? blockOf(source, ['PUBLIC KEY']).der : source;
  return publicKeyOf(readDer(bytes));
}

/** A public key from a parsed SubjectPublicKeyInfo. */
export function publicKeyOf(element: DerElement): Sm2PublicKey {
  const [algorithm, key] = childrenOf(expectTag(element, TAG.sequence, 'SubjectPublicKeyInfo'));
  expectSm2(algorithm);
  return sm2PublicKey(readBits(key, 'subjectPublicKey'));
}

/**
 * A private key from PKCS#8 or SEC1, as PEM text or DER.
 *
 * @throws GuomiError 'encoding-invalid'; 'key-invalid' for another curve, an encrypted key, a number out of range, or a public part that
 * belongs to another private key
 */
export function importPrivateKey(source: string | Uint8Array): Sm2PrivateKey {
  const bytes = typeof source === 'string' ? blockOf(source, ['PRIVATE KEY', 'EC PRIVATE KEY', 'SM2 PRIVATE KEY']).der : source;
  const parts = childrenOf(expectTag(readDer(bytes), TAG.sequence, 'private key'));
  const second = parts[1];
  if (second?.tag === TAG.octetString) return sec1KeyOf(parts);
  readUnsigned(parts[0], 1, 'version');
  expectSm2(second);
  const inner = readDer(expectTag(parts[2], TAG.octetString, 'privateKey').content);
  return sec1KeyOf(childrenOf(expectTag(inner, TAG.sequence, 'ECPrivateKey')));
}

function sec1KeyOf(parts: DerElement[]): Sm2PrivateKey {
  if (readUnsigned(parts[0], 1, 'version')[0] !== 1)
    throw new GuomiError('key-invalid', 'ECPrivateKey 版本应为 1', 'an ECPrivateKey has version 1');
  const key = sm2PrivateKey(expectTag(parts[1], TAG.octetString, 'privateKey').content);
  for (const part of parts.slice(2)) {
    const [inside] = childrenOf(part);
    if (part.tag === 0xa0) expectCurve(readOid(inside, 'parameters'));
    if (part.tag === 0xa1 && !samePublicKey(sm2PublicKey(readBits(inside, 'publicKey')), key.publicKey))
      throw new GuomiError(
        'key-invalid',
        '密钥文件中的公钥与私钥不匹配，请重新导出',
        'the public key in the file belongs to another private key; export it anew',
      );
  }
  return key;
}

function expectSm2(algorithm: DerElement | undefined): void {
  const [type, curve] = childrenOf(expectTag(algorithm, TAG.sequence, 'algorithm'));
  const found = readOid(type, 'algorithm');
  if (found !== EC_PUBLIC_KEY) throw otherKind(found);
  expectCurve(readOid(curve, 'parameters'));
}

function expectCurve(found: string): void {
  if (found !== SM2_CURVE) throw otherKind(found);
}

function otherKind(found: string): GuomiError {
  return new GuomiError(
    'key-invalid',
    `不是 SM2 密钥（标识 ${found}，应为 ${SM2_CURVE}）`,
    `this is no SM2 key (identifier ${found}, wanted ${SM2_CURVE})`,
  );
}

/** OpenSSL writes a block of parameters before a SEC1 key: the first block with a wanted label counts. */
function blockOf(text: string, labels: readonly string[]): { der: Buffer } {
  const blocks = readPem(text);
  const found = blocks.find((block) => labels.includes(block.label));
  if (found !== undefined) return found;
  const held = blocks.map((block) => block.label).join(', ');
  const mend = blocks.some((block) => block.label.startsWith('ENCRYPTED'));
  throw new GuomiError(
    'key-invalid',
    mend ? '密钥文件有口令保护，请先解密（openssl pkey）' : `PEM 中没有 ${labels.join('、')}（有：${held}）`,
    mend
      ? 'the key file is protected by a password; decrypt it first (openssl pkey)'
      : `the PEM holds no ${labels.join(', ')} (it holds: ${held})`,
  );
}
