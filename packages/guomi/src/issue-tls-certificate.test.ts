import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTlsAuthority, issueTlsCertificate } from './issue-tls-certificate.ts';

const DAY = 86_400_000;
const now = Date.now();
const authority = createTlsAuthority([{ type: 'CN', value: '安接内部证书机构' }], { notBefore: now - DAY, notAfter: now + 100 * DAY });
const validity = { notBefore: now - DAY, notAfter: now + 10 * DAY };
const noOpenssl = spawnSync('openssl', ['version']).status === 0 ? false : 'openssl is not installed';

test('a TLS certificate names what it is for, and its authority', () => {
  const { certificatePem } = issueTlsCertificate(
    { subject: [{ type: 'CN', value: 'server' }], altNames: ['anjie.example.cn', '127.0.0.1'], validity },
    authority,
  );
  const [leaf, root] = [new X509Certificate(certificatePem), new X509Certificate(authority.certificatePem)];
  assert.equal(leaf.verify(root.publicKey), true);
  assert.equal(leaf.checkIssued(root), true);
  assert.deepEqual([leaf.ca, root.ca], [false, true]);
  assert.equal(leaf.checkHost('anjie.example.cn'), 'anjie.example.cn');
  assert.equal(leaf.checkIP('127.0.0.1'), '127.0.0.1');
  assert.equal(leaf.checkHost('other.example.cn'), undefined);
});

test('a certificate is not issued without a name, beyond its authority, or with another authority’s key', () => {
  const other = createTlsAuthority([{ type: 'CN', value: 'other' }], { notBefore: now - DAY, notAfter: now + 100 * DAY });
  const request = { subject: [{ type: 'CN', value: 'server' }], altNames: ['localhost'], validity };
  assert.throws(() => issueTlsCertificate({ ...request, altNames: [] }, authority), { code: 'input-invalid' });
  assert.throws(() => issueTlsCertificate({ ...request, validity: { notBefore: now, notAfter: now + 101 * DAY } }, authority), {
    code: 'input-invalid',
  });
  assert.throws(() => issueTlsCertificate(request, { ...authority, privateKeyPem: other.privateKeyPem }), { code: 'key-invalid' });
});

test('OpenSSL verifies a chain that was written here, for the host it names and no other', { skip: noOpenssl }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'anjie-tls-'));
  try {
    const leaf = issueTlsCertificate({ subject: [{ type: 'CN', value: 'gateway' }], altNames: ['gw.example.cn'], validity }, authority);
    const [ca, own] = [join(folder, 'ca.pem'), join(folder, 'own.pem')];
    writeFileSync(ca, authority.certificatePem);
    writeFileSync(own, leaf.certificatePem);
    const verify = (host: string) =>
      spawnSync('openssl', ['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_hostname', host, '-CAfile', ca, own]).status;
    assert.equal(execFileSync('openssl', ['verify', '-x509_strict', '-CAfile', ca, own], { encoding: 'utf8' }).trim(), `${own}: OK`);
    assert.deepEqual([verify('gw.example.cn'), verify('elsewhere.example.cn')], [0, 2]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
