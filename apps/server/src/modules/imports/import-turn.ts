import type { ByteSource } from '@anjie/spreadsheet';
import type { Transactor } from '../../ground/transaction.ts';
import type { ImportSheet } from '../lists/index.ts';
import type { ImportJob } from './import.store.ts';

/** What one turn at a job stands on. */
export interface ImportTurn {
  readonly transactor: Transactor;
  readonly sheet: ImportSheet<unknown>;
  readonly job: ImportJob;
  readonly source: ByteSource;
  /** the server stops: the job is left as it stands, for the next one */
  readonly stop: AbortSignal;
}

/** The job was cancelled, or another server took it over: what this turn has done is undone. */
export class EndedMeanwhile extends Error {}

export async function* batchesOf<Item>(items: AsyncIterable<Item>, size: number, stop: AbortSignal): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  for await (const item of items) {
    if (batch.push(item) < size) continue;
    stop.throwIfAborted();
    yield batch;
    batch = [];
  }
  stop.throwIfAborted();
  if (batch.length > 0) yield batch;
}
