import type { Sm2PrivateKey } from '@anjie/guomi';
import { leafHash, MerkleFrontier } from '@anjie/merkle-log';
import { archiveHead } from '../src/archive-file.ts';
import { GENESIS } from '../src/audit-row.ts';
import { NO_CHECKPOINT, signCheckpoint } from '../src/checkpoint.ts';
import { exportLine } from '../src/export-file.ts';
import type { TrailRow } from '../src/verify-trail.ts';
import { INSTALLATION, KEY } from './trail-builder.ts';

export interface MonthOf {
  readonly month: string;
  readonly from: number;
  readonly to: number;
}

/** Lines of a month's archive: rows `from` to `to`, under one checkpoint. */
export function monthLines(
  rows: readonly TrailRow[],
  { month, from, to }: MonthOf,
  key: Sm2PrivateKey = KEY,
  installation = INSTALLATION,
): string[] {
  const hashOf = (seq: number) => (seq === 0 ? GENESIS : Buffer.from(rows[seq - 1]!.hash));
  const frontier = new MerkleFrontier();
  for (const row of rows.slice(0, to)) frontier.appendHash(leafHash(row.hash));
  const statement = { installation, size: to, root: frontier.root(), lastHash: hashOf(to), at: new Date(0), previous: NO_CHECKPOINT };
  return [
    archiveHead({ installation, month, from, to, previous: hashOf(from - 1).toString('hex') }),
    ...rows.slice(from - 1, to).map((row) => exportLine({ row })),
    exportLine({ checkpoint: signCheckpoint(statement, key) }),
    exportLine({ end: { rows: to - from + 1, checkpoints: 1 } }),
  ].map((line) => line.trimEnd());
}
