import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSm2Key, publicKeyPem, type Sm2PrivateKey } from '@anjie/guomi';
import pg from 'pg';
import { logIn, type Person } from './client.ts';
import { openTestCluster } from './cluster.ts';
import { startProcess, type TestProcess } from './process.ts';

export interface TestSystem {
  readonly url: string;
  server: TestProcess;
  readonly database: { readonly ownerUrl: string; readonly appUrl: string };
  readonly folder: string;
  /** signs what the server takes for runs frozen by its test bed */
  readonly testBedKey: Sm2PrivateKey;
  /** environment of the server process, for starting another one beside it */
  readonly environment: Record<string, string>;
  /** a person with a demonstration account, logged in once per login */
  as(login: string): Promise<Person>;
  /** the owner's connection: looks behind row security */
  query<Row extends Record<string, unknown> = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
  /** starts the server again after stop() or kill(), on the same database */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A server process on a database of its own, cloned from the migrated template. */
export async function startTestSystem(options: { readonly environment?: Record<string, string> } = {}): Promise<TestSystem> {
  const cluster = await openTestCluster();
  const name = `test_${randomBytes(8).toString('hex')}`;
  const maintenance = new pg.Client({ connectionString: cluster.ownerUrl('postgres') });
  await maintenance.connect();
  await maintenance.query(`create database ${name} template ${cluster.template} strategy wal_log`);
  await maintenance.end();

  const folder = join(cluster.folder, name);
  mkdirSync(join(folder, 'files'), { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'master.key'), randomBytes(32).toString('hex'), { mode: 0o600 });
  const testBedKey = generateSm2Key();
  writeFileSync(join(folder, 'testbed.pub'), publicKeyPem(testBedKey.publicKey));
  const environment = {
    DATABASE_URL: cluster.appUrl(name),
    ANJIE_SERVER_PORT: '0',
    ANJIE_KEY_FILE: join(folder, 'master.key'),
    ANJIE_FILES: join(folder, 'files'),
    ANJIE_LOG: 'warn',
    ANJIE_INTEGRATION_KEY_FILE: join(folder, 'testbed.pub'),
    // As the launcher starts it.
    NODE_OPTIONS: '--max-semi-space-size=4',
    ...options.environment,
  };
  const owner = new pg.Pool({ connectionString: cluster.ownerUrl(name), max: 4 });
  owner.on('error', () => {});
  let people = new Map<string, Promise<Person>>();
  const system: TestSystem = {
    server: await startProcess('apps/server/src/main.ts', environment),
    get url() {
      return this.server.url;
    },
    database: { ownerUrl: cluster.ownerUrl(name), appUrl: cluster.appUrl(name) },
    folder,
    testBedKey,
    environment,
    as(login) {
      const person = people.get(login) ?? logIn(this.url, login);
      people.set(login, person);
      return person;
    },
    query: async (text, values) => (await owner.query(text, values)).rows,
    async restart() {
      people = new Map();
      this.server = await startProcess('apps/server/src/main.ts', environment);
    },
    async stop() {
      await this.server.stop();
      await owner.end();
      const client = new pg.Client({ connectionString: cluster.ownerUrl('postgres') });
      await client.connect();
      await client.query(`drop database ${name} with (force)`);
      await client.end();
    },
  };
  return system;
}
