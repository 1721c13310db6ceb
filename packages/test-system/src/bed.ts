import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocalDatabase } from '@anjie/local-database';
import { ROOT } from './cluster.ts';
import { startProcess, type TestProcess } from './process.ts';

/** A test bed as a process, on a cluster of its own: it shares nothing with the server. */
export interface TestBedProcess {
  readonly url: string;
  readonly process: TestProcess;
  readonly operatorToken: string;
  /** settings by which a server knows this bed */
  readonly forServer: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** @param environment further settings of the bed */
export async function startBedProcess(environment: Readonly<Record<string, string>> = {}): Promise<TestBedProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'anjie-bed-'));
  const file = (name: string): string => join(folder, name);
  const operatorToken = randomBytes(24).toString('hex');
  const password = randomBytes(24).toString('hex');
  writeFileSync(file('operator.token'), operatorToken, { mode: 0o600 });
  writeFileSync(file('password'), password, { mode: 0o600 });
  const cluster = await openLocalDatabase({ folder: file('postgres'), durable: false });
  execFileSync(process.execPath, [join(ROOT, 'apps/testbed/src/migrate.ts')], {
    env: {
      PATH: process.env.PATH,
      ANJIE_TESTBED_OWNER_DATABASE_URL: cluster.ownerUrl('postgres'),
      ANJIE_TESTBED_PASSWORD_FILE: file('password'),
    },
    stdio: 'pipe',
  });
  const bed = await startProcess('apps/testbed/src/main.ts', {
    ANJIE_TESTBED_DATABASE_URL: cluster.ownerUrl('anjie_testbed').replace(/\/\/[^@]*@/, `//anjie_testbed:${password}@`),
    ANJIE_TESTBED_PORT: '0',
    ANJIE_TESTBED_OPERATOR_TOKEN_FILE: file('operator.token'),
    ANJIE_TESTBED_KEY_FILE: file('sm2.pem'),
    ANJIE_TESTBED_HOLD_MS: '20000',
    ANJIE_TESTBED_DELAY_MS: '700',
    ...environment,
  });
  return {
    url: bed.url,
    process: bed,
    operatorToken,
    forServer: {
      ANJIE_INTEGRATION_URL: bed.url,
      ANJIE_INTEGRATION_TOKEN_FILE: file('operator.token'),
      ANJIE_INTEGRATION_KEY_FILE: file('sm2.pem.pub'),
    },
    async stop() {
      await bed.stop();
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A campaign as the bed or the server gave it. */
export interface TestCampaign {
  readonly endpoint: string;
  readonly institution: string;
  readonly signing: {
    readonly scheme: string;
    readonly id: string;
    readonly secret: string;
    readonly privateKey?: string;
    readonly platformPublicKey?: string;
  };
}

/** Lets the reference HIS drive every case of the campaign. */
export async function driveReferenceHis({ endpoint, institution, signing }: TestCampaign): Promise<void> {
  const his = spawn(process.execPath, [join(ROOT, 'apps/reference-his/src/main.ts')], {
    env: {
      PATH: process.env.PATH,
      TESTBED_ENDPOINT: endpoint,
      TESTBED_INSTITUTION: institution,
      TESTBED_INSTITUTION_NAME: '示例药房',
      TESTBED_SIGNING_SCHEME: signing.scheme,
      TESTBED_SIGNING_ID: signing.id,
      TESTBED_SIGNING_SECRET: signing.secret,
      TESTBED_SIGNING_PRIVATE_KEY: signing.privateKey ?? '',
      TESTBED_SIGNING_PLATFORM_KEY: signing.platformPublicKey ?? '',
      HIS_TIMEOUT_MS: '2000',
    },
    stdio: 'ignore',
  });
  await once(his, 'exit');
}
