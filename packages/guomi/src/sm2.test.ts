import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sm2 } from 'sm-crypto-v2';
import { octetString, sequence, unsigned } from './der-writer.ts';
import { encryptBy, sm2Decrypt, sm2Encrypt } from './sm2-encrypt.ts';
import { generateSm2Key, ORDER, sm2PrivateKey, sm2PublicKey } from './sm2-key.ts';
import {
  DEFAULT_SIGNER_ID,
  messageDigest,
  signatureFromDer,
  signatureToDer,
  signerDigest,
  sm2Sign,
  sm2Verify,
  unsafeSignWithNonce,
} from './sm2-sign.ts';
import { sm3 } from './sm3.ts';

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s+/g, ''), 'hex');

/** GB/T 32918.5-2017 annexes A and C: one key, one nonce, one signature, one ciphertext. */
const SCALAR = hex('3945208F 7B2144B1 3F36E38A C6D39F95 88939369 2860B51A 42FB81EF 4DF7C5B8');
const X = '09F9DF31 1E5421A1 50DD7D16 1E4BC5C6 72179FAD 1833FC07 6BB08FF3 56F35020';
const Y = 'CCEA490C E26775A5 2DC6EA71 8CC1AA60 0AED05FB F35E084A 6632F607 2DA9AD13';
const NONCE = '59276E27 D506861A 16680F3A D9C02DCC EF3CC1FA 3CDBE4CE 6D54B80D EAC1BC21';
const R = 'F5A03B06 48D2C463 0EEAC513 E1BB81A1 5944DA38 27D5B741 43AC7EAC EEE720B3';
const S = 'B1B6AA29 DF212FD8 763182BC 0D421CA1 BB9038FD 1F7F42D4 840B69C4 85BBC1AA';
const C1X = '04EBFC71 8E8D1798 62043226 8E77FEB6 415E2EDE 0E073C0F 4F640ECD 2E149A73';
const C1Y = 'E858F9D8 1E5430A5 7B36DAAB 8F950A3C 64E6EE6A 63094D99 283AFF76 7E124DF0';
const C3 = '59983C18 F809E262 923C53AE C295D303 83B54E39 D609D160 AFCB1908 D0BD8766';
const C2 = '21886CA9 89CA9C7D 58087307 CA93092D 651EFA';

const key = sm2PrivateKey(SCALAR);

test('GB/T 32918.5 A.2: the public key, Z and e are the published ones', () => {
  assert.deepEqual(key.publicKey.point, hex(`04${X}${Y}`));
  assert.deepEqual(
    signerDigest(key.publicKey, DEFAULT_SIGNER_ID),
    hex('B2E14C5C 79C6DF5B 85F4FE7E D8DB7A26 2B9DA7E0 7CCB0EA9 F4747B8C CDA8A4F3'),
  );
  assert.deepEqual(
    messageDigest('message digest', key.publicKey, DEFAULT_SIGNER_ID),
    hex('F0B43E94 BA45ACCA ACE692ED 534382EB 17E6AB5A 19CE7B31 F4486FDF C0D28640'),
  );
});

test('GB/T 32918.5 A.2: with the published nonce the signature is the published one, and it verifies', () => {
  const scalar = hex(NONCE).toString('hex');
  const x1 = BigInt(`0x${sm2.getPublicKeyFromPrivateKey(scalar).slice(2, 66)}`);
  const signature = unsafeSignWithNonce('message digest', key, DEFAULT_SIGNER_ID, { k: BigInt(`0x${scalar}`), x1 });
  assert.deepEqual(signatureFromDer(signature), hex(R + S));
  assert.equal(sm2Verify('message digest', signature, key.publicKey), true);
});

test('GB/T 32918.5 C.2: the published ciphertext opens to the published plaintext', () => {
  const ciphertext = sequence(unsigned(hex(C1X)), unsigned(hex(C1Y)), octetString(hex(C3)), octetString(hex(C2)));
  assert.equal(sm2Decrypt(ciphertext, key).toString(), 'encryption standard');
});

test('a signature holds for its message, its key and its signer id alone', () => {
  const signature = sm2Sign('安接', key, 'registrar@example');
  assert.equal(sm2Verify('安接', signature, key.publicKey, 'registrar@example'), true);
  assert.equal(sm2Verify('安接', signature, key.publicKey), false);
  assert.equal(sm2Verify('接安', signature, key.publicKey, 'registrar@example'), false);
  assert.equal(sm2Verify('安接', signature, generateSm2Key().publicKey, 'registrar@example'), false);
  assert.throws(() => sm2Sign('安接', key, 'x'.repeat(8192)), { code: 'input-invalid' });
});

test('GB/T 32918.2 B1, B2: r and s outside 1 … n-1 are no signature', () => {
  const raw = signatureFromDer(sm2Sign('m', key));
  const number = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`);
  const bytes = (value: bigint): Buffer => hex(value.toString(16).padStart(64, '0'));
  const [r, s] = [raw.subarray(0, 32), raw.subarray(32)];
  for (const bad of [bytes(0n), bytes(ORDER), bytes(2n ** 256n - 1n)]) {
    assert.equal(sm2Verify('m', signatureToDer(Buffer.concat([bad, s])), key.publicKey), false);
    assert.equal(sm2Verify('m', signatureToDer(Buffer.concat([r, bad])), key.publicKey), false);
  }
  assert.equal(sm2Verify('m', signatureToDer(Buffer.concat([r, bytes((ORDER - number(r)) % ORDER)])), key.publicKey), false);
  assert.throws(() => signatureToDer(raw.subarray(1)), { code: 'encoding-invalid' });
});

test('GB/T 32918.1 6.1: 0, n-1, n and numbers of another length are no private keys', () => {
  const bytes = (value: bigint): Buffer => hex(value.toString(16).padStart(64, '0'));
  for (const bad of [bytes(0n), bytes(ORDER - 1n), bytes(ORDER), SCALAR.subarray(1)])
    assert.throws(() => sm2PrivateKey(bad), { code: 'key-invalid' });
  assert.deepEqual(sm2PrivateKey(bytes(ORDER - 2n)).unsafeScalar(), bytes(ORDER - 2n));
});

test('a point off the curve is no public key; a compressed one is the point that it stands for', () => {
  const off = hex(`04${X}${Y}`);
  off[64]! ^= 1;
  assert.throws(() => sm2PublicKey(off), { code: 'key-invalid' });
  assert.throws(() => sm2PublicKey(off.subarray(1)), { code: 'key-invalid' });
  assert.throws(() => sm2PublicKey(Buffer.alloc(65)), { code: 'key-invalid' });
  assert.deepEqual(sm2PublicKey(hex(`03${X}`)), key.publicKey);
});

test('GB/T 32918.4 B1: a ciphertext made over a point off the curve is refused, although its hash is right', () => {
  // The library's arithmetic at a point off the curve, as an attacker who probes for the key would compute it.
  const base = sm2.precomputePublicKey(key.publicKey.point.toString('hex'), 1);
  const Point = base.constructor as unknown as { fromAffine(xy: { x: bigint; y: bigint }): typeof base };
  const [x, y] = [hex(X), hex(Y)].map((bytes) => BigInt(`0x${bytes.toString('hex')}`)) as [bigint, bigint];
  const shared = Point.fromAffine({ x, y: y + 1n }).multiply(BigInt(`0x${SCALAR.toString('hex')}`));
  const [x2, y2] = [shared.x, shared.y].map((value) => hex(value.toString(16).padStart(64, '0'))) as [Buffer, Buffer];
  const plaintext = Buffer.from('probing the key!');
  const stream = sm3(Buffer.concat([x2, y2, Buffer.from([0, 0, 0, 1])]));
  const cipher = Buffer.from(plaintext.map((byte, i) => byte ^ stream[i]!));
  const off = hex((y + 1n).toString(16).padStart(64, '0'));
  const probe = sequence(unsigned(hex(X)), unsigned(off), octetString(sm3(Buffer.concat([x2, plaintext, y2]))), octetString(cipher));
  const careless = sm2.doDecrypt(probe.toString('hex'), SCALAR.toString('hex'), 1, { output: 'array', asn1: true });
  assert.deepEqual(Buffer.from(careless), plaintext);
  assert.throws(() => sm2Decrypt(probe, key), { code: 'ciphertext-altered' });
});

test('GB/T 32918.4 A5, B4: a key stream of zeros, which would send the plaintext itself, is drawn again and never opened', () => {
  const plaintext = Buffer.from([0x5a]);
  const naked = hex(
    '44D5D82ED155F7EB36B321F6C0482B6CA39635C2635E23F0B2CD43046E013CF594017744122344FBE4C29528B2D1122806EE0327EED2DCBDF72C025399DF76D2' +
      '306EA06B26B7F60BBFECDA25C48DC73C99F740F3648CD8D59BAABA6BCC2F47665A',
  );
  const covered = Buffer.concat([hex(C1X), hex(C1Y), hex(C3), Buffer.from([0x77])]);
  const draws = [naked, naked, covered];
  const sent = encryptBy(plaintext, () => draws.shift()!);
  assert.deepEqual([draws.length, sent.at(-1)], [0, 0x77]);
  const [c1x, c1y, c3] = [naked.subarray(0, 32), naked.subarray(32, 64), naked.subarray(64, 96)];
  const received = sequence(unsigned(c1x), unsigned(c1y), octetString(c3), octetString(plaintext));
  assert.throws(() => sm2Decrypt(received, key), { code: 'ciphertext-altered' });
});

test('an empty plaintext is refused, one byte and ten thousand go through', () => {
  assert.throws(() => sm2Encrypt(Buffer.alloc(0), key.publicKey), { code: 'input-invalid' });
  for (const plaintext of [Buffer.from([0x5a]), Buffer.alloc(10_000, 0x5a)])
    assert.deepEqual(sm2Decrypt(sm2Encrypt(plaintext, key.publicKey), key), plaintext);
});

test('a private key shows its secret neither printed nor serialised', async () => {
  const { inspect } = await import('node:util');
  const shown = inspect(key, { depth: null, showHidden: true }) + JSON.stringify(key);
  for (const form of ['hex', 'base64'] as const) assert.equal(shown.includes(SCALAR.toString(form)), false);
  assert.equal(shown.includes('39 45 20 8f'), false);
});
