import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateSm2Key, type Sm2PrivateKey } from '@anjie/guomi';
import { NO_CHECKPOINT, signCheckpoint } from './checkpoint.ts';
import { type KeyChange, keyChangeJson, readKeyChange, signersOf, signKeyChange } from './key-change.ts';

const [first, second, third, stranger] = Array.from({ length: 4 }, generateSm2Key) as [
  Sm2PrivateKey,
  Sm2PrivateKey,
  Sm2PrivateKey,
  Sm2PrivateKey,
];
const change = (serial: number, after: number, former: Sm2PrivateKey, next: Sm2PrivateKey) =>
  signKeyChange({ installation: 'one', serial, after, last: NO_CHECKPOINT, at: new Date(0) }, former, next);
const checkpoint = (size: number, key: Sm2PrivateKey) =>
  signCheckpoint(
    { installation: 'one', size, root: NO_CHECKPOINT, lastHash: NO_CHECKPOINT, at: new Date(0), previous: NO_CHECKPOINT },
    key,
  );
const changes = [change(1, 100, first, second), change(2, 200, second, third)];
const said = (key: Sm2PrivateKey, size: number, of: readonly KeyChange[] = changes) =>
  signersOf([first.publicKey], of)(checkpoint(size, key));

test('NX-附3.2-3c: who trusts the first key trusts those that it handed over to, each for the rows of its time', () => {
  assert.deepEqual(
    [said(first, 100), said(second, 101), said(second, 200), said(third, 201), said(third, 9999)],
    [true, true, true, true, true],
  );
  assert.deepEqual([said(first, 101), said(second, 100), said(second, 201), said(third, 200)], [false, false, false, false]);
});

test('NX-附3.2-3c: a change that the former key has not signed, that the next one does not hold, or that was altered counts for nothing', () => {
  const forged = change(1, 100, stranger, second);
  assert.equal(said(second, 101, [forged]), false);
  assert.equal(said(second, 101, [{ ...forged, former: changes[0]!.former }]), false);
  assert.equal(said(second, 101, [{ ...changes[0]!, possession: changes[0]!.signature }]), false);
  assert.equal(said(second, 51, [{ ...changes[0]!, after: 50 }]), false);
  assert.equal(said(third, 201, [changes[1]!]), false, 'a change is missing between');
  assert.equal(said(stranger, 201), false);
});

test('a change comes back from its text as it was, and from no other way of writing it', () => {
  const text = keyChangeJson(changes[0]!);
  assert.deepEqual(keyChangeJson(readKeyChange(text)!), text);
  assert.equal(readKeyChange(text.replace('"serial":1', '"serial": 1')), null);
  assert.equal(readKeyChange('{}'), null);
});
