import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Failure } from '../command.ts';
import { type Installation, ROOT } from '../installation.ts';
import { lives, readRunning } from '../up/running.ts';

export interface RunningSystem {
  /** ends what was started here, in order; leaves alone what ran before */
  stop(): Promise<void>;
}

const READY = 'Ctrl+C';

/** The installation as it runs; where nothing runs it is started as `npm start` does. @throws Failure where it does not start */
export async function startWhereNothingRuns(installation: Installation, say: (line: string) => void): Promise<RunningSystem> {
  if (await serves(installation)) {
    say(`用正在运行的系统演示：${installation.urls.portal} / playing against the system that runs`);
    return { stop: async () => {} };
  }
  say('没有系统在运行，先启动一套（约十秒） … / nothing runs, starting the system …');
  const child = spawn(process.execPath, [join(ROOT, 'apps/cli/src/main.ts'), 'up', '--demo'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  const ended = once(child, 'exit');
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line);
        if (line.includes(READY)) resolve();
      });
    child.once('exit', () => reject(new Failure(said.slice(-8).join('\n'))));
  });
  await ready;
  say(`已启动：${installation.urls.portal} / started`);
  return {
    async stop() {
      say('演示结束，停止自行启动的系统 / stopping what was started here');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function serves(installation: Installation): Promise<boolean> {
  const running = readRunning(installation);
  if (running !== null && lives(running.pid)) return true;
  try {
    return (await fetch(`${installation.urls.portal}/api/health`, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}
