import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { after, before, test } from 'node:test';
import { exportLine, readCheckpoint, readRowProof, verifyExport, verifyExtension, verifyRowProof } from '@anjie/audit-trail';
import { importPublicKey, type Sm2PublicKey } from '@anjie/guomi';
import { type AuditScene, auditScene } from './audit.scene.ts';

let scene: AuditScene;
let key: Sm2PublicKey;
const received: { webhook: string[]; syslog: string[] } = { webhook: [], syslog: [] };
const webhook = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    received.webhook.push(body);
    response.writeHead(204).end();
  });
});
const syslog = createTcpServer((socket) => {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('end', () => received.syslog.push(text));
  socket.on('error', () => {});
});

before(async () => {
  await new Promise<void>((resolve) => void webhook.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => void syslog.listen(0, '127.0.0.1', resolve));
  scene = await auditScene({
    ANJIE_AUDIT_WEBHOOK: `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/checkpoints`,
    ANJIE_AUDIT_SYSLOG: `127.0.0.1:${(syslog.address() as AddressInfo).port}`,
  });
  key = importPublicKey(String((await scene.auditor.get('/audit/key')).body.pem));
});
after(async () => {
  await scene.system.stop();
  webhook.close();
  syslog.close();
});

const checkpoints = async () => {
  const { body } = await scene.auditor.get('/audit/checkpoints?limit=200');
  return (body.checkpoints as unknown as { checkpoint: string; deliveredTo: string[] }[])
    .map((row) => ({ ...row, read: readCheckpoint(row.checkpoint)! }))
    .reverse();
};
const exported = async () => {
  const response = await fetch(`${scene.system.url}/api/v1/audit/export`, { headers: { authorization: `Bearer ${scene.auditor.token}` } });
  assert.equal(response.status, 200);
  return (await response.text()).split('\n').slice(0, -1);
};

test('NX-附3.2-3c: new rows are signed and taken by every second place', async () => {
  await scene.addRows(5);
  const rows = await scene.settle();
  const last = (await checkpoints()).at(-1)!;
  assert.deepEqual([last.read.size, last.deliveredTo.length], [rows, 3]);
  const line = last.checkpoint;
  assert.ok(readFileSync(scene.file, 'utf8').split('\n').includes(line));
  assert.ok(received.webhook.includes(line));
  assert.ok(received.syslog.some((message) => message.endsWith(line) && /^\d+ <110>1 /.test(message)));
  const { ok, covered, undelivered, deliveredAt, waitingSince } = await scene.verification();
  assert.deepEqual([ok, undelivered], [true, 0]);
  const recent = (at: string) => Math.abs(Date.parse(at) - Date.now()) < 600_000;
  assert.ok(recent(deliveredAt!), deliveredAt!);
  assert.ok(waitingSince === null || recent(waitingSince), 'the newest may still be on its way');
  assert.ok(covered >= rows);
});

test('an export is whole, signed to its last row, and holds away from the server', async () => {
  const lines = await exported();
  const verdict = await verifyExport(() => lines, [key]);
  assert.deepEqual([verdict.ok, verdict.firstBad, verdict.covered], [true, null, verdict.rows]);
  assert.equal(lines.at(-1), exportLine({ end: { rows: verdict.rows, checkpoints: verdict.checkpoints } }).trimEnd());
  assert.match(lines.at(-2 - verdict.checkpoints)!, /"event":"audit-exported"/, 'the export of the audit is its last row');
  const place = lines.findIndex((line) => line.includes('"refused"'));
  const forged = lines.with(place, lines[place]!.replace('"refused"', '"done"'));
  assert.equal((await verifyExport(() => forged, [key])).firstBad, place);
});

test('a row is proved without the others, and a checkpoint proved to append only', async () => {
  const rows = await scene.settle();
  for (const seq of [1, 2, rows - 1, rows]) {
    const { status, body } = await scene.auditor.get(`/audit/events/${seq}/proof`);
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(verifyRowProof(readRowProof(String(body.proof))!, [key]), true);
  }
  await scene.addRows(3);
  await scene.settle();
  const all = await checkpoints();
  const [first, second] = [all[0]!.read, all.at(-1)!.read];
  const { body } = await scene.auditor.get(`/audit/extension?first=${first.size}&second=${second.size}`);
  const path = (body.path as unknown as string[]).map((hash) => Buffer.from(hash, 'hex'));
  assert.equal(verifyExtension(first, second, path, [key]), true);
  assert.equal(verifyExtension(first, second, path.toReversed(), [key]), path.length < 2);
});

test('what is not attested or not there is refused in words', async () => {
  assert.equal((await scene.auditor.get('/audit/events/100000/proof')).body.code as unknown, 'audit-row-not-attested');
  assert.equal((await scene.auditor.get('/audit/extension?first=1000000&second=1000001')).body.code as unknown, 'audit-checkpoint-unknown');
});

test('GJ-3.5: a caseworker, a security officer and the auditor of a province may not take the audit out', async () => {
  for (const login of ['nx.caseworker', 'nx.security-officer', 'nx.auditor', 'nation.system-administrator']) {
    const person = await scene.system.as(login);
    for (const path of ['/audit/export', '/audit/verification', '/audit/checkpoints', '/audit/events/1/proof'])
      assert.equal((await person.get(path)).status, 403, `${login} ${path}`);
  }
});

test('every read of the audit stands in the audit', async () => {
  await scene.settle();
  const rows = await scene.system.query<{ event: string; actor: string }>(
    `select distinct event from audit_event where result = 'read' and event like 'audit-%' order by event`,
  );
  assert.deepEqual(
    rows.map((row) => row.event),
    ['audit-checkpoints-listed', 'audit-exported', 'audit-extension-proved', 'audit-key-read', 'audit-row-proved', 'audit-verified'],
  );
});

test('no role of the servers changes or deletes a checkpoint', async () => {
  const allowed = await scene.system.query(
    `select role, privilege from unnest(array['anjie_app', 'app_national', 'app_province', 'app_city', 'app_county', 'app_party', 'app_system', 'app_identity']) role,
       unnest(array['update', 'delete', 'truncate']) privilege where has_table_privilege(role, 'audit_checkpoint', privilege)`,
  );
  assert.deepEqual(allowed, []);
  const columns = await scene.system.query<{ column: string }>(
    `select distinct attname as column from pg_attribute, unnest(array['app_national', 'app_system']) role
     where attrelid = 'audit_checkpoint'::regclass and attnum > 0 and has_column_privilege(role, attrelid, attnum, 'update') order by 1`,
  );
  assert.deepEqual(
    columns.map((row) => row.column),
    ['delivered_at', 'delivered_to'],
  );
});

test('a server killed at any moment goes on from the last checkpoint that was stored', async () => {
  for (let round = 0; round < 3; round += 1) {
    await scene.addRows(4 + round);
    await scene.system.server.kill();
    await scene.system.restart();
  }
  await scene.addRows(2);
  const rows = await scene.settle();
  const lines = new Set(
    readFileSync(scene.file, 'utf8')
      .split('\n')
      .filter((line) => line !== ''),
  );
  const stored = await scene.system.query<{ checkpoint: string }>('select checkpoint from audit_checkpoint order by size');
  assert.deepEqual(
    [...lines],
    stored.map((row) => row.checkpoint),
  );
  assert.equal(readCheckpoint(stored.at(-1)!.checkpoint)!.size, rows);
});
