import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateSm2Key } from '@anjie/guomi';
import { leafHash, MerkleFrontier } from '@anjie/merkle-log';
import fc from 'fast-check';
import { archiveHead, verifyArchive } from './archive-file.ts';
import { type AuditRow, canonicalRow, chainHash, GENESIS } from './audit-row.ts';
import { NO_CHECKPOINT, signCheckpoint } from './checkpoint.ts';
import { exportLine } from './export-file.ts';

const key = generateSm2Key();
const row = (seq: number): AuditRow => ({
  at: new Date(Date.UTC(2026, 4, 1, 0, seq)),
  requestId: `r${seq}`,
  actorId: null,
  actor: '张*',
  role: 'nobody',
  address: null,
  event: 'tried',
  objectKind: null,
  objectId: String(seq),
  prov: null,
  city: null,
  div: null,
  institutionId: null,
  result: 'refused',
  refusal: 'not-found',
  detail: {},
});

/** Rows 1 to 30 with a checkpoint after 10, 20 and 30. */
function archive(): string[] {
  const lines = [archiveHead({ installation: 'one', month: '2026-05', from: 1, to: 30, previous: GENESIS.toString('hex') }).trimEnd()];
  let hash: Buffer = GENESIS;
  const frontier = new MerkleFrontier();
  for (let seq = 1; seq <= 30; seq++) {
    const canonical = canonicalRow(seq, row(seq));
    hash = chainHash(hash, canonical);
    frontier.appendHash(leafHash(hash));
    lines.push(exportLine({ row: { seq, hash, canonical } }).trimEnd());
    if (seq % 10 !== 0) continue;
    const statement = { installation: 'one', size: seq, root: frontier.root(), lastHash: hash, at: new Date(0), previous: NO_CHECKPOINT };
    lines.push(exportLine({ checkpoint: signCheckpoint(statement, key) }).trimEnd());
  }
  return [...lines, 'end 30 3'];
}

const whole = archive();

test('NX-附3.2-3c: an archive as it was written holds', async () => {
  const verdict = await verifyArchive(whole, [key.publicKey]);
  assert.deepEqual([verdict.ok, verdict.rows, verdict.checkpoints], [true, 30, 3], JSON.stringify(verdict.fault));
  assert.equal((await verifyArchive(whole, [generateSm2Key().publicKey])).ok, false, 'under another key it does not');
});

test('NX-附3.2-3c: 500 random changes of a sign, deletions, exchanges and cuts of lines are found', async () => {
  const way = fc.constantFrom('sign', 'delete', 'exchange', 'cut', 'double');
  await fc.assert(
    fc.asyncProperty(way, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 90 }), async (how, a, b, flip) => {
      const lines = [...whole];
      const at = a % lines.length;
      const other = b % lines.length;
      if (how === 'sign') {
        const line = lines[at]!;
        const place = b % line.length;
        lines[at] = `${line.slice(0, place)}${String.fromCharCode(((line.charCodeAt(place) + flip) % 94) + 33)}${line.slice(place + 1)}`;
      }
      if (how === 'delete') lines.splice(at, 1);
      if (how === 'exchange') [lines[at], lines[other]] = [lines[other]!, lines[at]!];
      if (how === 'cut') lines.splice(at);
      if (how === 'double') lines.splice(at, 0, lines[at]!);
      if (lines.join('\n') === whole.join('\n')) return;
      const verdict = await verifyArchive(lines, [key.publicKey]);
      // The name of the month is no part of what is signed: whoever reads an archive compares it with the record.
      const month = verdict.ok && verdict.head?.month !== '2026-05';
      assert.ok(!verdict.ok || month, `${how} ${at} ${other}`);
    }),
    { numRuns: 500 },
  );
});
