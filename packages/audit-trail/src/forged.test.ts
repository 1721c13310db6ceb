import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateSm2Key, sm2Sign } from '@anjie/guomi';
import { leafHash, MerkleLog } from '@anjie/merkle-log';
import { monthLines } from '../tests/month-builder.ts';
import { checkpointsOver, exportText, INSTALLATION, KEY, storedRows } from '../tests/trail-builder.ts';
import { type Checkpoint, checkpointDigest, checkpointJson, checkpointText, keyIdOf, NO_CHECKPOINT, signCheckpoint } from './checkpoint.ts';
import { verifyExport } from './export-file.ts';
import { extensionFault, readRowProof, rowProof, rowProofFault } from './row-proof.ts';
import { splitLines } from './split-lines.ts';
import { verifyMonths } from './verify-months.ts';

/** Kinds of forgery that whoever holds the files, and not the signing key, can make; the offline verifier rejects each and says why. */
const rows = storedRows(40);
const hashes = rows.map((row) => Buffer.from(row.hash));
const [early, middle, late] = checkpointsOver(rows, [13, 26, 40]) as [Checkpoint, Checkpoint, Checkpoint];
const keys = [KEY.publicKey];
const foreign = generateSm2Key();
const flip = (bytes: Buffer, at: number) => Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ 1 : byte)));
const otherRows = storedRows(40, (row, seq) => (seq === 9 ? { ...row, result: 'done' } : row));
const otherHashes = otherRows.map((row) => Buffer.from(row.hash));
const others = checkpointsOver(otherRows, [13, 26, 40], foreign) as [Checkpoint, Checkpoint, Checkpoint];

// Inclusion
const text = rowProof(19, hashes[17]!, rows[18]!.canonical!, late, hashes);
const proof = readRowProof(text)!;
const replaced = (name: string, value: string) => text.replace(new RegExp(`"${name}":("[^"]*"|\\d+)`), `"${name}":${value}`);
const INCLUSION: Record<string, readonly [string, RegExp]> = {
  'wrong size': [text.replace('\\"size\\":40', '\\"size\\":39'), /not signed by this key/],
  'swapped siblings': [
    JSON.stringify({ ...JSON.parse(text), path: [1, 0, 2, 3, 4, 5].map((i) => JSON.parse(text).path[i]) }),
    /does not lead to the root/,
  ],
  'an extra hash': [text.replace('"path":[', `"path":["${'0'.repeat(64)}",`), /does not lead to the root/],
  'a missing hash': [JSON.stringify({ ...JSON.parse(text), path: JSON.parse(text).path.slice(1) }), /does not lead to the root/],
  'another tree’s root': [
    rowProof(19, otherHashes[17]!, otherRows[18]!.canonical!, { ...late, root: others[2].root }, otherHashes),
    /not signed by this key/,
  ],
  'another tree, signed by another key': [
    rowProof(19, otherHashes[17]!, otherRows[18]!.canonical!, others[2], otherHashes),
    /not signed by this key/,
  ],
  'another tree, signed by another key that bears our key id': [
    rowProof(19, otherHashes[17]!, otherRows[18]!.canonical!, { ...others[2], keyId: keyIdOf(KEY.publicKey) }, otherHashes),
    /not signed by this key/,
  ],
  'another signer id than the installation': [
    rowProof(19, hashes[17]!, rows[18]!.canonical!, { ...late, signature: sm2Sign(checkpointText(late), KEY, '1234567812345678') }, hashes),
    /not signed by this key/,
  ],
  'another installation': [text.replace(INSTALLATION, INSTALLATION.replace('0001', '0002')), /not signed by this key/],
  'the proof of another row under this number': [
    rowProof(19, hashes[16]!, rows[17]!.canonical!, late, hashes),
    /does not bear the number 19/,
  ],
  'a number off by one': [replaced('seq', '20'), /does not bear the number 20/],
  'a row beyond the checkpoint': [
    JSON.stringify({
      ...JSON.parse(rowProof(13, hashes[11]!, rows[12]!.canonical!, early, hashes)),
      seq: 19,
      canonical: rows[18]!.canonical,
    }),
    /has 13 rows and no row 19/,
  ],
  'a huge number': [replaced('seq', '9007199254740993'), /cannot be read/],
  'a number written otherwise': [replaced('seq', '19.0'), /cannot be read/],
  'a name twice: what is read first is another number': [text.replace('"seq":19', '"seq":18,"seq":19'), /cannot be read/],
  'a name twice: another text before the one that is proved': [
    text.replace('"canonical":', `"canonical":${JSON.stringify(otherRows[18]!.canonical)},"canonical":`),
    /cannot be read/,
  ],
  'a name more': [text.replace('{', '{"note":"verified",'), /cannot be read/],
  'hexadecimal digits in capitals': [
    text.replace(proof.path[0]!.toString('hex'), proof.path[0]!.toString('hex').toUpperCase()),
    /cannot be read/,
  ],
  'a carriage return at its end': [`${text}\r`, /cannot be read/],
  'a byte order mark': [`\uFEFF${text}`, /cannot be read/],
  'other characters that look alike': [text.replace('未登录', '未登錄'), /does not lead to the root/],
};
for (const [name, [forged, why]] of Object.entries(INCLUSION))
  test(`NX-附3.2-3c: a forged proof of a row is rejected with its reason: ${name}`, () => {
    assert.notEqual(forged, text, 'it is forged at all');
    const read = readRowProof(forged);
    assert.match(read === null ? 'it cannot be read' : (rowProofFault(read, keys)?.en ?? 'ACCEPTED'), why);
  });

// Consistency
const log = MerkleLog.of(hashes.map((hash) => leafHash(hash)));
const path = log.consistencyProof(13, 40);
const stale = signCheckpoint({ ...early, at: new Date(Date.UTC(2030, 0, 1)), previous: NO_CHECKPOINT }, foreign);
const CONSISTENCY: Record<string, readonly [Checkpoint, Checkpoint, readonly Buffer[], RegExp]> = {
  'a beginning that was written anew': [{ ...others[0], keyId: early.keyId }, late, path, /not signed by this key/],
  'the path of other sizes': [early, late, log.consistencyProof(26, 40), /rows are not those that were signed before/],
  'a swapped sibling': [early, late, path.with(0, path[1]!).with(1, path[0]!), /rows are not those/],
  'an extra hash': [early, late, [...path, hashes[0]!], /rows are not those/],
  'a missing hash': [early, late, path.slice(1), /rows are not those/],
  'one bit of the path': [early, late, path.with(2, flip(path[2]!, 31)), /rows are not those/],
  'the older checkpoint as the newer': [late, early, path, /has 13 rows, fewer than 40/],
  'a stale checkpoint signed anew, with a later time, by another key': [
    middle,
    { ...stale, keyId: late.keyId },
    path,
    /not signed by this key/,
  ],
  'another tree of the same size': [early, { ...late, root: others[2].root }, path, /not signed by this key/],
  'another installation': [early, { ...late, installation: 'other' }, path, /different installations/],
};
for (const [name, [first, second, given, why]] of Object.entries(CONSISTENCY))
  test(`NX-附3.2-3c: a forged proof that rows were appended only is rejected with its reason: ${name}`, () => {
    assert.match(extensionFault(first, second, given, keys)?.en ?? 'ACCEPTED', why);
  });
test('NX-附3.2-3c: the true proofs hold', () => {
  assert.equal(rowProofFault(proof, keys), null);
  assert.equal(extensionFault(early, late, path, keys), null);
});

// Export and its checkpoints
const whole = exportText(rows, [early, middle, late]);
const lines = whole.split('\n').slice(0, -1);
const at = (seq: number) => lines[seq]!;
const bytes = (value: string | Buffer) => verifyExport(() => splitLines(chunksOf(Buffer.from(value))), keys, [early, middle, late]);
async function* chunksOf(buffer: Buffer): AsyncGenerator<Buffer> {
  for (let from = 0; from < buffer.length; from += 1000) yield buffer.subarray(from, from + 1000);
}
const joined = (changed: readonly string[]) => `${changed.join('\n')}\n`;
const moved = checkpointsOver(rows.slice(0, 39), [13, 26, 39]);
const EXPORT: Record<string, readonly [string | Buffer, RegExp]> = {
  'rows in another order': [joined(lines.with(7, at(8)).with(8, at(7))), /rows 7 to 7 are missing/],
  'rows in another order, renumbered': [
    joined(lines.with(7, at(8).replace('"seq":8', '"seq":7')).with(8, at(7).replace('"seq":7', '"seq":8'))),
    /row 7 does not follow/,
  ],
  'a row twice': [joined(lines.toSpliced(7, 0, at(7)).with(lines.length, 'end 41 3')), /a row too many with number 7/],
  'a row taken out, the end counted anew': [joined(lines.toSpliced(7, 1).with(lines.length - 2, 'end 39 3')), /rows 7 to 7 are missing/],
  'a count off by one': [whole.replace('end 40 3', 'end 41 3'), /counts otherwise/],
  truncated: [joined(lines.slice(0, 20)), /has no end/],
  'truncated with an end of its own': [
    joined([...lines.slice(0, 21), `checkpoint ${checkpointJson(early)}`, 'end 20 1']),
    /attests 40 rows/,
  ],
  'cut to an older checkpoint, shown as the newest': [exportText(rows.slice(0, 26), [early, middle]), /a checkpoint attests 40 rows/],
  'replaced before: a history written anew up to a row': [
    joined([lines[0]!, ...otherRows.map((row) => `row ${Buffer.from(row.hash).toString('hex')} ${row.canonical}`), ...lines.slice(41)]),
    /rows 1 to 13 were written anew/,
  ],
  'replaced after: a history written anew from a row on': [
    joined([
      ...lines.slice(0, 30),
      ...storedRows(40, (row, seq) => (seq > 29 ? { ...row, event: 'POST /nothing' } : row))
        .slice(29)
        .map((row) => `row ${Buffer.from(row.hash).toString('hex')} ${row.canonical}`),
      ...lines.slice(41),
    ]),
    /rows 27 to 40 were written anew/,
  ],
  'signed anew by another key': [exportText(otherRows, others), /not signed by this installation’s key/],
  'signed anew by another key under our key id': [
    exportText(
      otherRows,
      others.map((one) => ({ ...one, keyId: late.keyId })),
    ),
    /not signed by this installation’s key/,
  ],
  'a checkpoint taken out of the middle': [exportText(rows, [early, late]), /a checkpoint is missing after row 13/],
  'a checkpoint of another size that is not signed': [
    whole.replace(checkpointJson(late), checkpointJson({ ...late, size: 39 })),
    /not signed by this installation’s key/,
  ],
  'another checkpoint of the same size': [
    exportText(rows, [early, middle, signCheckpoint({ ...late, at: new Date(0), previous: checkpointDigest(middle) }, KEY)]),
    /two different checkpoints at row 40/,
  ],
  'a checkpoint that names another before it': [exportText(rows.slice(0, 39), [early, moved[2]!]), /a checkpoint is missing after row 13/],
  'the head of another format': [whole.replace('anjie audit export 1', 'anjie audit archive 1'), /this is no export/],
  'the head taken out': [joined(lines.slice(1)), /this is no export/],
  'ends of lines as CR LF': [joined(lines).replaceAll('\n', '\r\n'), /the checkpoint cannot be read/],
  'a carriage return within the lines': [joined(lines.with(7, `${at(7)}\r`)), /row 7 does not follow/],
  'a line separator of Unicode for a space': [joined(lines.with(7, at(7).replace(' {', '\u2028{'))), /row 7 does not follow/],
  'a byte order mark': [`\uFEFF${whole}`, /this is no export/],
  'another encoding': [Buffer.from(whole, 'utf16le'), /this is no export/],
  'bytes that are no UTF-8 for a character': [
    Buffer.from(Buffer.from(whole).toString('latin1').replace(Buffer.from('未').toString('latin1'), '\xff\xff\xff'), 'latin1'),
    /row 1 does not follow/,
  ],
  'a name twice in a row': [joined(lines.with(7, at(7).replace('"seq":7', '"seq":6,"seq":7'))), /row 7 does not follow/],
  'a huge number in a row': [joined(lines.with(7, at(7).replace('"seq":7', '"seq":7.0000000000000001'))), /row 7 does not follow/],
  'a huge number in a checkpoint': [whole.replace('"size":40', '"size":1e400'), /the checkpoint cannot be read/],
  'a name twice in a checkpoint': [whole.replace('"size":40', '"size":13,"size":40'), /the checkpoint cannot be read/],
  'something after the end': [`${whole}row 00\n`, /something after the end/],
  'a line that no export has': [joined(lines.toSpliced(5, 0, '# verified')), /no such line belongs/],
};
for (const [name, [forged, why]] of Object.entries(EXPORT))
  test(`NX-附3.2-3c: a forged export is rejected with its reason: ${name}`, async () => {
    assert.notEqual(forged.toString(), whole, 'it is forged at all');
    const { ok, fault } = await bytes(forged);
    assert.match(ok ? 'ACCEPTED' : fault!.en, why);
    assert.equal(ok, false);
  });

// Months
const MAY = { month: '2026-05', from: 1, to: 13 };
const JUNE = { month: '2026-06', from: 14, to: 26 };
const JULY = { month: '2026-07', from: 27, to: 40 };
const [may, june, july] = [MAY, JUNE, JULY].map((month) => monthLines(rows, month)) as [string[], string[], string[]];
const MONTHS: Record<string, readonly [readonly (readonly string[])[], RegExp]> = {
  'a gap between months': [[may, july], /rows 14 to 26 are missing/],
  'the first month left out': [[june, july], /rows 1 to 13 are missing/],
  'a month twice': [[may, may, june, july], /row 1 is in the archive before it already/],
  'the beginning of a month cut off, its head made to fit': [
    [may, monthLines(rows, { ...JUNE, from: 15 }), july],
    /rows 14 to 14 are missing/,
  ],
  'the head of another month': [[may, [july[0]!, ...june.slice(1)], july], /row 27 does not follow/],
  'the months’ names exchanged': [
    [may, [june[0]!.replace('2026-06', '2026-07'), ...june.slice(1)], [july[0]!.replace('2026-07', '2026-06'), ...july.slice(1)]],
    /its month 2026-06 is not after 2026-07/,
  ],
  'a month of another history, signed by another key': [[may, monthLines(otherRows, JUNE, foreign), july], /does not attest/],
  'a month of another installation': [[may, monthLines(rows, JUNE, KEY, 'other'), july], /another installation/],
  'a predecessor that is not the last row before': [
    [may, [june[0]!.replace(/"previous":"[0-9a-f]{4}/, '"previous":"0000'), ...june.slice(1)], july],
    /row 14 does not follow/,
  ],
};
test('NX-附3.2-3c: the months as they were written hold, in any order', async () => {
  const { rows: count, fault } = await verifyMonths(
    [july, may, june].map((one, i) => ({ name: String(i), lines: one })),
    keys,
  );
  assert.deepEqual([count, fault], [40, null]);
});
for (const [name, [months, why]] of Object.entries(MONTHS))
  test(`NX-附3.2-3c: forged archives are rejected with their reason: ${name}`, async () => {
    const { fault } = await verifyMonths(
      months.map((one, i) => ({ name: String(i), lines: one })),
      keys,
    );
    assert.match(fault?.en ?? 'ACCEPTED', why);
  });
