import { type CertificateExtensions, NO_EXTENSIONS, readExtensions } from './certificate-extension.ts';
import { readTime } from './certificate-time.ts';
import { childrenOf, expectTag, readBits, readDer, readOid, TAG } from './der.ts';
import { type DistinguishedName, readName } from './distinguished-name.ts';
import { GuomiError } from './guomi-error.ts';
import { readPem, writePem } from './pem.ts';
import type { Sm2PublicKey } from './sm2-key.ts';
import { publicKeyOf } from './sm2-key-file.ts';
import { sm2Verify } from './sm2-sign.ts';
import { sm3Hex } from './sm3.ts';

/** SM2 with SM3. Source: GM/T 0006-2012. */
export const SM2_WITH_SM3 = '1.2.156.10197.1.501';

/** An X.509 v3 certificate over an SM2 key. Instants in epoch milliseconds; both ends of the validity are inside it. */
export interface Certificate {
  readonly der: Buffer;
  /** Hexadecimal, lower case, without leading zero bytes. */
  readonly serial: string;
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: Sm2PublicKey;
  readonly extensions: CertificateExtensions;
  /** SM3 of the DER, hexadecimal. */
  readonly fingerprint: string;
  /** What the chain is verified by: the signed part, the names as bytes, and the signature (DER). */
  readonly signed: Buffer;
  readonly subjectBytes: Buffer;
  readonly issuerBytes: Buffer;
  readonly signature: Buffer;
}

/**
 * One certificate, PEM text or DER. Nothing is trusted yet: see `verifyChain`.
 *
 * @throws GuomiError 'encoding-invalid'; 'key-invalid' for another kind of key; 'certificate-invalid' for another signature algorithm or
 * version. Source: RFC 5280 §4.1, GM/T 0015-2012.
 */
export function parseCertificate(source: string | Uint8Array): Certificate {
  const bytes = typeof source === 'string' ? certificateBlocks(source)[0]! : source;
  const [body, algorithm, signature, ...more] = childrenOf(expectTag(readDer(bytes), TAG.sequence, 'Certificate'));
  const signed = expectTag(body, TAG.sequence, 'TBSCertificate');
  const parts = childrenOf(signed);
  if (more.length > 0 || parts[0]?.tag !== 0xa0 || childrenOf(parts[0])[0]?.content[0] !== 2)
    throw new GuomiError('certificate-invalid', '只支持 X.509 第 3 版证书', 'only X.509 certificates of version 3 are supported');
  const [, serial, inner, issuer, validity, subject, key, ...optional] = parts;
  const outer = expectTag(algorithm, TAG.sequence, 'signatureAlgorithm');
  const found = readOid(childrenOf(outer)[0], 'signatureAlgorithm');
  if (found !== SM2_WITH_SM3 || inner?.whole.equals(outer.whole) !== true)
    throw new GuomiError(
      'certificate-invalid',
      `签名算法应为 SM2-with-SM3（${SM2_WITH_SM3}），实为 ${found}`,
      `the signature algorithm must be SM2 with SM3 (${SM2_WITH_SM3}), it is ${found}`,
    );
  const [notBefore, notAfter] = childrenOf(expectTag(validity, TAG.sequence, 'Validity'));
  const extensions = optional.find((part) => part.tag === 0xa3);
  const whole = Buffer.from(bytes);
  return {
    der: whole,
    serial: expectTag(serial, TAG.integer, 'serialNumber')
      .content.toString('hex')
      .replace(/^(00)+(?=..)/, ''),
    subject: readName(expectTag(subject, TAG.sequence, 'subject')),
    issuer: readName(expectTag(issuer, TAG.sequence, 'issuer')),
    notBefore: readTime(notBefore),
    notAfter: readTime(notAfter),
    publicKey: publicKeyOf(expectTag(key, TAG.sequence, 'SubjectPublicKeyInfo')),
    extensions: extensions === undefined ? NO_EXTENSIONS : readExtensions(childrenOf(extensions)[0]!),
    fingerprint: sm3Hex(whole),
    signed: signed.whole,
    subjectBytes: subject!.whole,
    issuerBytes: issuer!.whole,
    signature: readBits(signature, 'signatureValue'),
  };
}

/** Every certificate of a PEM text, in order. @throws GuomiError as parseCertificate */
export function parseCertificates(pem: string): Certificate[] {
  return certificateBlocks(pem).map((block) => parseCertificate(block));
}

export function certificatePem(certificate: Pick<Certificate, 'der'>): string {
  return writePem('CERTIFICATE', certificate.der);
}

/** Whether the certificate's signature is by this key; certificates are signed under the default signer id (GM/T 0015-2012). */
export function signedBy(certificate: Certificate, key: Sm2PublicKey): boolean {
  return sm2Verify(certificate.signed, certificate.signature, key);
}

function certificateBlocks(pem: string): Buffer[] {
  const blocks = readPem(pem).filter((block) => block.label === 'CERTIFICATE');
  if (blocks.length === 0)
    throw new GuomiError('encoding-invalid', 'PEM 中没有证书（CERTIFICATE）', 'the PEM holds no certificate (CERTIFICATE)');
  return blocks.map((block) => block.der);
}
