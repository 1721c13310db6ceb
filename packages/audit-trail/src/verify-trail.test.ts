import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateSm2Key } from '@anjie/guomi';
import { checkpointsOver, KEY, storedRows } from '../tests/trail-builder.ts';
import { exactJson } from './audit-row.ts';
import { type Checkpoint, checkpointJson, readCheckpoint } from './checkpoint.ts';
import { type Trail, type TrailRow, verifyTrail } from './verify-trail.ts';

const rows = storedRows(40);
const checkpoints = checkpointsOver(rows, [10, 25, 37]);
const verify = (trail: Partial<Trail>) =>
  verifyTrail({ rows, checkpoints, delivered: checkpoints, keys: [KEY.publicKey], head: null, installation: null, whole: false, ...trail });
const kindOf = async (trail: Partial<Trail>) => {
  const { fault } = await verify(trail);
  return [fault?.kind ?? null, fault?.from ?? null, fault?.to ?? null];
};

test('an untouched trail holds, and says up to which row it is attested', async () => {
  const { at } = checkpoints[2]!;
  assert.deepEqual(await verify({}), { rows: 40, checkpoints: 3, firstBad: null, ok: true, covered: 37, coveredAt: at, fault: null });
});

test('a row changed, taken out, put in or exchanged is named by its number', async () => {
  const changed = rows.with(6, { ...rows[6]!, canonical: rows[6]!.canonical!.replace('refused', 'done') });
  assert.deepEqual(await kindOf({ rows: changed }), ['row-altered', 7, 7]);
  assert.deepEqual(await kindOf({ rows: rows.toSpliced(6, 2) }), ['row-missing', 7, 8]);
  assert.deepEqual(await kindOf({ rows: rows.toSpliced(6, 0, rows[5]!) }), ['row-extra', 6, 6]);
  assert.deepEqual(await kindOf({ rows: [{ ...rows[0]!, seq: 0 }, ...rows] }), ['row-extra', 0, 0]);
  const exchanged = rows.with(3, { ...rows[8]!, seq: 4 }).with(8, { ...rows[3]!, seq: 9 });
  assert.deepEqual(await kindOf({ rows: exchanged }), ['row-altered', 4, 4]);
});

test('a stored hash that is changed is named by its row, and one of another length is no hash', async () => {
  const hash = Buffer.from(rows[6]!.hash);
  hash[31]! ^= 1;
  assert.deepEqual(await kindOf({ rows: rows.with(6, { ...rows[6]!, hash }) }), ['row-altered', 7, 7]);
  assert.deepEqual(await kindOf({ rows: rows.with(6, { ...rows[6]!, hash: hash.subarray(0, 31) }) }), ['row-altered', 7, 7]);
});

test('rows cut off below a checkpoint are missed, though the chain that is left holds', async () => {
  assert.deepEqual(await kindOf({ rows: rows.slice(0, 30) }), ['rows-cut-off', 31, 37]);
  assert.deepEqual(await kindOf({ rows: rows.slice(0, 30), checkpoints: checkpoints.slice(0, 2) }), ['rows-cut-off', 31, 37]);
  assert.deepEqual(await kindOf({ rows: [], checkpoints: [] }), ['rows-cut-off', 1, 37]);
});

test('rows after the last delivered checkpoint can be cut off unseen: the window that is stated', async () => {
  assert.deepEqual(await kindOf({ rows: rows.slice(0, 38) }), [null, null, null]);
  assert.deepEqual(await kindOf({ rows: rows.slice(0, 38), head: rows[39]! }), ['rows-cut-off', 39, 40]);
});

test('a history written anew from a row on is found by the first checkpoint after it', async () => {
  const other = storedRows(40, (row, seq) => (seq === 12 ? { ...row, actor: '别人' } : row));
  assert.deepEqual(await kindOf({ rows: other }), ['rows-rewritten', 11, 25]);
  assert.deepEqual(await kindOf({ rows: other, checkpoints: checkpointsOver(other, [10, 25, 37]) }), ['checkpoint-forked', null, null]);
  const mine = checkpointsOver(other, [10, 25, 37], generateSm2Key());
  assert.deepEqual(await kindOf({ rows: other, checkpoints: mine }), ['checkpoint-forged', null, null]);
});

test('a checkpoint taken away, changed, of another installation or by another key is found', async () => {
  assert.deepEqual(await kindOf({ checkpoints: checkpoints.toSpliced(1, 1), delivered: [] }), ['checkpoint-missing', null, null]);
  assert.deepEqual(await kindOf({ checkpoints: checkpoints.slice(0, 2) }), ['checkpoint-missing', null, null]);
  for (const change of [{ size: 36 }, { root: Buffer.alloc(32) }, { installation: 'other' }, { at: new Date(0) }] as Partial<Checkpoint>[])
    assert.deepEqual(await kindOf({ checkpoints: checkpoints.with(2, { ...checkpoints[2]!, ...change }), delivered: [] }), [
      'checkpoint-forged',
      null,
      null,
    ]);
  assert.deepEqual(await kindOf({ keys: [generateSm2Key().publicKey] }), ['checkpoint-forged', null, null]);
  assert.deepEqual(await kindOf({ installation: 'another' }), ['checkpoint-forged', null, null]);
});

test('where the whole must be attested, rows without a checkpoint are a fault', async () => {
  assert.deepEqual(await kindOf({ whole: true }), ['rows-unsigned', 38, 40]);
  assert.deepEqual(await kindOf({ whole: true, checkpoints: [], delivered: [] }), ['rows-unsigned', 1, 40]);
});

test('a head that does not belong to the last row is found', async () => {
  const head = { seq: 40, hash: rows[39]!.hash };
  assert.deepEqual(await kindOf({ head }), [null, null, null]);
  assert.deepEqual(await kindOf({ head: { ...head, hash: rows[38]!.hash } }), ['head-altered', 38, 40]);
  assert.deepEqual(await kindOf({ head: { ...head, seq: 39 } }), ['row-extra', 40, 40]);
});

test('an empty audit holds', async () => {
  const none: TrailRow[] = [];
  assert.equal((await verify({ rows: none, checkpoints: [], delivered: [], whole: true })).ok, true);
});

test('a checkpoint is read back from the one way it is written, and from no other', () => {
  const json = checkpointJson(checkpoints[0]!);
  assert.deepEqual(readCheckpoint(json), checkpoints[0]);
  for (const other of [json.replace('"size":10', '"size": 10'), json.replace('10', '1e1'), `${json} `, '{}', 'null', '', json.slice(1)])
    assert.equal(readCheckpoint(other), null);
});

test('a number that reading would round is not taken for the one that was chained', () => {
  assert.deepEqual(exactJson('{"count":7,"text":"1.0"}'), { count: 7, text: '1.0' });
  for (const value of [1e21, -1.5e-7, 0.1, -12.5, 0])
    assert.equal(exactJson(value.toFixed(8).includes('e') ? '1000000000000000000000' : trimmed(value)), value);
  for (const text of ['{"count":7.0}', '{"count":9007199254740993}', '{"count":1e400}', '{"count":'])
    assert.equal(exactJson(text), undefined);
});

/** The value as jsonb gives it back. */
function trimmed(value: number): string {
  return value.toFixed(8).replace(/\.?0+$/, '');
}
