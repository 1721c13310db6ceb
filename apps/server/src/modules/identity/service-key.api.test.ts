import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { generateSm2Key, hmacSm3Hex, privateKeyPem, publicKeyPem } from '@anjie/guomi';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { canonicalRequest, readSignatureHeader } from './canonical-request.ts';

let system: TestSystem;
const SCOPES = ['GET /institutions/:code/admission', 'GET /divisions', 'POST /institutions/:code/operators', 'GET /me'];
const CODE = 'P64010400001';

before(async () => {
  system = await startTestSystem();
  const clerk = await system.as('xingqing.caseworker');
  assert.equal((await clerk.post('/institutions', { code: CODE, kind: 'pharmacy', name: '药店' })).status, 201);
  const body = { login: 'his.program', name: '药店程序', role: 'institution', kind: 'service', partyKind: 'institution', partyCode: CODE };
  assert.equal((await (await system.as('nx.system-administrator')).post('/accounts', body)).status, 201);
  assert.equal((await (await system.as('nx.security-officer')).post('/accounts/his.program/activation')).status, 200);
});
after(() => system.stop());

async function register(more: object, scopes = SCOPES) {
  return (await system.as('nx.system-administrator')).post('/accounts/his.program/keys', { scopes, ...more });
}
const approve = async (id: unknown) => (await system.as('nx.security-officer')).post(`/service-keys/${id}/approval`);

interface Signed {
  readonly method?: string;
  readonly body?: string;
  readonly sentBody?: string;
  readonly time?: number;
  readonly nonce?: string;
}

async function send(keyId: string, sign: (text: string) => string, path: string, how: Signed = {}) {
  const { method = 'GET', body = '', time = Math.floor(Date.now() / 1000), nonce = randomBytes(16).toString('hex') } = how;
  const url = `/api/v1${path}`;
  const signature = sign(canonicalRequest({ method, url, body, timestamp: String(time), nonce }));
  const response = await fetch(`${system.url}${url}`, {
    method,
    headers: {
      authorization: `Anjie-Signature key="${keyId}", time="${time}", nonce="${nonce}", signature="${signature}"`,
      ...(method === 'GET' ? {} : { 'content-type': 'application/json', 'idempotency-key': nonce }),
    },
    body: method === 'GET' ? null : (how.sentBody ?? body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test('NX-附3.2-2f: a key is registered by one, activated by another, and names routes that its role may call', async () => {
  const administrator = await system.as('nx.system-administrator');
  const path = '/accounts/his.program/keys';
  const wanted = { algorithm: 'HMAC-SM3', scopes: SCOPES };
  assert.equal((await (await system.as('nx.security-officer')).post(path, wanted)).status, 403);
  assert.equal((await (await system.as('sx.system-administrator')).post(path, wanted)).status, 404);
  assert.equal((await administrator.post('/accounts/xingqing.leader/keys', wanted)).body.code, 'service-account-needed');
  for (const scope of ['POST /accounts', 'GET /nowhere', 'POST /sessions/factor'])
    assert.equal((await register({ algorithm: 'HMAC-SM3' }, [scope])).body.code, 'key-scope-unknown', scope);
  assert.equal((await register({ algorithm: 'SM2' })).body.code, 'key-unusable');
  const { id } = (await register({ algorithm: 'HMAC-SM3' })).body;
  assert.equal((await administrator.post(`/service-keys/${id}/approval`)).status, 403);
  assert.equal((await (await system.as('sx.security-officer')).post(`/service-keys/${id}/approval`)).status, 404);
  const approved = await approve(id);
  assert.equal(Buffer.from(String(approved.body.secret), 'base64url').length, 32);
  assert.equal((await approve(id)).body.code, 'key-decided');
  const [row] = await system.query('select secret from service_key where id = $1', [id]);
  assert.match(String(row!.secret), /^~1\./, 'sealed where it is stored');
});

test('NX-附3.2-1d: a request signed with HMAC-SM3 speaks for its program once, within its time, as it was sent', async () => {
  const id = String((await register({ algorithm: 'HMAC-SM3' })).body.id);
  const secret = Buffer.from(String((await approve(id)).body.secret), 'base64url');
  const sign = (text: string) => hmacSm3Hex(secret, text);
  const path = `/institutions/${CODE}/admission`;
  assert.equal((await send(id, sign, path)).status, 200);
  const nonce = randomBytes(16).toString('hex');
  assert.equal((await send(id, sign, path, { nonce })).status, 200);
  assert.equal((await send(id, sign, path, { nonce })).body.code, 'signature-refused', 'the same again');
  for (const off of [-301, 301]) assert.equal((await send(id, sign, path, { time: Math.floor(Date.now() / 1000) + off })).status, 401);
  assert.equal((await send(id, (text) => sign(`${text} `), path)).status, 401, 'another text');
  const operator = JSON.stringify({ role: 'operator', name: '程序员', phone: '13900000000' });
  const write = `/institutions/${CODE}/operators`;
  assert.equal((await send(id, sign, write, { method: 'POST', body: operator, sentBody: operator.replace('139', '138') })).status, 401);
  const written = await send(id, sign, write, { method: 'POST', body: operator });
  assert.equal(written.status, 201, JSON.stringify(written.body));
  assert.equal((await send(id, sign, write)).body.code, 'key-scope', 'a route that the key does not name');
});

test('NX-附3.2-1d: keys overlap while they rotate; a revoked or expired key is out at once', async () => {
  const one = String((await register({ algorithm: 'HMAC-SM3' })).body.id);
  const two = String((await register({ algorithm: 'HMAC-SM3' })).body.id);
  const secrets = [await approve(one), await approve(two)].map(({ body }) => Buffer.from(String(body.secret), 'base64url'));
  const call = (at: 0 | 1) => send([one, two][at]!, (text) => hmacSm3Hex(secrets[at]!, text), '/me');
  assert.deepEqual([(await call(0)).status, (await call(1)).status], [200, 200]);
  assert.equal((await (await system.as('sx.security-officer')).post(`/service-keys/${one}/revocation`)).status, 404);
  assert.equal((await (await system.as('nx.security-officer')).post(`/service-keys/${one}/revocation`)).status, 200);
  assert.deepEqual([(await call(0)).status, (await call(1)).status], [401, 200]);
  await system.query(`update service_key set created_at = now() - interval '2 days', expires_at = now() - interval '1 day' where id = $1`, [
    two,
  ]);
  assert.equal((await call(1)).status, 401);
});

test('a request signed by Python with HMAC-SM3 and by OpenSSL with SM2, each alone from the description, is taken', async () => {
  const hmac = String((await register({ algorithm: 'HMAC-SM3' })).body.id);
  const secret = String((await approve(hmac)).body.secret);
  const program = `
import base64, hashlib, hmac, sys
key = base64.urlsafe_b64decode(sys.argv[1] + "=")
text = sys.stdin.buffer.read()
sys.stdout.write(hmac.new(key, text, "sm3").hexdigest())`;
  const byPython = (text: string) => execFileSync('python3', ['-c', program, secret], { input: text, encoding: 'utf8' });
  assert.equal((await send(hmac, byPython, '/divisions?limit=2')).status, 200);

  const key = generateSm2Key();
  const registered = await register({ algorithm: 'SM2', publicKey: publicKeyPem(key.publicKey) });
  const id = String(registered.body.id);
  assert.equal((await approve(id)).body.secret, null);
  const keyFile = join(system.folder, 'client.pem');
  writeFileSync(keyFile, privateKeyPem(key), { mode: 0o600 });
  const byOpenssl = (text: string) => {
    const input = join(system.folder, 'canonical.txt');
    writeFileSync(input, text);
    const args = ['pkeyutl', '-sign', '-inkey', keyFile, '-rawin', '-digest', 'sm3', '-in', input, '-pkeyopt', 'distid:1234567812345678'];
    return execFileSync('openssl', args).toString('base64');
  };
  assert.equal((await send(id, byOpenssl, '/divisions?limit=2')).status, 200);
});

test('what is no signature header is none', () => {
  for (const header of [
    '',
    'Bearer x',
    'Anjie-Signature ',
    'Anjie-Signature key="x"',
    'Anjie-Signature key="a", key="b", time="1", nonce="c"',
  ])
    assert.equal(readSignatureHeader(header), null, header);
});
