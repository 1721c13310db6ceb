import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { HashingJob } from './hashing-worker.ts';
import { refuse } from './identity.errors.ts';

/** Half of the processors hash, so that a storm of logins leaves the other half to everybody else. */
const THREADS = Math.max(1, Math.floor(availableParallelism() / 2));
/** Who waits longer than these take (about two seconds) had better come again. */
const LONGEST_QUEUE = 64;
const RETRY_AFTER_SECONDS = 2;

type Job = Omit<HashingJob, 'id'>;
interface Waiting extends Job {
  readonly resolve: (tag: Buffer) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  job: Waiting | null;
}

const queue: Waiting[] = [];
const threads: Thread[] = [];

/**
 * One argon2id tag of 32 bytes, computed on a thread of low priority.
 *
 * @throws Refusal 'login-busy' (503, Retry-After) when as many wait as may
 */
export function deriveTag(job: Job): Promise<Buffer> {
  if (queue.length >= LONGEST_QUEUE) return refuse('login-busy', { retryAfter: RETRY_AFTER_SECONDS });
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  queue.push({ ...job, resolve, reject });
  serve();
  return promise;
}

function serve(): void {
  while (queue.length > 0) {
    const thread = threads.find((one) => one.job === null) ?? (threads.length < THREADS ? start() : null);
    if (thread === null) return;
    const { resolve, reject, ...job } = queue.shift()!;
    thread.job = { ...job, resolve, reject };
    // A thread that works keeps the process alive, one that waits does not.
    thread.worker.ref();
    thread.worker.postMessage({ id: 0, ...job });
  }
}

function start(): Thread {
  const thread: Thread = { worker: new Worker(new URL('./hashing-worker.ts', import.meta.url)), job: null };
  thread.worker.on('message', ({ tag }: { tag: Uint8Array }) => {
    const { job } = thread;
    thread.job = null;
    thread.worker.unref();
    job?.resolve(Buffer.from(tag));
    serve();
  });
  const gone = (error: Error) => {
    const at = threads.indexOf(thread);
    if (at >= 0) threads.splice(at, 1);
    thread.job?.reject(error);
    thread.job = null;
    serve();
  };
  thread.worker.on('error', gone).on('exit', () => gone(new Error('a hashing thread ended')));
  threads.push(thread);
  return thread;
}
