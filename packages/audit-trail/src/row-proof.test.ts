import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateSm2Key } from '@anjie/guomi';
import { leafHash, MerkleLog } from '@anjie/merkle-log';
import { checkpointsOver, INSTALLATION, KEY, storedRows } from '../tests/trail-builder.ts';
import { GENESIS } from './audit-row.ts';
import { type Checkpoint, checkpointJson, signCheckpoint } from './checkpoint.ts';
import { readRowProof, rowProof, verifyExtension, verifyRowProof } from './row-proof.ts';

const rows = storedRows(37);
const hashes = rows.map((row) => Buffer.from(row.hash));
const [early, late] = checkpointsOver(rows, [21, 37]) as [Checkpoint, Checkpoint];
const keys = [KEY.publicKey];
const previousOf = (seq: number) => (seq === 1 ? GENESIS : hashes[seq - 2]!);
const textOf = (seq: number, checkpoint = late) => rowProof(seq, previousOf(seq), rows[seq - 1]!.canonical!, checkpoint, hashes);

test('every row is proved to stand at its place under every checkpoint that covers it', () => {
  for (const checkpoint of [early, late])
    for (let seq = 1; seq <= checkpoint.size; seq += 1) assert.equal(verifyRowProof(readRowProof(textOf(seq, checkpoint))!, keys), true);
});

test('a later checkpoint is proved to have appended only', () => {
  const path = MerkleLog.of(hashes.map((hash) => leafHash(hash))).consistencyProof(21, 37);
  assert.equal(verifyExtension(early, late, path, keys), true);
  assert.equal(verifyExtension(late, early, path, keys), false);
  assert.equal(verifyExtension(early, late, path.slice(1), keys), false);
  const other = storedRows(37, (row, seq) => (seq === 4 ? { ...row, event: 'nothing' } : row));
  assert.equal(verifyExtension(early, checkpointsOver(other, [37])[0]!, path, keys), false);
});

const good = readRowProof(textOf(19))!;
const forgery = (change: Partial<typeof good>) => ({ ...good, ...change });
const signedAnew = (change: Partial<Checkpoint>) => ({ ...late, ...change });
const foreign = generateSm2Key();
const flipped = (bytes: Buffer) => Buffer.from(bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte)));

/** Twenty ways to forge a proof. */
const FORGERIES: Record<string, typeof good> = {
  'another text under the same number': forgery({ canonical: good.canonical.replace('refused', 'done') }),
  'the text of another row': forgery({ canonical: rows[17]!.canonical! }),
  'another number than the text has': forgery({ seq: 18 }),
  'a number beyond the checkpoint': forgery({ seq: 38 }),
  'number nought': forgery({ seq: 0 }),
  'a fraction for a number': forgery({ seq: 18.5 }),
  'a text with other spaces': forgery({ canonical: good.canonical.replace(',', ', ') }),
  'a text that is no JSON': forgery({ canonical: 'row 19' }),
  'another predecessor': forgery({ previous: hashes[3]! }),
  'the zero predecessor': forgery({ previous: GENESIS }),
  'a path cut at its end': forgery({ path: good.path.slice(0, -1) }),
  'a path cut at its beginning': forgery({ path: good.path.slice(1) }),
  'a path that is too long': forgery({ path: [...good.path, hashes[0]!] }),
  'an empty path': forgery({ path: [] }),
  'a path in another order': forgery({ path: good.path.toReversed() }),
  'a path with one bit changed': forgery({ path: good.path.with(2, flipped(good.path[2]!)) }),
  'a path with a short hash': forgery({ path: good.path.with(0, good.path[0]!.subarray(1)) }),
  'a checkpoint of another size': forgery({ checkpoint: early }),
  'a size that was not signed': forgery({ checkpoint: signedAnew({ size: 36 }) }),
  'a root that was not signed': forgery({ checkpoint: signedAnew({ root: flipped(late.root) }) }),
  'a signature with one bit changed': forgery({ checkpoint: signedAnew({ signature: flipped(late.signature) }) }),
  'an empty signature': forgery({ checkpoint: signedAnew({ signature: Buffer.alloc(0) }) }),
  'the signature of another checkpoint': forgery({ checkpoint: signedAnew({ signature: early.signature }) }),
  'a checkpoint of another installation': forgery({ checkpoint: signedAnew({ installation: 'other' }) }),
  'the key of somebody else under our key id': forgery({
    checkpoint: { ...signCheckpoint({ ...late, installation: INSTALLATION }, foreign), keyId: late.keyId },
  }),
  'an instant that was not signed': forgery({ checkpoint: signedAnew({ at: new Date(0) }) }),
};

for (const [name, proof] of Object.entries(FORGERIES))
  test(`a forged proof is rejected: ${name}`, () => assert.equal(verifyRowProof(proof, keys), false));

test('a proof that cannot be read is none', () => {
  const text = textOf(19);
  assert.notEqual(readRowProof(text), null);
  const broken = ['', 'null', '[]', '{}', text.replace('anjie audit row 1', 'x'), text.replace('"path":[', '"path":["00",')];
  for (const other of [...broken, text.replace(JSON.stringify(checkpointJson(late)), '"{}"')]) assert.equal(readRowProof(other), null);
});
