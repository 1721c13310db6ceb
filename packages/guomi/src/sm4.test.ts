import assert from 'node:assert/strict';
import { createCipheriv, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { opensslMissing, startOpenssl } from '../tests/openssl.ts';
import { sm3Hex } from './sm3.ts';
import { sm4CbcDecrypt, sm4CbcEncrypt, sm4Ctr, sm4GcmDecrypt, sm4GcmEncrypt } from './sm4.ts';
import { sm4CcmDecrypt, sm4CcmEncrypt } from './sm4-ccm.ts';

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s+/g, ''), 'hex');
const KEY = hex('0123456789ABCDEFFEDCBA9876543210');
const tool = startOpenssl();
after(() => rmSync(tool.folder, { recursive: true, force: true }));

test('GB/T 32907 A.1, A.2: one block and a million rounds are the published ones', () => {
  const ecb = createCipheriv('sm4-ecb', KEY, null).setAutoPadding(false);
  let block = ecb.update(KEY);
  assert.deepEqual(block, hex('681EDF34D206965E86B3E94F536E4246'));
  for (let round = 1; round < 1_000_000; round += 1) block = ecb.update(block);
  assert.deepEqual(block, hex('595298C7C6FD271F0402F804C33D3F66'));
});

/** RFC 8998 appendix A: one key, nonce, plaintext and associated data for both modes. */
const NONCE = hex('00001234567800000000ABCD');
const ASSOCIATED = hex('FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2');
const PLAINTEXT = hex(['AA', 'BB', 'CC', 'DD', 'EE', 'FF', 'EE', 'AA'].map((byte) => byte.repeat(8)).join(''));

test('RFC 8998 A.1: SM4-GCM gives the published ciphertext and tag, and opens them', () => {
  const sealed = hex(
    '17F399F08C67D5EE19D0DC9969C4BB7D 5FD46FD3756489069157B282BB200735 D82710CA5C22F0CCFA7CBF93D496AC15' +
      'A56834CBCF98C397B4024A2691233B8D 83DE3541E4C2B58177E065A9BF7B62EC',
  );
  assert.deepEqual(sm4GcmEncrypt(PLAINTEXT, KEY, NONCE, ASSOCIATED), sealed);
  assert.deepEqual(sm4GcmDecrypt(sealed, KEY, NONCE, ASSOCIATED), PLAINTEXT);
});

test('RFC 8998 A.2: SM4-CCM gives the published ciphertext and tag, and opens them', () => {
  const sealed = hex(
    '48AF93501FA62ADBCD414CCE6034D895 DDA1BF8F132F042098661572E7483094 FD12E518CE062C98ACEE28D95DF4416B' +
      'ED31A2F04476C18BB40C84A74B97DC5B 16842D4FA186F56AB33256971FA110F4',
  );
  assert.deepEqual(sm4CcmEncrypt(PLAINTEXT, KEY, NONCE, ASSOCIATED), sealed);
  assert.deepEqual(sm4CcmDecrypt(sealed, KEY, NONCE, ASSOCIATED), PLAINTEXT);
});

for (const [mode, encrypt, decrypt] of [
  ['GCM', sm4GcmEncrypt, sm4GcmDecrypt],
  ['CCM', sm4CcmEncrypt, sm4CcmDecrypt],
] as const)
  test(`SM4-${mode} round-trips, and any changed byte, other key, nonce or associated data is refused`, () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.uint8Array({ maxLength: 40 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (plain, with_, at, by) => {
          const nonce = randomBytes(12);
          const sealed = encrypt(plain, KEY, nonce, with_);
          assert.deepEqual(decrypt(sealed, KEY, nonce, with_), Buffer.from(plain));
          assert.throws(() => decrypt(sealed, randomBytes(16), nonce, with_), { code: 'ciphertext-altered' });
          assert.throws(() => decrypt(sealed, KEY, randomBytes(12), with_), { code: 'ciphertext-altered' });
          assert.throws(() => decrypt(sealed, KEY, nonce, Buffer.concat([with_, Buffer.from([0])])), { code: 'ciphertext-altered' });
          assert.throws(() => decrypt(sealed.subarray(0, at % sealed.length), KEY, nonce, with_), { code: 'ciphertext-altered' });
          sealed[at % sealed.length]! ^= by;
          assert.throws(() => decrypt(sealed, KEY, nonce, with_), { code: 'ciphertext-altered' });
        },
      ),
    );
  });

test('keys, nonces and vectors of a wrong length are refused by name', () => {
  const block = Buffer.alloc(16);
  assert.throws(() => sm4GcmEncrypt(block, block.subarray(1), Buffer.alloc(12)), { code: 'input-invalid' });
  assert.throws(() => sm4GcmEncrypt(block, block, block), { code: 'input-invalid' });
  assert.throws(() => sm4CbcEncrypt(block, block, Buffer.alloc(12)), { code: 'input-invalid' });
  assert.throws(() => sm4Ctr(block, Buffer.alloc(32), block), { code: 'input-invalid' });
  assert.throws(() => sm4CbcDecrypt(Buffer.alloc(15), block, block), { code: 'ciphertext-altered' });
});

test('SM3, SM4-CBC and SM4-CTR agree with OpenSSL both ways', { skip: opensslMissing }, () => {
  for (const size of [0, 1, 15, 16, 17, 1000]) {
    const data = randomBytes(size);
    const [key, iv] = [randomBytes(16), randomBytes(16)];
    const enc = (mode: string, direction: string, input: Buffer): Buffer =>
      tool.run(`enc -${mode} ${direction} -K ${key.toString('hex')} -iv ${iv.toString('hex')}`, input)!;
    assert.deepEqual(sm4CbcEncrypt(data, key, iv), enc('sm4-cbc', '-e', data));
    assert.deepEqual(enc('sm4-cbc', '-d', sm4CbcEncrypt(data, key, iv)), data);
    assert.deepEqual(sm4CbcDecrypt(enc('sm4-cbc', '-e', data), key, iv), data);
    assert.deepEqual(sm4Ctr(data, key, iv), enc('sm4-ctr', '-e', data));
    assert.deepEqual(sm4Ctr(enc('sm4-ctr', '-e', data), key, iv), data);
    assert.equal(tool.run('sm3 -r', data)!.toString().slice(0, 64), sm3Hex(data));
  }
});
