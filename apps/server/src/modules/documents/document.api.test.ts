import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sm3Hex } from '@anjie/guomi';
import { startTestSystem, type TestSystem } from '@anjie/test-system';

const CODE = 'P64010466001';
const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(64, 0x80)]);

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
  const clerk = await system.as('xingqing.caseworker');
  await clerk.post('/institutions', { code: CODE, kind: 'pharmacy', name: '药店' });
});
after(() => system.stop());

async function upload(login: string, bytes: Buffer, headers: Record<string, string> = {}) {
  const { token } = await system.as(login);
  const response = await fetch(`${system.url}/api/v1/institutions/${CODE}/documents`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/pdf',
      'x-file-name': encodeURIComponent('网络拓扑图.pdf'),
      ...headers,
    },
    body: new Uint8Array(bytes),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string | number> };
}

/** The stored bytes of a document. */
const stored = (id: string) => readFileSync(pathOf(id));
function pathOf(id: string): string {
  const root = system.environment.ANJIE_FILES!;
  const found = readdirSync(root, { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith(id));
  return join(root, found!);
}

async function download(login: string, id: string) {
  const { token } = await system.as(login);
  return fetch(`${system.url}/api/v1/institutions/${CODE}/documents/${id}`, { headers: { authorization: `Bearer ${token}` } });
}

test('NX-附3.2-7b: a file is kept sealed under a key of its own and comes back byte for byte, as an attachment and never inline', async () => {
  const { status, body } = await upload('xingqing.caseworker', PDF);
  assert.equal(status, 201, JSON.stringify(body));
  const sm3 = sm3Hex(PDF);
  assert.deepEqual([body.sm3, body.bytes, body.name], [sm3, PDF.length, '网络拓扑图.pdf']);
  assert.ok(!stored(String(body.id)).includes(PDF.subarray(0, 9)));
  const answer = await download('nx.caseworker', String(body.id));
  assert.equal(answer.status, 200);
  assert.deepEqual(Buffer.from(await answer.arrayBuffer()), PDF);
  assert.match(answer.headers.get('content-disposition')!, /^attachment; filename\*=UTF-8''%E7%BD%91/);
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  const audited = await system.query(`select event from audit_event where object_id = $1 and event like 'document-%' order by seq`, [CODE]);
  assert.deepEqual(
    audited.map((one) => one.event),
    ['document-stored', 'document-fetched'],
  );
});

test('the same file sent twice is one record', async () => {
  const first = await upload('xingqing.caseworker', PDF);
  const second = await upload('xingqing.caseworker', PDF);
  assert.equal(second.status, 201);
  assert.equal(second.body.id, first.body.id);
});

test('what is not of its type, empty, unnamed, too large or of another media type is refused by name', async () => {
  const refusals: [Buffer, Record<string, string>, string][] = [
    [Buffer.from('<html>'), {}, 'document-not-of-its-type'],
    [Buffer.from([0xff, 0xfe, 0x00]), { 'content-type': 'text/plain' }, 'document-not-of-its-type'],
    [Buffer.alloc(0), {}, 'document-empty'],
    [PDF, { 'x-file-name': '' }, 'document-name-missing'],
    [PDF, { 'x-file-name': '%E7%' }, 'input-invalid'],
    [PDF, { 'content-type': 'text/html' }, 'media-type-unknown'],
    [Buffer.concat([PDF, Buffer.alloc(20 * 1024 * 1024)]), {}, 'input-too-large'],
  ];
  for (const [bytes, headers, code] of refusals) assert.equal((await upload('xingqing.caseworker', bytes, headers)).body.code, code, code);
});

test('a name that climbs out of its folder is cut to its last part', async () => {
  const { body } = await upload('xingqing.caseworker', PDF, { 'x-file-name': encodeURIComponent('../../etc/证书.pdf') });
  assert.equal(body.name, '证书.pdf');
});

test('another territory finds neither the institution nor its file, and an auditor may not upload', async () => {
  const { body } = await upload('xingqing.caseworker', PDF);
  for (const login of ['jinfeng.caseworker', 'jincheng.caseworker']) {
    assert.equal((await download(login, String(body.id))).status, 404, login);
    assert.equal((await upload(login, PDF)).body.code, 'not-found', login);
  }
  assert.equal((await download('xingqing.leader', 'no-id')).status, 404);
  assert.equal((await upload('nx.auditor', PDF)).body.code, 'role-not-allowed');
});

test('NX-附3.2-6b: a file whose stored bytes were changed is not handed out', async () => {
  const { body } = await upload('xingqing.caseworker', PDF, { 'x-file-name': 'altered.pdf' });
  const sealed = stored(String(body.id));
  sealed[sealed.length >> 1]! ^= 1;
  writeFileSync(pathOf(String(body.id)), sealed);
  assert.equal((await download('xingqing.caseworker', String(body.id))).status, 500);
});
