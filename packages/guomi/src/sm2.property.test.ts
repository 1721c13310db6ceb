import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readDer } from './der.ts';
import { sm2Decrypt, sm2Encrypt } from './sm2-encrypt.ts';
import { generateSm2Key } from './sm2-key.ts';
import { prepareKey, sm2Sign, sm2Verify } from './sm2-sign.ts';

const key = generateSm2Key();
const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });

test('what is signed verifies, and with any one byte of it changed does not', () => {
  prepareKey(key.publicKey);
  const signature = sm2Sign('a message', key);
  fc.assert(
    fc.property(fc.nat(signature.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const altered = Buffer.from(signature);
      altered[at]! ^= change;
      assert.equal(sm2Verify('a message', altered, key.publicKey), false);
    }),
    { numRuns: 200 },
  );
  fc.assert(
    fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (message, at, change) => {
      const sealed = sm2Sign(message, key);
      assert.equal(sm2Verify(message, sealed, key.publicKey), true);
      message[at % message.length]! ^= change;
      assert.equal(sm2Verify(message, sealed, key.publicKey), false);
    }),
    { numRuns: 50 },
  );
});

test('no bytes at all make verification throw', () => {
  fc.assert(fc.property(bytes, (junk) => assert.equal(sm2Verify('a message', junk, key.publicKey), false)));
});

test('what is encrypted opens again, and with any one byte changed never to anything', () => {
  fc.assert(
    fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (plaintext, at, change) => {
      const ciphertext = sm2Encrypt(plaintext, key.publicKey);
      assert.deepEqual(sm2Decrypt(ciphertext, key), Buffer.from(plaintext));
      ciphertext[at % ciphertext.length]! ^= change;
      assert.throws(() => sm2Decrypt(ciphertext, key), { name: 'GuomiError' });
    }),
    { numRuns: 60 },
  );
});

test('DER of any bytes is read or refused by name, within its bounds', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (junk) => {
      try {
        assert.equal(readDer(junk).whole.length, junk.length);
      } catch (error) {
        assert.equal((error as { code: string }).code, 'encoding-invalid');
      }
    }),
    { numRuns: 2000 },
  );
});
