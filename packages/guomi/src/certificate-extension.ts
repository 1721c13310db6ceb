import { isIP } from 'node:net';
import { childrenOf, type DerElement, expectTag, readBits, readDer, readOid, readUnsigned, TAG } from './der.ts';
import { der, octetString, oid, sequence, unsigned } from './der-writer.ts';
import { GuomiError } from './guomi-error.ts';

const OID = {
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  altNames: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

/** In the order of their bits. Source: RFC 5280 §4.2.1.3. */
const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
export type KeyUsage = (typeof KEY_USAGES)[number];

const EXTENDED = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
} as const;
export type ExtendedKeyUsage = keyof typeof EXTENDED;
const EXTENDED_SHORT = new Map<string, string>(Object.entries(EXTENDED).map(([short, dotted]) => [dotted, short]));

/** What the extensions of a certificate say; null where one is absent. */
export interface CertificateExtensions {
  readonly ca: { readonly pathLength: number | null } | null;
  readonly keyUsage: readonly KeyUsage[] | null;
  /** Short names, or dotted identifiers of others. */
  readonly extendedKeyUsage: readonly string[] | null;
  readonly dnsNames: readonly string[];
  readonly addresses: readonly string[];
  readonly subjectKeyId: Buffer | null;
  readonly authorityKeyId: Buffer | null;
  /** Critical extensions that this package does not know: such a certificate must not be trusted (RFC 5280 §4.2). */
  readonly unknownCritical: readonly string[];
}

export const NO_EXTENSIONS: CertificateExtensions = {
  ca: null,
  keyUsage: null,
  extendedKeyUsage: null,
  dnsNames: [],
  addresses: [],
  subjectKeyId: null,
  authorityKeyId: null,
  unknownCritical: [],
};

/** @throws GuomiError 'encoding-invalid'; 'certificate-invalid' for an extension that occurs twice (RFC 5280 §4.2) */
export function readExtensions(element: DerElement): CertificateExtensions {
  const found: { -readonly [K in keyof CertificateExtensions]: CertificateExtensions[K] } = { ...NO_EXTENSIONS };
  const seen = new Set<string>();
  for (const extension of childrenOf(expectTag(element, TAG.sequence, 'Extensions'))) {
    const parts = childrenOf(expectTag(extension, TAG.sequence, 'Extension'));
    const id = readOid(parts[0], 'extension');
    if (seen.has(id)) throw new GuomiError('certificate-invalid', `扩展项 ${id} 重复`, `the extension ${id} occurs twice`);
    seen.add(id);
    const critical = parts[1]?.tag === TAG.boolean && parts[1].content[0] !== 0;
    const content = expectTag(parts.at(-1), TAG.octetString, 'extnValue').content;
    if (id === OID.basicConstraints) found.ca = readCa(readDer(content));
    else if (id === OID.keyUsage) found.keyUsage = readKeyUsage(readDer(content));
    else if (id === OID.extendedKeyUsage) found.extendedKeyUsage = readExtended(readDer(content));
    else if (id === OID.altNames) Object.assign(found, readAltNames(readDer(content)));
    else if (id === OID.subjectKeyId) found.subjectKeyId = expectTag(readDer(content), TAG.octetString, 'keyIdentifier').content;
    else if (id === OID.authorityKeyId)
      found.authorityKeyId = childrenOf(readDer(content)).find((part) => part.tag === 0x80)?.content ?? null;
    else if (critical) found.unknownCritical = [...found.unknownCritical, id];
  }
  return found;
}

/** The extensions to write; alternative names are DNS names or IP addresses, told apart by their form. */
export interface WantedExtensions {
  readonly ca: { readonly pathLength: number | null } | null;
  readonly keyUsage: readonly KeyUsage[];
  readonly extendedKeyUsage: readonly ExtendedKeyUsage[];
  readonly altNames: readonly string[];
  readonly subjectKeyId: Buffer;
  readonly authorityKeyId: Buffer;
}

export function writeExtensions(wanted: WantedExtensions): Buffer {
  const { ca } = wanted;
  const limit = ca?.pathLength === null || ca === null ? [] : [unsigned(Buffer.from([ca.pathLength]))];
  const constraints = sequence(...(ca === null ? [] : [der(TAG.boolean, Buffer.from([0xff])), ...limit]));
  const all = [extension(OID.basicConstraints, true, constraints)];
  if (wanted.keyUsage.length > 0) all.push(extension(OID.keyUsage, true, writeKeyUsage(wanted.keyUsage)));
  if (wanted.extendedKeyUsage.length > 0)
    all.push(extension(OID.extendedKeyUsage, false, sequence(...wanted.extendedKeyUsage.map((use) => oid(EXTENDED[use])))));
  if (wanted.altNames.length > 0) all.push(extension(OID.altNames, false, sequence(...wanted.altNames.map(writeAltName))));
  all.push(extension(OID.subjectKeyId, false, octetString(wanted.subjectKeyId)));
  all.push(extension(OID.authorityKeyId, false, sequence(der(0x80, wanted.authorityKeyId))));
  return sequence(...all);
}

function extension(id: string, critical: boolean, content: Buffer): Buffer {
  return sequence(oid(id), ...(critical ? [der(TAG.boolean, Buffer.from([0xff]))] : []), octetString(content));
}

function readCa(element: DerElement): CertificateExtensions['ca'] {
  const [flag, length] = childrenOf(expectTag(element, TAG.sequence, 'BasicConstraints'));
  if (flag?.tag !== TAG.boolean || flag.content[0] === 0) return null;
  return { pathLength: length === undefined ? null : readUnsigned(length, 1, 'pathLenConstraint')[0]! };
}

function readKeyUsage(element: DerElement): KeyUsage[] {
  // The named bits may leave unused ones in the last byte; they are zero in DER.
  const whole = { ...element, content: Buffer.concat([Buffer.alloc(1), element.content.subarray(1)]) };
  const bits = readBits(whole, 'KeyUsage');
  return KEY_USAGES.filter((_, i) => ((bits[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0);
}

function writeKeyUsage(usages: readonly KeyUsage[]): Buffer {
  const bits = Buffer.alloc(2);
  const last = Math.max(...usages.map((usage) => KEY_USAGES.indexOf(usage)));
  for (const usage of usages) {
    const i = KEY_USAGES.indexOf(usage);
    bits[i >> 3]! |= 0x80 >> (i & 7);
  }
  return der(TAG.bitString, Buffer.from([7 - (last & 7)]), bits.subarray(0, (last >> 3) + 1));
}

function readExtended(element: DerElement): string[] {
  return childrenOf(expectTag(element, TAG.sequence, 'ExtKeyUsage')).map((part) => {
    const dotted = readOid(part, 'KeyPurposeId');
    return EXTENDED_SHORT.get(dotted) ?? dotted;
  });
}

function readAltNames(element: DerElement): Pick<CertificateExtensions, 'dnsNames' | 'addresses'> {
  const names = childrenOf(expectTag(element, TAG.sequence, 'SubjectAltName'));
  return {
    dnsNames: names.filter((name) => name.tag === 0x82).map((name) => name.content.toString('latin1')),
    addresses: names.filter((name) => name.tag === 0x87).map((name) => addressOf(name.content)),
  };
}

function addressOf(bytes: Buffer): string {
  if (bytes.length === 4) return [...bytes].join('.');
  return Array.from({ length: bytes.length >> 1 }, (_, i) => bytes.readUInt16BE(i * 2).toString(16)).join(':');
}

function writeAltName(name: string): Buffer {
  if (isIP(name) === 4) return der(0x87, Buffer.from(name.split('.').map(Number)));
  if (isIP(name) === 6 || !/^[A-Za-z0-9*.-]+$/.test(name))
    throw new GuomiError(
      'input-invalid',
      `备用名称“${name}”应为域名或 IPv4 地址`,
      `the alternative name "${name}" must be a DNS name or an IPv4 address`,
    );
  return der(0x82, Buffer.from(name));
}
