import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '../src/main.ts');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An installation of its own: its own folder, its own ports. */
export interface OwnInstallation {
  readonly folder: string;
  readonly portBase: number;
  /** Runs a command to its end. */
  anjie(...args: string[]): Promise<Ended>;
  /** Runs a command with further settings. */
  anjieWith(settings: Readonly<Record<string, string>>, ...args: string[]): Promise<Ended>;
  /** Starts `anjie up` and waits until it says that everything serves. */
  up(...args: string[]): Promise<{ readonly process: ChildProcess; readonly ended: Promise<Ended> }>;
  /** The same with further settings. */
  upWith(settings: Readonly<Record<string, string>>, ...args: string[]): ReturnType<OwnInstallation['up']>;
  /** pid of a process of it, by its name */
  pidOf(name: string): number;
  remove(): void;
}

export async function ownInstallation(): Promise<OwnInstallation> {
  const folder = mkdtempSync(join(tmpdir(), '安接 installation-'));
  const portBase = await freePortBase();
  const environment = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    TZ: process.env.TZ,
    ANJIE_DATA: join(folder, 'data'),
    ANJIE_PORT_BASE: String(portBase),
  };
  const start = (args: string[], settings: Readonly<Record<string, string>> = {}) =>
    spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, ...args], {
      env: { ...environment, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const upWith: OwnInstallation['upWith'] = async (settings, ...args) => {
    const child = start(['up', ...args], settings);
    const ended = endOf(child);
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('Ctrl+C')) resolve();
      });
      void ended.then(({ stdout, stderr }) => reject(new Error(`anjie up ended:\n${stdout}\n${stderr}`)));
    });
    return { process: child, ended };
  };
  return {
    folder,
    portBase,
    anjie: (...args) => endOf(start(args)),
    anjieWith: (settings, ...args) => endOf(start(args, settings)),
    up: (...args) => upWith({}, ...args),
    upWith,
    pidOf(name) {
      const running = JSON.parse(readFileSync(join(folder, 'data', 'running.json'), 'utf8')) as { children: Record<string, number> };
      const pid = running.children[name];
      if (pid === undefined) throw new Error(`no process ${name} in ${JSON.stringify(running)}`);
      return pid;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function endOf(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** Six ports in a row that nobody listens on. */
async function freePortBase(): Promise<number> {
  for (;;) {
    const base = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await Promise.all([0, 1, 2, 3, 4, 5].map((offset) => isFree(base + offset)));
    if (free.every(Boolean)) return base;
  }
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
