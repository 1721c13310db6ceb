import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Installation } from '../installation.ts';

/** What `anjie up` leaves for the next start: who runs, and which processes it had begun. */
export interface Running {
  readonly pid: number;
  readonly startedAt: string;
  readonly portBase: number;
  readonly children: Record<string, number>;
}

export function readRunning(installation: Installation): Running | null {
  if (!existsSync(installation.files.running)) return null;
  try {
    return JSON.parse(readFileSync(installation.files.running, 'utf8')) as Running;
  } catch {
    return null;
  }
}

export function writeRunning(installation: Installation, running: Running): void {
  const temporary = `${installation.files.running}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(running, null, 2), { mode: 0o600 });
  renameSync(temporary, installation.files.running);
}

export function forgetRunning(installation: Installation): void {
  rmSync(installation.files.running, { force: true });
}

/** Whether the process lives and is one of this project's programs: pids are given out again. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('.ts');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
