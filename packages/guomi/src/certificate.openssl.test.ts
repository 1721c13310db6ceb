import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';
import { opensslMissing, startOpenssl } from '../tests/openssl.ts';
import { certificatePem, parseCertificate } from './certificate.ts';
import { verifyChain } from './certificate-chain.ts';
import { nameText } from './distinguished-name.ts';
import { issueCertificate, selfSignCertificate } from './issue-certificate.ts';
import { generateSm2Key } from './sm2-key.ts';
import { importPrivateKey, privateKeyPem } from './sm2-key-file.ts';
import { signerOf } from './software-provider.ts';

const tool = startOpenssl();
after(() => rmSync(tool.folder, { recursive: true, force: true }));
const skip = opensslMissing;
const ID = 'distid:1234567812345678';
const FROM = Date.UTC(2020, 0, 1);
const TO = Date.UTC(2049, 0, 1);

test('OpenSSL trusts the chain that we issue, and reads in it what we wrote', { skip }, async () => {
  const [rootKey, leafKey] = [generateSm2Key(), generateSm2Key()];
  const signer = signerOf('root', rootKey);
  const dates = { notBefore: FROM, notAfter: TO };
  const root = await selfSignCertificate(
    { ...dates, subject: [{ type: 'CN', value: '安接根' }], publicKey: rootKey.publicKey, ca: { pathLength: 0 } },
    signer,
  );
  const subject = [
    { type: 'C', value: 'CN' },
    { type: 'CN', value: '网关一' },
  ];
  const leaf = await issueCertificate(
    {
      ...dates,
      subject,
      publicKey: leafKey.publicKey,
      extendedKeyUsage: ['clientAuth', 'serverAuth'],
      altNames: ['gw.example.cn', '10.1.2.3'],
    },
    { certificate: root, signer },
  );
  tool.put('root.pem', certificatePem(root));
  tool.put('leaf.pem', certificatePem(leaf));
  assert.match(String(tool.run(`verify -x509_strict -vfyopt ${ID} -CAfile root.pem leaf.pem`)), /leaf\.pem: OK/);
  assert.equal(tool.run('verify -vfyopt distid:other -CAfile root.pem leaf.pem'), null);
  const text = String(tool.run('x509 -in leaf.pem -noout -text -nameopt utf8'));
  for (const line of ['Signature Algorithm: SM2-with-SM3', 'DNS:gw.example.cn, IP Address:10.1.2.3', 'CA:FALSE', 'Digital Signature'])
    assert.ok(text.includes(line), line);
  assert.match(text, /TLS Web Client Authentication, TLS Web Server Authentication/);
  assert.match(String(tool.run('x509 -in leaf.pem -noout -subject -nameopt utf8')), /CN ?= ?网关一/);
  assert.match(String(tool.run('x509 -in leaf.pem -noout -serial')), new RegExp(`serial=${leaf.serial}`, 'i'));
});

test('we trust the chain that OpenSSL issues, to the anchor and to no other', { skip }, () => {
  tool.put('ca.key', privateKeyPem(generateSm2Key()));
  tool.put('client.key', privateKeyPem(generateSm2Key()));
  tool.put(
    'ext',
    'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,nonRepudiation\nsubjectAltName=DNS:a.example,IP:10.0.0.9\n',
  );
  assert.ok(tool.run(`req -x509 -new -key ca.key -sm3 -sigopt ${ID} -subj /C=CN/O=CA/CN=root -days 3650 -out ca.pem`));
  assert.ok(tool.run(`req -new -key client.key -sm3 -sigopt ${ID} -subj /C=CN/CN=client+serialNumber=7 -out client.csr`));
  assert.ok(
    tool.run(
      `x509 -req -in client.csr -CA ca.pem -CAkey ca.key -CAcreateserial -sm3 -sigopt ${ID} -vfyopt ${ID} -extfile ext -days 30 -out client.pem`,
    ),
  );
  const anchor = parseCertificate(tool.take('ca.pem').toString());
  const client = parseCertificate(tool.run('x509 -in client.pem -outform DER')!);
  assert.equal(nameText(client.subject), 'C=CN, serialNumber=7, CN=client');
  assert.deepEqual(client.publicKey, importPrivateKey(tool.take('client.key').toString()).publicKey);
  assert.deepEqual(client.extensions.keyUsage, ['digitalSignature', 'nonRepudiation']);
  assert.deepEqual([client.extensions.dnsNames, client.extensions.addresses], [['a.example'], ['10.0.0.9']]);
  const at = client.notBefore + 1000;
  assert.equal(verifyChain({ certificate: client, anchors: [anchor], at }).trusted, true);
  tool.run(`req -x509 -new -key client.key -sm3 -sigopt ${ID} -subj /C=CN/O=CA/CN=root -out false.pem`);
  const impostor = parseCertificate(tool.take('false.pem').toString());
  assert.equal(verifyChain({ certificate: client, anchors: [impostor], at }).trusted, false);
});

test('certificates of another algorithm or key are refused by name', { skip }, () => {
  tool.run('ecparam -name prime256v1 -genkey -noout -out p256.key');
  tool.run('req -x509 -new -key p256.key -sha256 -subj /CN=other -out other.pem');
  assert.throws(() => parseCertificate(tool.take('other.pem').toString()), {
    code: 'certificate-invalid',
    message: /1\.2\.840\.10045\.4\.3\.2/,
  });
  assert.throws(() => parseCertificate('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n'), { code: 'encoding-invalid' });
});

test('a certificate with a critical extension that we do not know is not trusted', { skip }, () => {
  tool.put('odd.key', privateKeyPem(generateSm2Key()));
  const command = `req -x509 -new -key odd.key -sm3 -sigopt ${ID} -subj /CN=odd -addext 1.2.3.4=critical,DER:0500 -out odd.pem`;
  assert.ok(tool.run(command));
  const odd = parseCertificate(tool.take('odd.pem').toString());
  assert.deepEqual(odd.extensions.unknownCritical, ['1.2.3.4']);
  const answer = verifyChain({ certificate: odd, anchors: [odd], at: odd.notBefore });
  assert.ok(!answer.trusted && answer.problem === 'unknown-critical-extension');
});
