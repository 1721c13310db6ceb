import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mediaOf } from './evidence.ts';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

test('a file is what its content says: PNG, JPEG, PDF', () => {
  assert.equal(mediaOf(PNG), 'image/png');
  assert.equal(mediaOf(Buffer.from('ffd8ffe000104a464946ffd9', 'hex')), 'image/jpeg');
  assert.equal(mediaOf(Buffer.from('%PDF-1.7\n…\n%%EOF\n')), 'application/pdf');
});

test('a file that is cut off, or of another kind, is none', () => {
  assert.equal(mediaOf(PNG.subarray(0, -1)), null);
  assert.equal(mediaOf(Buffer.from('ffd8ffe000104a464946', 'hex')), null);
  assert.equal(mediaOf(Buffer.from('%PDF-1.7\n')), null);
  assert.equal(mediaOf(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), null);
  assert.equal(mediaOf(Buffer.alloc(0)), null);
});
