import { argon2Sync } from 'node:crypto';
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';

/** What a thread is asked: one argon2id tag (RFC 9106). */
export interface HashingJob {
  readonly id: number;
  readonly message: string;
  readonly nonce: Uint8Array;
  readonly memory: number;
  readonly passes: number;
}

// On Linux a priority is a thread's own: hashing yields to whatever else the process has to do. Elsewhere it may be refused, and nothing is lost.
try {
  setPriority(0, 10);
} catch {
  // The hashing goes on at the priority it has.
}

parentPort?.on('message', ({ id, message, nonce, memory, passes }: HashingJob) => {
  const tag = argon2Sync('argon2id', { message, nonce, memory, passes, parallelism: 1, tagLength: 32 });
  parentPort?.postMessage({ id, tag });
});
