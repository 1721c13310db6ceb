import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from './cluster.ts';

/** A real process of the installation, started for a test. */
export interface TestProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** what it wrote to stderr so far */
  readonly log: () => string;
  /** SIGTERM, and waits; SIGKILL after 25 s */
  stop(): Promise<void>;
  /** SIGKILL, and waits */
  kill(): Promise<void>;
}

/** Starts a program of the project and waits until it says by its parent's channel where it listens. */
export async function startProcess(program: string, environment: Record<string, string>): Promise<TestProcess> {
  const child = spawn(process.execPath, [join(ROOT, program)], {
    env: { PATH: process.env.PATH, TZ: process.env.TZ, ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let text = '';
  child.stderr!.on('data', (chunk) => {
    text += chunk;
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve((message as { listening: string }).listening));
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code} before it listened:\n${text}`)));
  });
  const ended = async () => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return {
    child,
    url,
    log: () => text,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 25_000);
      await ended();
      clearTimeout(timer);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended();
    },
  };
}
