import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';
import { opensslMissing, startOpenssl } from '../tests/openssl.ts';
import { sm2Decrypt, sm2Encrypt } from './sm2-encrypt.ts';
import { generateSm2Key } from './sm2-key.ts';
import {
  exportPrivateKey,
  exportPublicKey,
  importPrivateKey,
  importPublicKey,
  privateKeyPem,
  publicKeyPem,
  sec1Pem,
} from './sm2-key-file.ts';
import { sm2Sign, sm2Verify } from './sm2-sign.ts';

const tool = startOpenssl();
after(() => rmSync(tool.folder, { recursive: true, force: true }));
const skip = opensslMissing;
const MESSAGE = Buffer.from('定点医药机构接入申报 2026-11-22');
const IDS = ['1234567812345678', 'auditor-01'];

test('GB/T 32918.2: OpenSSL accepts our signature under the same signer id and under no other', { skip }, () => {
  const key = generateSm2Key();
  tool.put('ours.pub', publicKeyPem(key.publicKey));
  tool.put('message', MESSAGE);
  for (const id of IDS) {
    tool.put('ours.sig', sm2Sign(MESSAGE, key, id));
    const verify = `pkeyutl -verify -pubin -inkey ours.pub -in message -sigfile ours.sig -rawin -digest sm3 -pkeyopt distid:`;
    assert.match(String(tool.run(`${verify}${id}`)), /Verified Successfully/);
    assert.equal(tool.run(`${verify}someone-else`), null);
  }
});

test('GB/T 32918.2: we accept the signature of OpenSSL under the same signer id and under no other', { skip }, () => {
  tool.run('genpkey -algorithm SM2 -out theirs.pem');
  const key = importPrivateKey(tool.take('theirs.pem').toString());
  tool.put('message', MESSAGE);
  for (const id of IDS) {
    const signature = tool.run(`pkeyutl -sign -inkey theirs.pem -in message -rawin -digest sm3 -pkeyopt distid:${id}`);
    assert.equal(sm2Verify(MESSAGE, signature!, key.publicKey, id), true);
    assert.equal(sm2Verify(MESSAGE, signature!, key.publicKey, 'someone-else'), false);
  }
});

test('GB/T 32918.4: what OpenSSL encrypts we open, and the reverse', { skip }, () => {
  const key = generateSm2Key();
  tool.put('ours.pub', publicKeyPem(key.publicKey));
  tool.put('ours.pem', privateKeyPem(key));
  tool.put('message', MESSAGE);
  assert.deepEqual(sm2Decrypt(tool.run('pkeyutl -encrypt -pubin -inkey ours.pub -in message')!, key), MESSAGE);
  tool.put('sealed', sm2Encrypt(MESSAGE, key.publicKey));
  assert.deepEqual(tool.run('pkeyutl -decrypt -inkey ours.pem -in sealed'), MESSAGE);
});

test('RFC 5915, RFC 5208, RFC 5480: OpenSSL reads our key files, and writes back what we read', { skip }, () => {
  const key = generateSm2Key();
  tool.put('ours.pem', privateKeyPem(key));
  tool.put('ours.sec1', sec1Pem(key));
  for (const file of ['ours.pem', 'ours.sec1']) {
    assert.deepEqual(tool.run(`pkey -in ${file} -pubout -outform DER`), exportPublicKey(key.publicKey));
    assert.deepEqual(importPrivateKey(tool.run(`pkey -in ${file} -outform DER`)!).unsafeScalar(), key.unsafeScalar());
  }
  assert.deepEqual(tool.run('pkey -in ours.pem -pubcheck -noout')?.toString(), 'Key is valid\n');
});

test('every form of key file that OpenSSL writes is read', { skip }, () => {
  tool.run('ecparam -name SM2 -genkey -out with-parameters.pem');
  const key = importPrivateKey(tool.take('with-parameters.pem').toString());
  for (const form of ['pkey -in with-parameters.pem', 'ec -in with-parameters.pem', 'pkcs8 -topk8 -nocrypt -in with-parameters.pem'])
    assert.deepEqual(importPrivateKey(String(tool.run(form))).unsafeScalar(), key.unsafeScalar());
  assert.deepEqual(importPublicKey(String(tool.run('pkey -in with-parameters.pem -pubout'))), key.publicKey);
  const compressed = tool.run('ec -in with-parameters.pem -pubout -outform DER -conv_form compressed');
  assert.deepEqual(importPublicKey(compressed!), key.publicKey);
});

test('keys of another curve, encrypted keys and mismatched halves are refused by name', { skip }, () => {
  tool.run('ecparam -name prime256v1 -genkey -noout -out p256.pem');
  assert.throws(() => importPrivateKey(tool.take('p256.pem').toString()), { code: 'key-invalid' });
  assert.throws(() => importPublicKey(String(tool.run('pkey -in p256.pem -pubout'))), {
    code: 'key-invalid',
    message: /1\.2\.840\.10045\.3\.1\.7/,
  });
  tool.put('ours.pem', privateKeyPem(generateSm2Key()));
  const locked = String(tool.run('pkcs8 -topk8 -in ours.pem -passout pass:secret'));
  assert.throws(() => importPrivateKey(locked), { code: 'key-invalid', message: /口令.*password/ });
  const [a, b] = [generateSm2Key(), generateSm2Key()];
  const mixed = Buffer.from(
    exportPrivateKey(a).toString('hex').replace(a.publicKey.point.toString('hex'), b.publicKey.point.toString('hex')),
    'hex',
  );
  assert.throws(() => importPrivateKey(mixed), { code: 'key-invalid' });
});
