import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Clock } from '../../ground/clock.ts';
import type { Listener } from '../../ground/listener.ts';
import type { Log } from '../../ground/log.ts';
import { newRequestId, type Transactor } from '../../ground/transaction.ts';
import { ASSESSMENT_CHANNEL, askWhenDue } from './ask-assessment.ts';
import { keepFault } from './take-assessment.ts';

const PROGRAM = join(import.meta.dirname, '../../assess.ts');
const LOOK_MS = 10 * 60_000;
/** After this long nobody is at it any more: the process was killed, or its machine. */
const GIVEN_UP_MS = 30 * 60_000;

export interface AssessmentWork {
  /** the server listens: what measures it can reach it here */
  serve(url: string): void;
  close(): Promise<void>;
}

/**
 * Has assessments made that officers ask for, and one a day: by the program of `anjie assess`, which measures this server as it would from
 * outside. The day's first look is ten minutes after the start.
 */
export function startAssessments(parts: {
  readonly transactor: Transactor;
  readonly clock: Clock;
  readonly log: Log;
  readonly listener: Listener;
  /** folder of the installation */
  readonly data: string;
}): AssessmentWork {
  const { transactor, clock, log, listener, data } = parts;
  const ending = new AbortController();
  let wake = Promise.withResolvers<void>();
  const ring = () => {
    const ringing = wake;
    wake = Promise.withResolvers<void>();
    ringing.resolve();
  };
  listener.on(ASSESSMENT_CHANNEL, ring);

  const makeWaiting = async (url: string) => {
    const before = new Date(clock.now().getTime() - GIVEN_UP_MS);
    const open = await transactor.asSystem(newRequestId(), (tx) =>
      tx.db.selectFrom('assessment').select(['id', 'began_at']).where('finished_at', 'is', null).execute(),
    );
    for (const { id, began_at: began } of open) {
      if (began !== null && began < before)
        await keepFault(transactor, id, '测量的进程中途结束 / the process that measured ended on the way');
      if (began !== null) continue;
      const fault = await runProgram([url, String(process.pid), data, id], ending.signal);
      if (fault !== null) await keepFault(transactor, id, fault);
    }
  };

  const run = async (url: string) => {
    let dueAt = Date.now() + LOOK_MS;
    while (!ending.signal.aborted) {
      const awake = wake.promise;
      try {
        if (Date.now() >= dueAt) {
          dueAt = Date.now() + LOOK_MS;
          await transactor.asSystem(newRequestId(), askWhenDue);
        }
        await makeWaiting(url);
      } catch (error) {
        if (!ending.signal.aborted) log.warn('assessment-waits', { error: String(error) });
      }
      if (ending.signal.aborted) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, Math.max(1000, dueAt - Date.now()));
      await Promise.race([promise, awake]);
      clearTimeout(timer);
    }
  };
  let running = Promise.resolve();
  return {
    serve(url) {
      running = run(url);
    },
    async close() {
      ending.abort();
      ring();
      await running;
    },
  };
}

/** @returns null, or why it ended as it should not: the program keeps its own faults, this is for one that could not */
function runProgram(args: readonly string[], signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...args], { signal, timeout: GIVEN_UP_MS, maxBuffer: 64 * 1024 * 1024 }, (error, _, stderr) =>
      resolve(error === null ? null : stderr.trim() || String(error)),
    );
  });
}
