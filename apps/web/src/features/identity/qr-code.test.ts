import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { qrCode } from './qr-code.ts';

const digest = (rows: readonly boolean[][]) =>
  createHash('sha256')
    .update(rows.map((row) => row.map(Number).join('')).join('\n'))
    .digest('hex')
    .slice(0, 16);

test('ISO/IEC 18004: symbols are those that an independent reader has read back', () => {
  assert.equal(digest(qrCode('A')), '2bae48594b732587');
  assert.equal(digest(qrCode('z'.repeat(213))), 'e60b477236880f2d');
  const uri = 'otpauth://totp/%E5%AE%89%E6%8E%A5:xingqing.caseworker?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=%E5%AE%89%E6%8E%A5';
  assert.equal(digest(qrCode(uri)), 'ea6e20bfb76955cb');
});

test('a longer text takes a larger symbol, and one that fits none is refused', () => {
  assert.deepEqual(
    [1, 14, 15, 60, 213].map((length) => qrCode('x'.repeat(length)).length),
    [21, 21, 25, 33, 57],
  );
  assert.throws(() => qrCode('x'.repeat(214)), /214 bytes/);
});
