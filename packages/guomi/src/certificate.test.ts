import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Certificate, certificatePem, parseCertificate, parseCertificates, signedBy } from './certificate.ts';
import { type ChainQuestion, verifyChain } from './certificate-chain.ts';
import { childrenOf, readDer } from './der.ts';
import { der, sequence } from './der-writer.ts';
import { nameText } from './distinguished-name.ts';
import { type CertificateRequest, type Issuer, issueCertificate, selfSignCertificate } from './issue-certificate.ts';
import { generateSm2Key } from './sm2-key.ts';
import { signerOf } from './software-provider.ts';

const FROM = Date.UTC(2026, 0, 1);
const TO = Date.UTC(2036, 0, 1);
const NOW = Date.UTC(2026, 10, 22);
const name = (cn: string): CertificateRequest['subject'] => [
  { type: 'C', value: 'CN' },
  { type: 'O', value: '宁夏回族自治区医疗保障局' },
  { type: 'CN', value: cn },
];

async function authority(cn: string, pathLength: number | null, by?: Issuer): Promise<Issuer> {
  const key = generateSm2Key();
  const signer = signerOf(cn, key);
  const request = { subject: name(cn), publicKey: key.publicKey, notBefore: FROM, notAfter: TO, ca: { pathLength } };
  return { certificate: by ? await issueCertificate(request, by) : await selfSignCertificate(request, signer), signer };
}

const root = await authority('root', 1);
const middle = await authority('middle', 0, root);
const leafRequest = (more: Partial<CertificateRequest> = {}): CertificateRequest => ({
  subject: name('H64010300001'),
  publicKey: generateSm2Key().publicKey,
  notBefore: FROM,
  notAfter: Date.UTC(2027, 0, 1),
  extendedKeyUsage: ['clientAuth'],
  altNames: ['his.example.cn', '10.64.1.7'],
  ...more,
});
const leaf = await issueCertificate(leafRequest(), middle);

const ask = (more: Partial<ChainQuestion> = {}): ReturnType<typeof verifyChain> =>
  verifyChain({ certificate: leaf, intermediates: [middle.certificate], anchors: [root.certificate], at: NOW, ...more });
const problem = (answer: ReturnType<typeof verifyChain>): string => (answer.trusted ? 'trusted' : answer.problem);

test('RFC 5280 4.1: what is issued is read back whole', () => {
  const read = parseCertificate(certificatePem(leaf));
  assert.equal(nameText(read.subject), 'C=CN, O=宁夏回族自治区医疗保障局, CN=H64010300001');
  assert.equal(nameText(read.issuer), 'C=CN, O=宁夏回族自治区医疗保障局, CN=middle');
  assert.deepEqual([read.notBefore, read.notAfter], [FROM, Date.UTC(2027, 0, 1)]);
  assert.deepEqual(read.extensions.keyUsage, ['digitalSignature']);
  assert.deepEqual(read.extensions.extendedKeyUsage, ['clientAuth']);
  assert.deepEqual(read.extensions.dnsNames, ['his.example.cn']);
  assert.deepEqual(read.extensions.addresses, ['10.64.1.7']);
  assert.equal(read.extensions.ca, null);
  assert.deepEqual(middle.certificate.extensions.ca, { pathLength: 0 });
  assert.match(read.serial, /^[4-7][0-9a-f]{31}$/);
  assert.deepEqual(parseCertificates(certificatePem(leaf) + certificatePem(middle.certificate)), [leaf, middle.certificate]);
});

test('RFC 5280 6.1: a chain of signatures to an anchor is trusted, with its path', () => {
  const answer = ask({ keyUsage: 'digitalSignature', extendedKeyUsage: 'clientAuth' });
  assert.ok(answer.trusted);
  assert.deepEqual(answer.path, [leaf, middle.certificate, root.certificate]);
  assert.equal(problem(ask({ at: leaf.notAfter })), 'trusted');
});

test('RFC 5280 6.1: each thing that breaks a chain is named, in both languages', async () => {
  assert.equal(problem(ask({ intermediates: [] })), 'no-trusted-issuer');
  assert.equal(problem(ask({ anchors: [(await authority('root', 1)).certificate] })), 'no-trusted-issuer');
  assert.equal(problem(ask({ at: FROM - 1 })), 'not-yet-valid');
  assert.equal(problem(ask({ at: leaf.notAfter + 1 })), 'expired');
  assert.equal(problem(ask({ isRevoked: (one) => one.serial === leaf.serial })), 'revoked');
  assert.equal(problem(ask({ isRevoked: (one) => one.serial === middle.certificate.serial })), 'revoked');
  assert.equal(problem(ask({ keyUsage: 'keyEncipherment' })), 'usage-not-allowed');
  assert.equal(problem(ask({ extendedKeyUsage: 'serverAuth' })), 'usage-not-allowed');
  const answer = ask({ at: leaf.notAfter + 1 });
  assert.ok(!answer.trusted && answer.zh.includes('到期') && answer.en.includes('2027-01-01'));
});

test('RFC 5280 6.1.4: who is no authority issues nothing, and no authority follows below its limit', async () => {
  const holder = { certificate: leaf, signer: signerOf('leaf', generateSm2Key()) };
  await assert.rejects(issueCertificate(leafRequest(), holder), { code: 'key-invalid' });
  const key = generateSm2Key();
  const plain = await issueCertificate(leafRequest({ publicKey: key.publicKey }), middle);
  await assert.rejects(issueCertificate(leafRequest(), { certificate: plain, signer: signerOf('plain', key) }), {
    code: 'certificate-invalid',
  });
  await assert.rejects(authority('below', 0, middle), { code: 'certificate-invalid' });
  // Somebody who issues regardless: the same key with a forged authority flag at issuing time.
  const forged: Certificate = { ...plain, extensions: { ...plain.extensions, ca: { pathLength: null }, keyUsage: null } };
  const victim = await issueCertificate(leafRequest(), { certificate: forged, signer: signerOf('plain', key) });
  assert.equal(signedBy(victim, key.publicKey), true);
  assert.equal(problem(ask({ certificate: victim, intermediates: [plain, middle.certificate] })), 'no-trusted-issuer');
  const loose: Certificate = { ...middle.certificate, extensions: { ...middle.certificate.extensions, ca: { pathLength: null } } };
  const deep = await authority('deep', 0, { certificate: loose, signer: middle.signer });
  const under = await issueCertificate(leafRequest(), deep);
  assert.equal(problem(ask({ certificate: under, intermediates: [deep.certificate, middle.certificate] })), 'no-trusted-issuer');
});

test('RFC 5280 6.1: a key alone makes no issuer: its name must be the one named, and its usage must include signing certificates', async () => {
  const key = generateSm2Key();
  const signer = signerOf('twin', key);
  const dates = { publicKey: key.publicKey, notBefore: FROM, notAfter: TO, ca: { pathLength: null } };
  const named = await selfSignCertificate({ ...dates, subject: name('named') }, signer);
  const other = await selfSignCertificate({ ...dates, subject: name('other') }, signer);
  const certificate = await issueCertificate(leafRequest(), { certificate: named, signer });
  assert.equal(problem(ask({ certificate, anchors: [named] })), 'trusted');
  assert.equal(problem(ask({ certificate, anchors: [other] })), 'no-trusted-issuer');
  const limited = await selfSignCertificate({ ...dates, subject: name('named'), keyUsage: ['digitalSignature', 'cRLSign'] }, signer);
  assert.equal(problem(ask({ certificate, anchors: [limited] })), 'no-trusted-issuer');
});

test('RFC 5280 4.1.1.2: the algorithm outside the signature must be the one inside it', () => {
  const [body, algorithm, signature] = childrenOf(readDer(leaf.der));
  assert.deepEqual(sequence(body!.whole, algorithm!.whole, signature!.whole), leaf.der);
  const changed = sequence(body!.whole, sequence(...childrenOf(algorithm!).map((part) => part.whole), der(0x05)), signature!.whole);
  assert.throws(() => parseCertificate(changed), { code: 'certificate-invalid' });
});

test('an issuer does not promise beyond its own validity, and dates that are reversed are refused', async () => {
  await assert.rejects(issueCertificate(leafRequest({ notAfter: TO + 1000 }), middle), { code: 'input-invalid' });
  await assert.rejects(issueCertificate(leafRequest({ notAfter: FROM }), middle), { code: 'input-invalid' });
  await assert.rejects(issueCertificate(leafRequest({ altNames: ['not a name'] }), middle), { code: 'input-invalid' });
  await assert.rejects(issueCertificate(leafRequest({ subject: [{ type: 'C', value: 'China' }] }), middle), { code: 'input-invalid' });
  await assert.rejects(selfSignCertificate(leafRequest(), middle.signer), { code: 'key-invalid' });
});

test('any one byte of a certificate changed is refused, or no longer chains', () => {
  fc.assert(
    fc.property(fc.nat(leaf.der.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const altered = Buffer.from(leaf.der);
      altered[at]! ^= by;
      try {
        assert.equal(ask({ certificate: parseCertificate(altered) }).trusted, false);
      } catch (error) {
        assert.equal((error as Error).name, 'GuomiError');
      }
    }),
    { numRuns: 300 },
  );
});

test('dates after 2049 are written in four digits of year and read back', async () => {
  const key = generateSm2Key();
  const request = { subject: name('long'), publicKey: key.publicKey, notBefore: FROM, notAfter: Date.UTC(2051, 5, 30, 12, 30, 15) };
  assert.equal((await selfSignCertificate(request, signerOf('long', key))).notAfter, request.notAfter);
});
