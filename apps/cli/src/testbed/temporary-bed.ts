import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openLocalDatabase } from '@anjie/local-database';
import { Failure } from '../command.ts';
import { ROOT } from '../installation.ts';

const run = promisify(execFile);

export interface TestbedAddress {
  readonly url: string;
  readonly operatorToken: string;
}

export interface TemporaryBed extends TestbedAddress {
  stop(): Promise<void>;
}

/**
 * A test bed of its own for as long as a command runs: an embedded PostgreSQL and the bed's process, in a folder that is deleted after.
 *
 * @throws Failure with what the process said when it does not start
 */
export async function startTemporaryBed(patience: { readonly holdMs: number; readonly delayMs: number }): Promise<TemporaryBed> {
  const folder = mkdtempSync(join(tmpdir(), 'anjie-testbed-'));
  const secret = (name: string): string => {
    const text = randomBytes(24).toString('hex');
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return text;
  };
  const [password, operatorToken] = [secret('password'), secret('operator.token')];
  const database = await openLocalDatabase({ folder: join(folder, 'postgres'), durable: false });
  let child: ChildProcess | null = null;
  const stop = async (): Promise<void> => {
    if (child !== null && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await run(process.execPath, [join(ROOT, 'apps/testbed/src/migrate.ts')], {
      env: {
        PATH: process.env.PATH,
        ANJIE_TESTBED_OWNER_DATABASE_URL: database.ownerUrl('postgres'),
        ANJIE_TESTBED_PASSWORD_FILE: join(folder, 'password'),
      },
    });
    const databaseUrl = database.ownerUrl('anjie_testbed').replace(/\/\/[^@]*@/, `//anjie_testbed:${password}@`);
    child = spawn(process.execPath, [join(ROOT, 'apps/testbed/src/main.ts')], {
      env: {
        PATH: process.env.PATH,
        ANJIE_TESTBED_DATABASE_URL: databaseUrl,
        ANJIE_TESTBED_PORT: '0',
        ANJIE_TESTBED_OPERATOR_TOKEN_FILE: join(folder, 'operator.token'),
        ANJIE_TESTBED_KEY_FILE: join(folder, 'sm2.pem'),
        ANJIE_TESTBED_HOLD_MS: String(patience.holdMs),
        ANJIE_TESTBED_DELAY_MS: String(patience.delayMs),
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    return { url: await untilListening(child), operatorToken, stop };
  } catch (error) {
    await stop();
    throw error instanceof Failure ? error : new Failure(`测试台没有启动 / the test bed did not start: ${(error as Error).message}`);
  }
}

function untilListening(child: ChildProcess): Promise<string> {
  let log = '';
  child.stderr!.on('data', (chunk) => {
    log = `${log}${chunk}`.slice(-4000);
  });
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve((message as { listening: string }).listening));
    child.once('exit', (code) => reject(new Failure(`测试台没有启动 / the test bed did not start (${code}):\n${log}`)));
  });
}
