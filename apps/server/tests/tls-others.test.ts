import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type LocalDatabase, openLocalDatabase } from '@anjie/local-database';
import { logIn, startBedProcess, startProcess, type TestBedProcess } from '@anjie/test-system';
import { tlsFault } from '@anjie/transport';
import { sql } from 'kysely';
import { openDatabase } from '../src/ground/database.ts';
import { openScene, type Scene } from '../src/modules/onboarding/onboarding.scene.ts';
import { type TestAuthority, testAuthority } from './tls.scene.ts';

/** What the server itself connects to: a PostgreSQL and a test bed that speak TLS under the installation's own authority. */
let own: TestAuthority;
let stranger: TestAuthority;
let folder: string;
let database: LocalDatabase;
let bed: TestBedProcess;
let scene: Scene;
let port: number;

before(async () => {
  [own, stranger] = [testAuthority(), testAuthority('a stranger')];
  folder = mkdtempSync(join(tmpdir(), 'anjie-tls-database-'));
  port = await freePort();
  // The address is left out on purpose: who dials it must be refused.
  const { cert, key } = own.issue('database', { altNames: ['localhost'] });
  database = await openLocalDatabase({
    folder,
    durable: false,
    port,
    settings: ['listen_addresses=127.0.0.1', 'ssl=on', `ssl_cert_file=${cert}`, `ssl_key_file=${key}`],
  });
  const certificate = own.issue('bed');
  bed = await startBedProcess({ ANJIE_TESTBED_TLS_CERT: certificate.cert, ANJIE_TESTBED_TLS_KEY: certificate.key });
  scene = await openScene({ ...bed.forServer, ANJIE_CA_FILE: own.caFile });
});
after(async () => {
  await scene?.system.stop();
  await bed?.stop();
  await database?.stop();
  for (const authority of [own, stranger]) authority.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}

/** How the servers' pool comes to the database: the version of TLS in use, or why it did not. */
async function reached(host: string, query: string): Promise<string> {
  const url = database.ownerUrl('postgres').replace(/@\/(\w+)\?.*/, `@${host}:${port}/$1${query}`);
  const { db } = openDatabase(url, 1);
  try {
    const { rows } = await sql<{ version: string | null }>`select version from pg_stat_ssl where pid = pg_backend_pid()`.execute(db);
    return rows[0]?.version ?? 'plain';
  } catch (error) {
    return tlsFault(error) ?? String(error);
  } finally {
    await db.destroy();
  }
}

test('附3.2-6a, 7a: the server reaches a PostgreSQL over TLS when its certificate verifies in full', async () => {
  assert.match(await reached('localhost', `?sslmode=verify-full&sslrootcert=${own.caFile}`), /^TLSv1\.[23]$/);
  assert.equal(await reached('localhost', ''), 'plain', 'the same database says so when nobody asks for TLS');
});

test('附3.2-6a: a database under another authority, or at a name that its certificate does not bear, is refused in words', async () => {
  assert.match(
    await reached('localhost', `?sslmode=verify-full&sslrootcert=${stranger.caFile}`),
    /不是所信任的机构签发.*not of an authority that is trusted here/,
  );
  assert.match(await reached('localhost', '?sslmode=verify-full'), /not of an authority that is trusted here/);
  assert.match(await reached('127.0.0.1', `?sslmode=verify-full&sslrootcert=${own.caFile}`), /不属于所连接的地址.*does not speak/);
});

test('附3.2-6a, 7a: the server speaks to its test bed over https under the installation’s authority; trusting another one it says why it does not', async () => {
  assert.match(bed.url, /^https:/);
  const code = await scene.institution('pharmacy');
  const number = await scene.open(code);
  await scene.handInAll(code, number);
  await scene.advance(code, number, 'record-test');
  const opened = await scene.ok('his-vendor.operator', `/applications/${number}/test-campaigns`, {});
  const path = `/applications/${number}/test-campaigns/${opened.campaign}`;
  const distrusting = await startProcess('apps/server/src/main.ts', { ...scene.system.environment, ANJIE_CA_FILE: stranger.caFile });
  try {
    assert.equal((await (await scene.system.as('his-vendor.operator')).get(path)).status, 200);
    const { status, body } = await (await logIn(distrusting.url, 'his-vendor.operator')).get(path);
    assert.deepEqual([status, body.code], [503, 'test-bed-silent']);
    assert.match(JSON.stringify(body), /不是所信任的机构签发.*not of an authority that is trusted here/);
  } finally {
    await distrusting.stop();
  }
});
