import { exportHead, exportLine, rowProof, type TrailRow } from '@anjie/audit-trail';
import type { Actor } from '../../ground/actor.ts';
import { maskName } from '../../ground/masking.ts';
import type { Transactor } from '../../ground/transaction.ts';
import { refuse } from './audit.errors.ts';
import { storedRows } from './audit.store.ts';
import type { AuditKeys } from './audit-keys.ts';
import { allCheckpoints, findCheckpointOver } from './checkpoint.store.ts';

/** Row by row up to the last checkpoint: what an export holds can be proved to its last line. One snapshot, however long it is read. */
export async function writeExport(
  transactor: Transactor,
  mark: { readonly actor: Actor; readonly at: Date; readonly requestId: string },
  write: (text: string) => Promise<void>,
  changes: AuditKeys['changes'],
): Promise<void> {
  await transactor.snapshot(async (db) => {
    const checkpoints = await allCheckpoints(db);
    await write(exportHead({ by: `${maskName(mark.actor.name)} ${mark.actor.id}`, at: mark.at, requestId: mark.requestId }));
    let rows = 0;
    let text = (await changes(db)).map((change) => exportLine({ change })).join('');
    for await (const row of storedRows(db, -1, checkpoints.at(-1)?.size ?? 0)) {
      rows += 1;
      text += exportLine({ row });
      if (text.length < 65_536) continue;
      await write(text);
      text = '';
    }
    text += checkpoints.map((checkpoint) => exportLine({ checkpoint })).join('');
    await write(`${text}${exportLine({ end: { rows, checkpoints: checkpoints.length } })}`);
  });
}

/** That a row stood at its place, to be shown without the other rows. @throws Refusal 'audit-row-not-attested' */
export async function proveRow(transactor: Transactor, seq: number): Promise<string> {
  return transactor.snapshot(async (db) => {
    const checkpoint = await findCheckpointOver(db, seq);
    if (checkpoint === null) return refuse('audit-row-not-attested', { path: 'params.seq', value: seq });
    const hashes: Buffer[] = [];
    let found: TrailRow | null = null;
    for await (const row of storedRows(db, -1, checkpoint.size)) {
      hashes.push(Buffer.from(row.hash));
      if (row.seq === seq) found = row;
    }
    if (found?.canonical == null || hashes.length !== checkpoint.size) return refuse('audit-not-whole', { path: 'params.seq', value: seq });
    return rowProof(seq, hashes[seq - 2] ?? Buffer.alloc(32), found.canonical, checkpoint, hashes);
  });
}
