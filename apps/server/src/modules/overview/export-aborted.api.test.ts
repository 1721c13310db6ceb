import assert from 'node:assert/strict';
import { readdirSync, readlinkSync } from 'node:fs';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { startTestSystem, type TestSystem } from '@anjie/test-system';

let system: TestSystem;
let path: string;
let token: string;
before(async () => {
  // Exposed so that whatever is left to the collector is told at once.
  system = await startTestSystem({ environment: { NODE_OPTIONS: '--expose-gc' } });
  const county = await system.as('xingqing.caseworker');
  token = county.token;
  await county.post('/institutions', { code: 'P64010400010', kind: 'pharmacy', name: '药店' });
  await system.query(
    `insert into institution (id, code, kind, name, address, prov, city, div, bureau_id, registered_at)
     select gen_random_uuid(), 'P6401047' || lpad(n::text, 4, '0'), 'pharmacy', md5(n::text) || repeat(md5(n::text), 4), repeat(md5(n::text || 'x'), 8), prov, city, div, bureau_id, now()
     from generate_series(0, 4999) n, (select * from institution where code = 'P64010400010') model`,
  );
  path = `/api/v1/exports/institutions?${new URLSearchParams({ purpose: '核对', format: 'csv' })}`;
});
after(() => system.stop());

/** Files without a name that the server still holds open. */
function held(): string[] {
  const folder = `/proc/${system.server.child.pid}/fd`;
  return readdirSync(folder).flatMap((fd) => {
    try {
      const target = readlinkSync(`${folder}/${fd}`);
      return target.includes('anjie-export-') ? [target] : [];
    } catch {
      return [];
    }
  });
}

async function noneHeld(when: string): Promise<void> {
  for (let attempt = 0; attempt < 100 && held().length > 0; attempt++) await setTimeout(50);
  assert.deepEqual(held(), [], when);
}

/** Asks for the file and lets go of the connection: before an answer, or after the first bytes of it. */
function abandoned(when: 'before' | 'within'): Promise<void> {
  const { hostname, port } = new URL(system.url);
  return new Promise((resolve) => {
    const asked = request({ host: hostname, port, path, headers: { authorization: `Bearer ${token}` } }, (response) => {
      response.once('data', () => response.destroy());
      response.once('close', resolve);
      response.on('error', () => {});
    });
    asked.on('error', () => {});
    asked.once('close', resolve);
    asked.end();
    if (when === 'before') void setTimeout(30).then(() => asked.destroy());
  });
}

async function whole(method: string, format: string): Promise<number> {
  const response = await fetch(`${system.url}${path.replace('csv', format)}`, { method, headers: { authorization: `Bearer ${token}` } });
  return (await response.arrayBuffer()).byteLength;
}

test('an export that was read to its end, or asked for by HEAD, leaves no file open', async () => {
  for (const format of ['csv', 'xlsx']) assert.ok((await whole('GET', format)) > 10_000);
  await whole('HEAD', 'csv');
  await noneHeld('read');
});

test('an export whose reader goes away, before its first byte or within, leaves no file open', async () => {
  for (let n = 0; n < 4; n++) for (const when of ['before', 'within'] as const) await abandoned(when);
  await noneHeld('abandoned');
});

test('an export that is refused on the way leaves no file open, and no descriptor was left to the garbage collector', async () => {
  const wrong = `${path}&ip=10.64.1.999`;
  const response = await fetch(`${system.url}${wrong}`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(response.status, 400);
  await noneHeld('refused');
  assert.doesNotMatch(system.server.log(), /garbage collection/);
});
