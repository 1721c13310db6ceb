import { randomBytes } from 'node:crypto';
import { type Certificate, parseCertificate, SM2_WITH_SM3 } from './certificate.ts';
import { type ExtendedKeyUsage, type KeyUsage, writeExtensions } from './certificate-extension.ts';
import { writeTime } from './certificate-time.ts';
import { bitString, oid, sequence, tagged, unsigned } from './der-writer.ts';
import { type DistinguishedName, nameText, writeName } from './distinguished-name.ts';
import { GuomiError } from './guomi-error.ts';
import type { Sm2Signer } from './provider.ts';
import { type Sm2PublicKey, samePublicKey } from './sm2-key.ts';
import { exportPublicKey } from './sm2-key-file.ts';
import { sm3 } from './sm3.ts';

export interface CertificateRequest {
  readonly subject: DistinguishedName;
  readonly publicKey: Sm2PublicKey;
  /** Epoch milliseconds, whole seconds are kept. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** An authority, with how many authorities may follow below it (null: any number). Absent: none. */
  readonly ca?: { readonly pathLength: number | null };
  /** Default: digitalSignature, or keyCertSign and cRLSign for an authority. */
  readonly keyUsage?: readonly KeyUsage[];
  readonly extendedKeyUsage?: readonly ExtendedKeyUsage[];
  /** DNS names and IPv4 addresses. */
  readonly altNames?: readonly string[];
}

/** Who issues: a certificate and the key that belongs to it, in memory or in a hardware module. */
export interface Issuer {
  readonly certificate: Certificate;
  readonly signer: Sm2Signer;
}

const ALGORITHM = sequence(oid(SM2_WITH_SM3));

/** A certificate signed by its own key: the root of a chain, or a party's own. @throws GuomiError 'input-invalid', 'key-invalid' */
export async function selfSignCertificate(request: CertificateRequest, signer: Sm2Signer): Promise<Certificate> {
  if (!samePublicKey(request.publicKey, signer.publicKey)) throw otherKey(signer.keyId);
  return sign(request, request.subject, keyIdentifier(request.publicKey), signer);
}

/**
 * A certificate issued by an authority, not valid beyond it.
 *
 * @throws GuomiError 'input-invalid' for dates that are reversed or outside the issuer's; 'key-invalid' when the signer's key is not the
 * issuer's; 'certificate-invalid' when the issuer may not issue this
 */
export async function issueCertificate(request: CertificateRequest, { certificate, signer }: Issuer): Promise<Certificate> {
  if (!samePublicKey(certificate.publicKey, signer.publicKey)) throw otherKey(signer.keyId);
  const { ca, keyUsage, subjectKeyId } = certificate.extensions;
  if (ca === null || keyUsage?.includes('keyCertSign') === false || (request.ca !== undefined && ca.pathLength === 0))
    throw new GuomiError(
      'certificate-invalid',
      `${nameText(certificate.subject)} 无权签发此类证书`,
      `${nameText(certificate.subject)} may not issue a certificate of this kind`,
    );
  if (request.notBefore < certificate.notBefore || request.notAfter > certificate.notAfter)
    throw new GuomiError(
      'input-invalid',
      '有效期超出签发者证书的有效期，请缩短',
      "the validity exceeds that of the issuer's certificate; shorten it",
    );
  return sign(request, certificate.subject, subjectKeyId ?? keyIdentifier(certificate.publicKey), signer, certificate.subjectBytes);
}

async function sign(
  request: CertificateRequest,
  issuer: DistinguishedName,
  authorityKeyId: Buffer,
  signer: Sm2Signer,
  issuerBytes: Buffer = writeName(issuer),
): Promise<Certificate> {
  if (!(request.notBefore < request.notAfter))
    throw new GuomiError('input-invalid', '证书的止期应晚于起期', 'a certificate must end after it begins');
  const authority = request.ca !== undefined;
  const extensions = writeExtensions({
    ca: request.ca ?? null,
    keyUsage: request.keyUsage ?? (authority ? ['keyCertSign', 'cRLSign'] : ['digitalSignature']),
    extendedKeyUsage: request.extendedKeyUsage ?? [],
    altNames: request.altNames ?? [],
    subjectKeyId: keyIdentifier(request.publicKey),
    authorityKeyId,
  });
  const body = sequence(
    tagged(0, unsigned(Buffer.from([2]))),
    unsigned(serialNumber()),
    ALGORITHM,
    issuerBytes,
    sequence(writeTime(request.notBefore), writeTime(request.notAfter)),
    writeName(request.subject),
    exportPublicKey(request.publicKey),
    tagged(3, extensions),
  );
  return parseCertificate(sequence(body, ALGORITHM, bitString(await signer.sign(body))));
}

/** 16 random bytes, positive. Source: RFC 5280 §4.1.2.2 (at most 20 bytes, never zero). */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes;
}

/** The leftmost 160 bits of the SM3 of the public key, after RFC 7093 §2 method 1. */
function keyIdentifier(key: Sm2PublicKey): Buffer {
  return sm3(key.point).subarray(0, 20);
}

function otherKey(keyId: string): GuomiError {
  return new GuomiError('key-invalid', `密钥 ${keyId} 与签发者证书不匹配`, `key ${keyId} does not belong to the issuer's certificate`);
}
