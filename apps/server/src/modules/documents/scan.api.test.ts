import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { type ClamdScene, clamdScene, EICAR, noClamd } from './clamd.scene.ts';

const CODE = 'P64010466001';
let scene: ClamdScene | null = null;
let system: TestSystem;
before(async () => {
  scene = noClamd === false ? await clamdScene() : null;
  system = await startTestSystem({ environment: { CLAMAV_URL: scene?.url ?? 'tcp://127.0.0.1:9' } });
  await (await system.as('xingqing.caseworker')).post('/institutions', { code: CODE, kind: 'pharmacy', name: '药店' });
});
after(async () => {
  await system.stop();
  await scene?.stop();
});

async function upload(name: string, bytes: Buffer) {
  const { token } = await system.as('xingqing.caseworker');
  const response = await fetch(`${system.url}/api/v1/institutions/${CODE}/documents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain', 'x-file-name': encodeURIComponent(name) },
    body: new Uint8Array(bytes),
  });
  return { status: response.status, retry: response.headers.get('retry-after'), body: (await response.json()) as Record<string, unknown> };
}

const ROWS = Buffer.from('机构编码,机构类别,机构名称\nP64010466002,零售药店,仁济大药房\n');
async function importRows(bytes: Buffer) {
  const { token } = await system.as('xingqing.caseworker');
  const response = await fetch(`${system.url}/api/v1/imports/institutions?dryRun=true`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv', 'x-file-name': 'rows.csv' },
    body: new Uint8Array(bytes),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
/** Where files wait to be taken in. */
const spool = () => join(system.environment.ANJIE_FILES!, 'imports');

/** Files that are kept; those of imports come and go with their jobs. */
const kept = () =>
  readdirSync(system.environment.ANJIE_FILES!, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !name.startsWith('imports') && statSync(join(system.environment.ANJIE_FILES!, name)).isFile(),
  ).length;

test('附3.2-4d: a file that clamd knows is refused by its signature, nothing of it is kept, and the audit says so', {
  skip: noClamd,
}, async () => {
  const before = kept();
  const { status, body } = await upload('letter.txt', EICAR);
  assert.deepEqual([status, body.code, body.value], [422, 'document-infected', 'Anjie.Test.EICAR.UNOFFICIAL']);
  assert.equal(kept(), before);
  assert.deepEqual(await system.query('select id from document'), []);
  const [row] = await system.query<{ detail: { signature: string }; object_id: string }>(
    `select detail, object_id from audit_event where event = 'document-infected'`,
  );
  assert.deepEqual([row?.object_id, row?.detail.signature], [CODE, 'Anjie.Test.EICAR.UNOFFICIAL']);
});

test('a file that clamd passes is kept and says that it is clean', { skip: noClamd }, async () => {
  const { status, body } = await upload('clean.txt', Buffer.from('一封普通的信'));
  assert.deepEqual([status, body.scan], [201, 'clean']);
});

test('附3.2-4d: a file of many rows is scanned before anything of it is taken in', { skip: noClamd }, async () => {
  const infected = await importRows(Buffer.concat([Buffer.from('机构编码,机构类别,机构名称\n'), EICAR]));
  assert.deepEqual([infected.status, infected.body.code, infected.body.value], [422, 'document-infected', 'Anjie.Test.EICAR.UNOFFICIAL']);
  assert.deepEqual(await system.query('select id from import_job'), []);
  assert.deepEqual(readdirSync(spool()), []);
  const [row] = await system.query<{ kind: string }>(
    `select object_kind as kind from audit_event where event = 'document-infected' order by seq desc limit 1`,
  );
  assert.equal(row?.kind, 'import');
  const clean = await importRows(ROWS);
  assert.deepEqual([clean.status, clean.body.scan], [201, 'clean']);
});

test('without a verdict a file is refused for now, and nothing is kept', async () => {
  await scene?.stop();
  scene = null;
  const before = kept();
  const { status, retry, body } = await upload('later.txt', Buffer.from('later'));
  assert.deepEqual([status, retry, body.code], [503, '30', 'scanner-unreachable']);
  assert.equal(kept(), before);
  const rows = await importRows(ROWS);
  assert.deepEqual([rows.status, rows.body.code], [503, 'scanner-unreachable']);
});

test('where the installation says so, a file without a verdict is taken, marked and audited; without a scanner it says not-scanned', async () => {
  await system.server.stop();
  Object.assign(system.environment, { ANJIE_SCAN_UNREACHABLE: 'accept' });
  await system.restart();
  assert.equal((await upload('marked.txt', Buffer.from('marked'))).body.scan, 'unreachable');
  assert.equal((await importRows(ROWS)).body.scan, 'unreachable');
  assert.equal((await system.query(`select 1 from audit_event where event = 'document-unscanned'`)).length, 2);
  await system.server.stop();
  delete (system.environment as Record<string, string | undefined>).CLAMAV_URL;
  await system.restart();
  assert.equal((await upload('unscanned.txt', Buffer.from('unscanned'))).body.scan, 'not-scanned');
});
