import { generateSm2Key, type Sm2PrivateKey } from '@anjie/guomi';
import { leafHash, MerkleLog } from '@anjie/merkle-log';
import { type AuditRow, canonicalRow, chainHash, GENESIS } from '../src/audit-row.ts';
import { type Checkpoint, checkpointDigest, NO_CHECKPOINT, signCheckpoint } from '../src/checkpoint.ts';
import { exportHead, exportLine } from '../src/export-file.ts';
import type { TrailRow } from '../src/verify-trail.ts';

export const INSTALLATION = '0190f5a0-0000-7000-8000-000000000001';
export const KEY = generateSm2Key();

export function auditRow(seq: number): AuditRow {
  return {
    at: new Date(Date.UTC(2026, 0, 5, 1, 0, seq)),
    requestId: `request-${seq}`,
    actorId: null,
    actor: '未登录',
    role: 'nobody',
    address: '127.0.0.1',
    event: 'GET /institutions',
    objectKind: seq % 2 === 0 ? 'institution' : null,
    objectId: seq % 2 === 0 ? `H640104${String(seq).padStart(5, '0')}` : null,
    prov: null,
    city: null,
    div: null,
    institutionId: null,
    result: 'refused',
    refusal: 'not-logged-in',
    detail: { path: 'body.address', count: seq },
  };
}

/** Rows 1 … count as they would be stored; `change` makes another history. */
export function storedRows(count: number, change: (row: AuditRow, seq: number) => AuditRow = (row) => row): TrailRow[] {
  let hash: Buffer = GENESIS;
  return Array.from({ length: count }, (_, i) => {
    const canonical = canonicalRow(i + 1, change(auditRow(i + 1), i + 1));
    hash = chainHash(hash, canonical);
    return { seq: i + 1, hash, canonical };
  });
}

export function checkpointsOver(rows: readonly TrailRow[], sizes: readonly number[], key: Sm2PrivateKey = KEY): Checkpoint[] {
  const log = MerkleLog.of(rows.map((row) => leafHash(row.hash)));
  let previous = NO_CHECKPOINT;
  return sizes.map((size) => {
    const lastHash = Buffer.from(rows[size - 1]!.hash);
    const at = new Date(Date.UTC(2026, 0, 5, 2, 0, size));
    const checkpoint = signCheckpoint({ installation: INSTALLATION, size, root: log.root(size), lastHash, at, previous }, key);
    previous = checkpointDigest(checkpoint);
    return checkpoint;
  });
}

/** The export as text. */
export function exportText(rows: readonly TrailRow[], checkpoints: readonly Checkpoint[]): string {
  return [
    exportHead({ by: '审计员', at: new Date(Date.UTC(2026, 0, 6)), requestId: 'r' }),
    ...rows.map((row) => exportLine({ row })),
    ...checkpoints.map((checkpoint) => exportLine({ checkpoint })),
    exportLine({ end: { rows: rows.length, checkpoints: checkpoints.length } }),
  ].join('');
}
