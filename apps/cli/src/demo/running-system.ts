import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../command.ts';
import { type Installation, ROOT } from '../installation.ts';
import { lives, readRunning } from '../up/running.ts';

export interface RunningSystem {
  /** ends what was started here, in order; leaves alone what ran before */
  stop(): Promise<void>;
}

/** The last line that `anjie up` prints once everything serves. */
const READY = 'Ctrl+C';
const COMING_UP_MS = 60_000;

/**
 * The installation as it runs; where nothing runs it is started as `npm start` does.
 *
 * @throws Failure in words where it does not come up
 */
export async function startWhereNothingRuns(installation: Installation, say: (line: string) => void): Promise<RunningSystem> {
  if ((await serves(installation)) || isBegun(installation)) {
    await comeUp(installation);
    say(`用正在运行的系统演示：${installation.urls.portal} / playing against the system that runs`);
    return { stop: async () => {} };
  }
  say('没有系统在运行，先启动一套（约十秒） … / nothing runs, starting the system …');
  const child = spawn(process.execPath, [join(ROOT, 'apps/cli/src/main.ts'), 'up', '--demo'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  const leave = () => void stop().then(() => process.exit(1));
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, leave);
  await ready(child);
  say(`已启动：${installation.urls.portal} / started`);
  return {
    async stop() {
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.off(signal, leave);
      say('演示结束，停止自行启动的系统 / stopping what was started here');
      await stop();
    },
  };
}

function ready(child: ChildProcess): Promise<void> {
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream! }).on('line', (line) => {
        said.push(line);
        if (line.includes(READY)) resolve();
      });
    child.once('exit', () => reject(new Failure(said.slice(-8).join('\n'))));
  });
}

/** Somebody has begun to start it on this data; it may not serve yet. */
function isBegun(installation: Installation): boolean {
  const running = readRunning(installation);
  return (running !== null && lives(running.pid)) || isStarting(installation);
}

function isStarting({ data }: Installation): boolean {
  try {
    return lives(Number(readFileSync(join(data, 'starting'), 'utf8')));
  } catch {
    return false;
  }
}

async function comeUp(installation: Installation): Promise<void> {
  const deadline = Date.now() + COMING_UP_MS;
  while (!(await serves(installation))) {
    if (Date.now() > deadline || !isBegun(installation))
      throw new Failure(
        `${installation.urls.portal} 没有就绪，见 ${installation.files.logs} / the system that was begun does not serve, see ${installation.files.logs}`,
      );
    await delay(200);
  }
}

async function serves(installation: Installation): Promise<boolean> {
  try {
    return (await fetch(`${installation.urls.portal}/api/health`, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}
