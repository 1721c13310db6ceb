import assert from 'node:assert/strict';
import { test } from 'node:test';
import { equalMac, hmacSm3Hex, sm3, sm3Hex } from './index.ts';

test('GB/T 32905-2016 A.1: the digest of "abc" is the published one', () => {
  assert.equal(sm3Hex('abc'), '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
});

test('GB/T 32905-2016 A.2: the digest of 64 bytes is the published one', () => {
  assert.equal(sm3Hex('abcd'.repeat(16)), 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732');
});

test('text and its UTF-8 bytes have the same digest', () => {
  assert.equal(sm3Hex('安接'), sm3(Buffer.from('安接')).toString('hex'));
});

test('RFC 2104: HMAC is the nested hash of the padded keys, for short and long keys', () => {
  for (const key of ['k', 'a key longer than the 64 bytes of one SM3 block, so that it is hashed before it is used']) {
    const raw = Buffer.from(key);
    const block = Buffer.alloc(64);
    (raw.length > 64 ? sm3(raw) : raw).copy(block);
    const inner = sm3(Buffer.concat([block.map((byte) => byte ^ 0x36), Buffer.from('message')]));
    const outer = sm3Hex(Buffer.concat([block.map((byte) => byte ^ 0x5c), inner]));
    assert.equal(hmacSm3Hex(key, 'message'), outer);
  }
});

test('codes are compared whole: another length or another digit is not equal', () => {
  assert.equal(equalMac('ab12', 'ab12'), true);
  assert.equal(equalMac('ab12', 'ab13'), false);
  assert.equal(equalMac('ab12', 'ab1'), false);
});
