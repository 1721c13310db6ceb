import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { childrenOf, readDer, readOid, readUnsigned } from './der.ts';
import { der, oid, sequence, unsigned } from './der-writer.ts';

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s+/g, ''), 'hex');
const refused = { code: 'encoding-invalid', message: /X\.690/ };

test('X.690 §10.1: a length that is indefinite, not shortest, or longer than the data is refused', () => {
  for (const bytes of [
    '30 80 00 00',
    '04 81 05 0102030405',
    `04 82 0080 ${'00'.repeat(128)}`,
    '04 05 0102',
    '04',
    '04 81',
    '1f 81 01 00',
    '',
  ])
    assert.throws(() => readDer(hex(bytes)), refused, bytes);
});

test('bytes after the element, and elements cut off inside another, are refused', () => {
  assert.throws(() => readDer(hex('05 00 00')), refused);
  assert.throws(() => childrenOf(readDer(hex('30 03 04 05 01'))), refused);
  assert.throws(() => childrenOf(readDer(hex('04 02 05 00'))), refused);
});

test('X.690 §8.3: an integer is refused when negative, empty, padded or too long', () => {
  for (const bytes of ['02 01 80', '02 00', '02 02 00 01', '02 03 01 00 00', '04 01 01'])
    assert.throws(() => readUnsigned(readDer(hex(bytes)), 2, 'r'), refused, bytes);
  assert.deepEqual(readUnsigned(readDer(hex('02 03 00 80 01')), 2, 'r'), hex('80 01'));
});

test('X.690 §8.19: object identifiers are read as written; those padded or cut short are refused', () => {
  for (const dotted of ['1.2.156.10197.1.501', '2.5.4.97', '0.9.2342', '2.999.3'])
    assert.equal(readOid(readDer(oid(dotted)), 'oid'), dotted);
  for (const bytes of ['06 00', '06 02 80 01', '06 02 2a 81']) assert.throws(() => readOid(readDer(hex(bytes)), 'oid'), refused, bytes);
});

test('what is written is read back, whatever its length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70_000, size: 'max' }), (bytes) => {
      assert.deepEqual(readDer(der(0x04, bytes)).content, Buffer.from(bytes));
      const number = bytes.subarray(0, 40);
      assert.deepEqual(
        readUnsigned(childrenOf(readDer(sequence(unsigned(number))))[0], number.length || 1, 'n'),
        Buffer.from(number.length > 0 ? number : [0]),
      );
    }),
    { numRuns: 50 },
  );
});
