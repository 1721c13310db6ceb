import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import { ROOT, startProcess, startTestSystem, type TestSystem } from '@anjie/test-system';
import { secureOptions, tlsFault, trustAuthorities } from '@anjie/transport';
import { type TestAuthority, testAuthority } from './tls.scene.ts';

let system: TestSystem;
let own: TestAuthority;
let stranger: TestAuthority;
const received = { webhook: [] as string[], syslog: [] as string[] };
const closing: (() => void)[] = [];
const gateways: ChildProcess[] = [];

before(async () => {
  [own, stranger] = [testAuthority(), testAuthority('a stranger')];
  trustAuthorities(own.caFile);
  const webhook = createServer(secureOptions(own.issue('webhook')), (request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      received.webhook.push(body);
      response.end();
    });
  });
  const syslog = createTlsServer(secureOptions(own.issue('syslog')), (socket) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('end', () => {
      received.syslog.push(text);
      socket.end();
    });
  });
  const ports: number[] = [];
  for (const server of [webhook, syslog]) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ports.push((server.address() as AddressInfo).port);
    closing.push(() => server.close());
  }
  const certificate = own.issue('server');
  system = await startTestSystem({
    environment: {
      ANJIE_SERVER_TLS_CERT: certificate.cert,
      ANJIE_SERVER_TLS_KEY: certificate.key,
      ANJIE_CA_FILE: own.caFile,
      ANJIE_AUDIT_WEBHOOK: `https://127.0.0.1:${ports[0]}/audit`,
      ANJIE_AUDIT_SYSLOG: `tls://localhost:${ports[1]}`,
      ANJIE_AUDIT_CHECKPOINT_SECONDS: '1',
    },
  });
});
after(async () => {
  for (const child of gateways) child.kill('SIGKILL');
  for (const close of closing) close();
  await system?.stop();
  own.remove();
  stranger.remove();
});

async function waitUntil(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let look = 0; look < 150; look += 1) {
    if (await holds()) return;
    await delay(100);
  }
  assert.fail(what);
}

/** A gateway process with a listener of its own over TLS; what it says to stderr. */
function gateway(settings: Readonly<Record<string, string>>, name: string): () => string {
  const listener = own.issue(name);
  const secret = join(system.folder, 'gateway.secret');
  if (!existsSync(secret)) writeFileSync(secret, 's'.repeat(40), { mode: 0o600 });
  const child = spawn(process.execPath, [join(ROOT, 'apps/gateway/src/main.ts')], {
    env: {
      PATH: process.env.PATH,
      ANJIE_MODE: 'production',
      ANJIE_GATEWAY_ID: 'gw-tls',
      ANJIE_GATEWAY_LISTEN: '127.0.0.1:0',
      ANJIE_GATEWAY_ENVIRONMENTS: 'production',
      ANJIE_GATEWAY_UPSTREAM_PRODUCTION: 'http://127.0.0.1:9',
      ANJIE_GATEWAY_TLS_CERT: listener.cert,
      ANJIE_GATEWAY_TLS_KEY: listener.key,
      ANJIE_GATEWAY_SECRET_FILE: secret,
      ANJIE_GATEWAY_DATA: join(system.folder, name),
      ...settings,
    },
  });
  gateways.push(child);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  return () => said;
}

test('附3.2-7a: the server speaks TLS to people, with HSTS on every answer, and refuses plain HTTP', async () => {
  assert.match(system.url, /^https:/);
  assert.equal((await (await system.as('nx.caseworker')).get('/institutions')).status, 200);
  for (const path of ['/', '/api/health', '/api/v1/institutions', '/nowhere'])
    assert.equal((await fetch(system.url + path)).headers.get('strict-transport-security'), 'max-age=31536000', path);
  const plain = await fetch(system.url.replace('https:', 'http:'));
  assert.deepEqual([plain.status, plain.headers.get('strict-transport-security')], [426, null]);
});

test('附3.2-7a: a gateway takes its feed over TLS from the server whose authority it trusts, and is itself reached by TLS', async () => {
  const administrator = await system.as('nation.system-administrator');
  const enrolled = await administrator.post('/enforcement/gateways', { code: 'gw-tls', name: 'TLS', environments: ['production'] });
  assert.equal(enrolled.status, 201);
  writeFileSync(join(system.folder, 'gateway.secret'), String(enrolled.body.secret), { mode: 0o600 });
  const said = gateway({ ANJIE_SERVER_URL: system.url, ANJIE_CA_FILE: own.caFile }, 'trusting');
  const port = () => Number(/"listening".*?"port":(\d+)/.exec(said())?.[1] ?? 0);
  await waitUntil(() => port() > 0, said());
  const health = async () => (await (await fetch(`https://127.0.0.1:${port()}/health`)).json()) as { ok: boolean };
  await waitUntil(async () => (await health()).ok, 'the gateway never had its knowledge over TLS');
  assert.equal((await fetch(`http://127.0.0.1:${port()}/health`)).status, 426);
});

test('附3.2-6a: a gateway that trusts another authority takes nothing from the server, and says why in both languages', async () => {
  const said = gateway({ ANJIE_SERVER_URL: system.url, ANJIE_CA_FILE: stranger.caFile }, 'distrusting');
  await waitUntil(() => said().includes('feed-ended'), said());
  assert.match(said(), /不是所信任的机构签发.*not of an authority that is trusted here/);
});

test('附3.2-6a: a server whose certificate has expired, or is for another host, gives a gateway nothing', async () => {
  for (const [wanted, words] of [
    [{ from: -9, days: -1 }, /已过期.*has expired/],
    [{ altNames: ['elsewhere.example.cn'] }, /不属于所连接的地址.*does not speak for this address/],
  ] as const) {
    const server = createServer(secureOptions(own.issue('false', wanted)), (_, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const said = gateway({ ANJIE_SERVER_URL: url, ANJIE_CA_FILE: own.caFile }, `false-${gateways.length}`);
    await waitUntil(() => said().includes('feed-ended'), said());
    assert.match(said(), words);
    assert.match(tlsFault(await fetch(url).catch((error: unknown) => error)) ?? '', words);
    server.close();
  }
});

test('附3.2-6a: checkpoints of the audit reach webhook and syslog over TLS', async () => {
  await waitUntil(() => received.webhook.length > 0 && received.syslog.length > 0, system.server.log());
  assert.match(received.syslog[0]!, /^\d+ <110>1 .*audit-checkpoint/);
  assert.match(received.webhook[0]!, /"root"/);
});

test('附3.2-7a: a certificate replaced on disk is served without a restart, and sessions go on', async () => {
  const person = await system.as('nx.approver');
  const before = system.server.child.pid;
  own.issue('server', { days: 60 });
  await waitUntil(() => system.server.log().includes('certificate-taken-up'), 'the new certificate was never taken up');
  assert.equal((await person.get('/institutions')).status, 200);
  assert.equal(system.server.child.pid, before);
});

test('a key that others may read keeps the server from starting, in words', async () => {
  const open = own.issue('open');
  chmodSync(open.key, 0o644);
  const child = spawn(process.execPath, [join(ROOT, 'apps/server/src/main.ts')], {
    env: { ...system.environment, PATH: process.env.PATH, ANJIE_SERVER_TLS_CERT: open.cert, ANJIE_SERVER_TLS_KEY: open.key },
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = (await once(child, 'exit')) as [number];
  assert.equal(code, 1);
  assert.match(said, /chmod 600.*readable by others/);
});

test('附3.2-6a: an installation whose certificate names its public host alone can still be assessed from its own machine', async () => {
  const named = own.issue('public', { altNames: ['anjie.example.cn'] });
  const settings = { ...system.environment, ANJIE_SERVER_TLS_CERT: named.cert, ANJIE_SERVER_TLS_KEY: named.key };
  const server = await startProcess('apps/server/src/main.ts', settings);
  const assessed = spawn(process.execPath, [join(ROOT, 'apps/server/src/assess.ts'), server.url, String(server.child.pid), system.folder], {
    env: { ...settings, PATH: process.env.PATH },
  });
  let [said, fault] = ['', ''];
  assessed.stdout.on('data', (chunk) => {
    said += chunk;
  });
  assessed.stderr.on('data', (chunk) => {
    fault += chunk;
  });
  const [code] = (await once(assessed, 'close')) as [number];
  await server.stop();
  assert.equal(code, 0, fault);
  assert.equal((JSON.parse(said) as { items: unknown[] }).items.length, 32);
});
