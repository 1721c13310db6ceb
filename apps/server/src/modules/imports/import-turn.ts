import type { ByteSource } from '@anjie/spreadsheet';
import type { Transactor } from '../../ground/transaction.ts';
import type { ImportSheet } from '../lists/index.ts';
import type { ImportJob } from './import.store.ts';
import { returnMemory } from './return-memory.ts';

/** What one turn at a job stands on. */
export interface ImportTurn {
  readonly transactor: Transactor;
  readonly sheet: ImportSheet<unknown>;
  readonly job: ImportJob;
  readonly source: ByteSource;
  /** the server stops: the job is left as it stands, for the next one */
  readonly stop: AbortSignal;
}

/** Rows after which their garbage is taken back. */
const COLLECT_AFTER = 5000;
/** The same where each row is decided too, which leaves far more behind. */
export const COLLECT_AFTER_DECIDED = 1000;

/** The job was cancelled, or another server took it over: what this turn has done is undone. */
export class EndedMeanwhile extends Error {}

export async function* batchesOf<Item>(
  items: AsyncIterable<Item>,
  size: number,
  stop: AbortSignal,
  collectAfter = COLLECT_AFTER,
): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  let since = 0;
  for await (const item of items) {
    if (batch.push(item) < size) continue;
    stop.throwIfAborted();
    yield batch;
    since += batch.length;
    batch = [];
    if (since < collectAfter) continue;
    since = 0;
    returnMemory();
  }
  stop.throwIfAborted();
  if (batch.length > 0) yield batch;
}
