import { leafHash, MerkleLog } from '@anjie/merkle-log';
import type { Transactor } from '../../ground/transaction.ts';
import { refuse } from './audit.errors.ts';
import { storedRows } from './audit.store.ts';
import { findCheckpoint } from './checkpoint.store.ts';

/** That the second checkpoint only appended to the first: hashes of RFC 9162 §2.1.4, in hexadecimal. */
export async function proveExtension(transactor: Transactor, first: number, second: number): Promise<string[]> {
  return transactor.snapshot(async (db) => {
    for (const [path, size] of [
      ['query.first', first],
      ['query.second', second],
    ] as const)
      if ((await findCheckpoint(db, size)) === null) refuse('audit-checkpoint-unknown', { path, value: size });
    if (first > second) refuse('audit-checkpoint-unknown', { path: 'query.second', value: second, rule: 'first ≤ second' });
    const log = new MerkleLog();
    for await (const row of storedRows(db, -1, second)) log.appendHash(leafHash(row.hash));
    if (log.size !== second) refuse('audit-not-whole', { path: 'query.second', value: second });
    return log.consistencyProof(first, second).map((hash) => hash.toString('hex'));
  });
}
