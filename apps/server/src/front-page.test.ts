import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Fastify, { type FastifyInstance } from 'fastify';
import { serveFrontPage } from './front-page.ts';

let folder: string;
let app: FastifyInstance;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'anjie-portal-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<html data-mode="__MODE__"><meta name="style-nonce" content="__STYLE_NONCE__"></html>');
  writeFileSync(join(folder, 'assets', 'app-1a2b.js'), 'export const answer = 42;\n'.repeat(50));
  app = Fastify();
  serveFrontPage(app, { mode: 'demonstration', version: '0.1.0', portal: folder });
  await app.ready();
});
after(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

test('every address of the portal gives its page, with a nonce of its own that the policy names', async () => {
  const nonces = new Set<string>();
  for (const url of ['/', '/portal/institutions/P64010400011']) {
    const { statusCode, headers, body } = await app.inject(url);
    assert.equal(statusCode, 200);
    assert.match(body, /data-mode="demonstration"/);
    const nonce = /content="([\w-]{22})"/.exec(body)![1]!;
    const policy = String(headers['content-security-policy']);
    assert.match(policy, /^default-src 'none'; script-src 'self'; /);
    assert.ok(policy.includes(`'nonce-${nonce}'`));
    assert.ok(!policy.includes('unsafe'));
    nonces.add(nonce);
  }
  assert.equal(nonces.size, 2);
});

test('a file of the portal is kept by the browser for good, in the coding it takes; a file that is not there is not found', async () => {
  const plain = await app.inject('/assets/app-1a2b.js');
  assert.equal(plain.headers['cache-control'], 'public, max-age=31536000, immutable');
  const packed = await app.inject({ url: '/assets/app-1a2b.js', headers: { 'accept-encoding': 'gzip, br' } });
  assert.equal(packed.headers['content-encoding'], 'br');
  assert.ok(packed.rawPayload.length < plain.rawPayload.length);
  for (const url of ['/assets/none.js', '/assets/..%2Findex.html']) assert.equal((await app.inject(url)).statusCode, 404);
});
