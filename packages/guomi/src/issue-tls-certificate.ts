import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import { writeExtensions } from './certificate-extension.ts';
import { writeTime } from './certificate-time.ts';
import { childrenOf, readDer } from './der.ts';
import { bitString, oid, sequence, tagged, unsigned } from './der-writer.ts';
import { type DistinguishedName, writeName } from './distinguished-name.ts';
import { GuomiError } from './guomi-error.ts';

/**
 * Certificates for TLS as Node and browsers speak it: ECDSA over P-256 with SHA-256, since they do not take SM2 (RFC 8422; RFC 5758).
 * Everything that is not TLS's is signed with SM2 (issue-certificate.ts).
 */
export interface TlsCertificate {
  readonly certificatePem: string;
  /** PKCS#8, unencrypted: to be kept in a file that its owner alone reads */
  readonly privateKeyPem: string;
}

export interface TlsValidity {
  /** epoch milliseconds, whole seconds are kept */
  readonly notBefore: number;
  readonly notAfter: number;
}

const ECDSA_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));

/** An authority of an installation: it issues certificates of processes, and no authorities. */
export function createTlsAuthority(subject: DistinguishedName, validity: TlsValidity): TlsCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = writeName(subject);
  return write({ subject: name, issuer: name, publicKey, authority: true, altNames: [], validity }, publicKey, privateKey, privateKey);
}

/**
 * A certificate of one process, for the names and addresses (DNS, IPv4) under which it is reached.
 *
 * @throws GuomiError 'input-invalid' without a name or for a validity outside the authority's; 'key-invalid' for another authority's key
 */
export function issueTlsCertificate(
  request: { readonly subject: DistinguishedName; readonly altNames: readonly string[]; readonly validity: TlsValidity },
  authority: TlsCertificate,
): TlsCertificate {
  const issuer = new X509Certificate(authority.certificatePem);
  const issuerKey = createPrivateKey(authority.privateKeyPem);
  if (!issuer.ca || !issuer.checkPrivateKey(issuerKey))
    throw new GuomiError('key-invalid', '私钥与证书机构的证书不是一对', "the key does not belong to the authority's certificate");
  if (request.altNames.length === 0)
    throw new GuomiError('input-invalid', 'TLS 证书至少须有一个名称或地址', 'a TLS certificate needs at least one name or address');
  const { validity } = request;
  if (validity.notBefore < Date.parse(issuer.validFrom) || validity.notAfter > Date.parse(issuer.validTo))
    throw new GuomiError('input-invalid', '有效期超出证书机构的有效期，请缩短', "the validity exceeds the authority's; shorten it");
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const wanted = {
    subject: writeName(request.subject),
    issuer: subjectBytes(issuer),
    publicKey,
    authority: false,
    altNames: request.altNames,
    validity,
  };
  return write(wanted, createPublicKey(issuerKey), issuerKey, privateKey);
}

interface Wanted {
  readonly subject: Buffer;
  readonly issuer: Buffer;
  readonly publicKey: KeyObject;
  readonly authority: boolean;
  readonly altNames: readonly string[];
  readonly validity: TlsValidity;
}

function write(wanted: Wanted, issuerPublic: KeyObject, issuerKey: KeyObject, ownKey: KeyObject): TlsCertificate {
  const { notBefore, notAfter } = wanted.validity;
  if (!(notBefore < notAfter)) throw new GuomiError('input-invalid', '证书的止期应晚于起期', 'a certificate must end after it begins');
  const extensions = writeExtensions({
    ca: wanted.authority ? { pathLength: 0 } : null,
    keyUsage: wanted.authority ? ['keyCertSign', 'cRLSign'] : ['digitalSignature'],
    extendedKeyUsage: wanted.authority ? [] : ['serverAuth', 'clientAuth'],
    altNames: wanted.altNames,
    subjectKeyId: keyIdentifier(wanted.publicKey),
    authorityKeyId: keyIdentifier(issuerPublic),
  });
  const body = sequence(
    tagged(0, unsigned(Buffer.from([2]))),
    unsigned(serialNumber()),
    ECDSA_WITH_SHA256,
    wanted.issuer,
    sequence(writeTime(notBefore), writeTime(notAfter)),
    wanted.subject,
    wanted.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, extensions),
  );
  const certificate = new X509Certificate(sequence(body, ECDSA_WITH_SHA256, bitString(sign('sha256', body, issuerKey))));
  return { certificatePem: certificate.toString(), privateKeyPem: ownKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** The subject as it stands in the certificate: the sixth element of what was signed (RFC 5280 §4.1). */
function subjectBytes(certificate: X509Certificate): Buffer {
  return childrenOf(childrenOf(readDer(certificate.raw))[0]!)[5]!.whole;
}

/** RFC 7093 §2 method 1: the leftmost 160 bits of the SHA-256 of the public key. */
function keyIdentifier(key: KeyObject): Buffer {
  const [, bits] = childrenOf(readDer(key.export({ type: 'spki', format: 'der' })));
  return createHash('sha256').update(bits!.content.subarray(1)).digest().subarray(0, 20);
}

function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes;
}
