import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../command.ts';
import { ROOT } from '../installation.ts';

export interface ChildProgram {
  readonly name: string;
  /** path in the project */
  readonly program: string;
  readonly environment: Record<string, string>;
  /** resolves when it serves */
  readonly ready: () => Promise<boolean>;
  readonly logFile: string;
}

const READY_MS = 60_000;

/** A process of the installation: started again when it ends by itself, ended in order when asked. */
export class Child {
  readonly spec: ChildProgram;
  private process: ChildProcess | null = null;
  private stopping = false;
  private readonly onChange: () => void;

  constructor(spec: ChildProgram, onChange: () => void) {
    this.spec = spec;
    this.onChange = onChange;
  }

  get pid(): number | null {
    return this.process?.pid ?? null;
  }

  /** @throws Failure with the end of its log when it does not serve within a minute */
  async start(): Promise<void> {
    this.launch();
    const deadline = Date.now() + READY_MS;
    while (Date.now() < deadline) {
      if (await this.spec.ready()) return;
      if (this.process === null || this.process.exitCode !== null) break;
      await delay(100);
    }
    const log = readFileSync(this.spec.logFile, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
    throw new Failure(`${this.spec.name} 没有启动 / did not start. ${this.spec.logFile}:\n${log}`);
  }

  private launch(): void {
    const log = openSync(this.spec.logFile, 'a', 0o600);
    // The channel ends with this process, however it ends; the child then ends too.
    const child = spawn(process.execPath, [join(ROOT, this.spec.program)], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...this.spec.environment },
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.process = child;
    this.onChange();
    child.on('exit', () => {
      if (this.stopping || this.process !== child) return;
      setTimeout(() => {
        if (!this.stopping) this.launch();
      }, 1000);
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const child = this.process;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await ended;
    clearTimeout(timer);
  }
}
