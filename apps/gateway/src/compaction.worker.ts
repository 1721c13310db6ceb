/** Compacts in a thread of its own, so that no request waits for it. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Compaction, compactKnowledge } from './compact-knowledge.ts';

await compactKnowledge(workerData as Compaction);
parentPort?.postMessage('done');
