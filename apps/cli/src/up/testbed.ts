import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../command.ts';
import { type Installation, ROOT } from '../installation.ts';
import type { ChildProgram } from './child.ts';

const run = promisify(execFile);
/** The bed's login, also the name of its database; what the bed's own migrate program makes. */
const LOGIN = 'anjie_testbed';

/**
 * Makes the bed's secrets and brings its database up to date, with the owner's URL of the same cluster. The bed is given its own login and
 * its own database alone.
 *
 * @returns connection string of the bed @throws Failure with what its migrate program said
 */
export async function prepareTestbed(installation: Installation, ownerUrl: string): Promise<string> {
  const { testbedPassword, testbedToken } = installation.files;
  mkdirSync(dirname(testbedPassword), { recursive: true, mode: 0o700 });
  for (const file of [testbedPassword, testbedToken])
    if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  try {
    await run(process.execPath, [join(ROOT, 'apps/testbed/src/migrate.ts')], {
      env: {
        PATH: process.env.PATH,
        ANJIE_TESTBED_OWNER_DATABASE_URL: ownerUrl,
        ANJIE_TESTBED_PASSWORD_FILE: testbedPassword,
      },
    });
  } catch (error) {
    throw new Failure(`测试台数据库迁移失败 / the test bed's migration failed:\n${(error as { stderr?: string }).stderr ?? String(error)}`);
  }
  return ownerUrl.replace(/^(\w+:\/\/)[^@]*@([^/]*)\/[^?]*/, `$1${LOGIN}:${readFileSync(testbedPassword, 'utf8').trim()}@$2/${LOGIN}`);
}

/** The bed as a process of the installation. */
export function testbed(installation: Installation, databaseUrl: string): ChildProgram {
  return {
    name: 'testbed',
    program: 'apps/testbed/src/main.ts',
    environment: {
      ANJIE_TESTBED_DATABASE_URL: databaseUrl,
      ANJIE_TESTBED_PORT: String(installation.portBase + 5),
      ANJIE_TESTBED_OPERATOR_TOKEN_FILE: installation.files.testbedToken,
      ANJIE_TESTBED_KEY_FILE: installation.files.testbedKey,
      ...patience(),
    },
    ready: async () => {
      try {
        const reply = await fetch(`${installation.urls.testbed}/health`, { signal: AbortSignal.timeout(2000) });
        return ((await reply.json()) as { service?: unknown }).service === 'testbed';
      } catch {
        return false;
      }
    },
    logFile: join(installation.files.logs, 'testbed.log'),
  };
}

/** How long the bed holds back a reply in its faults: briefly, so that a demonstration does not wait; the environment may say otherwise. */
function patience(): Record<string, string> {
  const said = (name: string, otherwise: string): [string, string] => [name, process.env[name] ?? otherwise];
  return Object.fromEntries([said('ANJIE_TESTBED_HOLD_MS', '20000'), said('ANJIE_TESTBED_DELAY_MS', '700')]);
}

/** What the server is told of the bed: where it is, how to show that one may open campaigns there, and the key that its reports are held to. */
export function testbedSettings(installation: Installation): Record<string, string> {
  return {
    ANJIE_INTEGRATION_URL: installation.urls.testbed,
    ANJIE_INTEGRATION_TOKEN_FILE: installation.files.testbedToken,
    ANJIE_INTEGRATION_KEY_FILE: `${installation.files.testbedKey}.pub`,
  };
}
