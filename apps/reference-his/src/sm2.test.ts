import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signSm2, verifySm2 } from './sm2.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
// The example of GB/T 32918.5, annex A.2.
const PRIVATE = hex('3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8');
const PUBLIC = hex(
  '04 09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020 CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13',
);
const SIGNED = hex(
  'F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3 B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA',
);
const ID = '1234567812345678';

test('GB/T 32918.5: the standard’s signature verifies, and none of another message, signer or value does', () => {
  assert.ok(verifySm2('message digest', SIGNED, PUBLIC, ID));
  assert.equal(verifySm2('message digesT', SIGNED, PUBLIC, ID), false);
  assert.equal(verifySm2('message digest', SIGNED, PUBLIC, '1'), false);
  for (const at of [0, 40, 63]) {
    const other = Buffer.from(SIGNED);
    other[at]! ^= 1;
    assert.equal(verifySm2('message digest', other, PUBLIC, ID), false);
  }
  assert.equal(verifySm2('message digest', Buffer.alloc(64), PUBLIC, ID), false);
});

test('what is signed verifies by the public key, under the signer’s own id alone', () => {
  const signature = signSm2('{"input":"处方"}', PRIVATE, 'P64010400001');
  assert.ok(verifySm2('{"input":"处方"}', signature, PUBLIC, 'P64010400001'));
  assert.equal(verifySm2('{"input":"处方"}', signature, PUBLIC, ID), false);
});
