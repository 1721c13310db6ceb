import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkpointsOver, exportText, KEY, storedRows } from '../tests/trail-builder.ts';
import { verifyExport } from './export-file.ts';

const rows = storedRows(30);
const checkpoints = checkpointsOver(rows, [8, 20, 30]);
const whole = exportText(rows, checkpoints);
const linesOf = (text: string) => text.split('\n').slice(0, -1);
const verify = (text: string) => verifyExport(() => linesOf(text), [KEY.publicKey]);

test('an export holds with nothing but its lines and the public key', async () => {
  const { rows: count, checkpoints: signed, firstBad, ok } = await verify(whole);
  assert.deepEqual({ count, signed, firstBad, ok }, { count: 30, signed: 3, firstBad: null, ok: true });
});

test('every change of a byte below the watermark is found', async () => {
  const bytes = Buffer.from(whole);
  const body = bytes.indexOf('\n') + 1;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: body, max: bytes.length - 2 }), fc.integer({ min: 1, max: 255 }), async (place, flip) => {
      const changed = Buffer.from(bytes);
      changed[place]! ^= flip;
      return !(await verify(changed.toString('utf8'))).ok;
    }),
    { numRuns: 400 },
  );
});

test('every change within a row names that row', async () => {
  for (const seq of [1, 2, 17, 30]) {
    const line = linesOf(whole)[seq]!;
    const { firstBad, fault } = await verify(whole.replace(line, line.replace('"actor":"未登录"', '"actor":"未登陆"')));
    assert.deepEqual([firstBad, fault?.kind], [seq, 'row-altered']);
  }
});

test('lines taken out, doubled, exchanged or cut off are found', async () => {
  const lines = linesOf(whole);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: lines.length - 2 }), fc.constantFrom('out', 'twice', 'exchange', 'cut'), async (i, way) => {
      const changed =
        way === 'out'
          ? lines.toSpliced(i, 1)
          : way === 'twice'
            ? lines.toSpliced(i, 0, lines[i]!)
            : way === 'cut'
              ? lines.slice(0, i)
              : lines.with(i, lines[(i % 29) + 1]!).with((i % 29) + 1, lines[i]!);
      return changed.join() === lines.join() || !(await verifyExport(() => changed, [KEY.publicKey])).ok;
    }),
    { numRuns: 300 },
  );
});

test('an older export holds by itself; the checkpoints of the second place show what it lacks', async () => {
  const older = exportText(rows.slice(0, 20), checkpoints.slice(0, 2));
  assert.equal((await verify(older)).ok, true);
  const { firstBad, fault } = await verifyExport(() => linesOf(older), [KEY.publicKey], checkpoints);
  assert.deepEqual([firstBad, fault?.kind], [21, 'rows-cut-off']);
});

test('rows after the last checkpoint of an export do not pass for attested', async () => {
  const { firstBad, fault } = await verify(exportText(rows, checkpoints.slice(0, 2)));
  assert.deepEqual([firstBad, fault?.kind], [21, 'rows-unsigned']);
});

test('what is no export is said to be none, by its line', async () => {
  assert.match((await verify('hello\n')).fault!.en, /line 1: this is no export/);
  assert.match((await verify(whole.replace('\nend', '\nfin'))).fault!.en, /no such line/);
  assert.match((await verify(whole.slice(0, whole.indexOf('end ')))).fault!.en, /has no end/);
});
