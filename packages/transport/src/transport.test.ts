import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, connect as connectPlain } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, type PeerCertificate } from 'node:tls';
import {
  certificatePem,
  createTlsAuthority,
  generateSm2Key,
  issueTlsCertificate,
  privateKeyPem,
  selfSignCertificate,
  signerOf,
} from '@anjie/guomi';
import {
  type CertificateFiles,
  certificateFiles,
  certificateNames,
  certificateStanding,
  keepSecure,
  readCertificate,
  requestOwn,
  secureOptions,
  tlsFault,
  trustAuthorities,
} from './index.ts';

const DAY = 86_400_000;
const now = Date.now();
const long = { notBefore: now - 300 * DAY, notAfter: now + 300 * DAY };
const folder = mkdtempSync(join(tmpdir(), 'anjie-transport-'));
const authority = createTlsAuthority([{ type: 'CN', value: 'trusted' }], long);
const stranger = createTlsAuthority([{ type: 'CN', value: 'stranger' }], long);
const caFile = join(folder, 'ca.pem');
writeFileSync(caFile, authority.certificatePem);
const closing: (() => void)[] = [];
after(() => {
  for (const close of closing) close();
  rmSync(folder, { recursive: true, force: true });
});

function issue(name: string, wanted: { altNames?: string[]; from?: number; until?: number; by?: typeof authority } = {}): CertificateFiles {
  const { altNames = ['localhost', '127.0.0.1'], from = now - DAY, until = now + 90 * DAY, by = authority } = wanted;
  const made = issueTlsCertificate(
    { subject: [{ type: 'CN', value: name }], altNames, validity: { notBefore: from, notAfter: until } },
    by,
  );
  const files = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  writeFileSync(files.cert, made.certificatePem);
  writeFileSync(files.key, made.privateKeyPem, { mode: 0o600 });
  return files;
}

async function listen(files: CertificateFiles, told: string[] = []): Promise<{ server: Server; port: number; url: string }> {
  const server = createServer(secureOptions(files), (_, response) => response.end('ok'));
  const stop = keepSecure(server, files, (event) => told.push(event), { lookMs: 20 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    stop();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { server, port, url: `https://127.0.0.1:${port}` };
}

async function faultOf(url: string): Promise<string> {
  return fetch(url).then(
    () => 'connected',
    (error: unknown) => tlsFault(error) ?? `no words for ${String((error as Error).cause)}`,
  );
}

const handshake = (port: number, options: object) =>
  new Promise<{ protocol: string | null; cipher: string; peer: PeerCertificate }>((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', ca: authority.certificatePem, ...options }, () => {
      resolve({ protocol: socket.getProtocol(), cipher: socket.getCipher().name, peer: socket.getPeerCertificate() });
      socket.destroy();
    });
    socket.once('error', reject);
  });

test('附3.2-6a, 7a: a client trusts the named authority alone; another’s, an expired and another host’s certificate are refused in words', async () => {
  closing.push(trustAuthorities(caFile));
  const own = await listen(issue('own'));
  assert.equal(await (await fetch(own.url)).text(), 'ok');
  assert.match(await faultOf((await listen(issue('foreign', { by: stranger }))).url), /不是所信任的机构签发.*not of an authority/s);
  assert.match(await faultOf((await listen(issue('expired', { from: now - 9 * DAY, until: now - DAY }))).url), /已过期.*has expired/s);
  assert.match(await faultOf((await listen(issue('early', { from: now + DAY }))).url), /尚未生效.*not valid yet/s);
  assert.match(
    await faultOf((await listen(issue('elsewhere', { altNames: ['gw.example.cn'] }))).url),
    /不属于所连接的地址.*does not speak/s,
  );
});

test('a process that names its authority no longer trusts those of the system', async () => {
  const { url } = await listen(issue('again', { by: stranger }));
  const system = spawnSync(process.execPath, ['-e', 'console.log(require("tls").getCACertificates("default").length)']);
  assert.ok(Number(system.stdout.toString()) > 1);
  assert.match(await faultOf(url), /not of an authority/);
});

test('附3.2-7a: TLS 1.3 is spoken, 1.2 at least, 1.1 never', async () => {
  const { port } = await listen(issue('versions'));
  assert.equal((await handshake(port, {})).protocol, 'TLSv1.3');
  const older = await handshake(port, { maxVersion: 'TLSv1.2' });
  assert.deepEqual([older.protocol, /^ECDHE-ECDSA-(AES\d+-GCM|CHACHA20)/.test(older.cipher)], ['TLSv1.2', true]);
  await assert.rejects(handshake(port, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }));
  await assert.rejects(handshake(port, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' }));
});

test('plain HTTP to a TLS port is refused with 426 in both languages, and redirected nowhere', async () => {
  const { port, url } = await listen(issue('plain'));
  const answer = await new Promise<{ status: number; location: string | undefined; body: string }>((resolve, reject) => {
    const asked = plainRequest({ port, host: '127.0.0.1', method: 'POST', headers: { authorization: 'Bearer secret' } }, (reply) => {
      let body = '';
      reply.on('data', (chunk) => {
        body += chunk;
      });
      reply.on('end', () => resolve({ status: reply.statusCode!, location: reply.headers.location, body }));
    });
    asked.once('error', reject);
    asked.end('{"password":"x"}');
  });
  assert.deepEqual([answer.status, answer.location, (JSON.parse(answer.body) as { code: string }).code], [426, undefined, 'tls-required']);
  assert.match(answer.body, /只接受 TLS.*speaks TLS/s);
  assert.equal(await (await fetch(url)).text(), 'ok');
});

test('what is neither TLS nor HTTP is closed without a word', async () => {
  const { port } = await listen(issue('noise'));
  const heard = await new Promise<number>((resolve) => {
    let bytes = 0;
    const socket = connectPlain(port, '127.0.0.1', () => socket.write(Buffer.from([0, 1, 2, 3])));
    socket.on('data', (chunk) => {
      bytes += chunk.length;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(bytes));
  });
  assert.equal(heard, 0);
});

test('https to a plain port says that the other side speaks no TLS', async () => {
  const { createServer: createPlain } = await import('node:http');
  const server = createPlain((_, response) => response.end('plain'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  assert.match(await faultOf(`https://127.0.0.1:${(server.address() as AddressInfo).port}`), /没有使用 TLS.*speaks no TLS/s);
});

test('a certificate that was replaced on disk is taken up without a restart; one that does not fit its key is not', async () => {
  const told: string[] = [];
  const files = issue('renewed', { until: now + 40 * DAY });
  const { port } = await listen(files, told);
  const serial = async () => (await handshake(port, {})).peer.serialNumber;
  const first = await serial();
  issue('renewed', { until: now + 200 * DAY });
  while (!told.includes('certificate-taken-up')) await delay(10);
  const second = await serial();
  assert.notEqual(second, first);
  const other = issue('misfit');
  writeFileSync(files.cert, spawnSync('cat', [other.cert]).stdout);
  while (!told.includes('certificate-not-taken-up')) await delay(10);
  assert.equal(await serial(), second);
});

test('a key that others may read, another certificate’s key, half a pair and an SM2 certificate are refused in words', async () => {
  const files = issue('open');
  spawnSync('chmod', ['644', files.key]);
  assert.throws(() => readCertificate(files), /他人可读.*readable by others/s);
  assert.throws(() => readCertificate({ cert: files.cert, key: issue('lone').key }), /不是一对.*does not belong/s);
  assert.throws(() => certificateFiles({ A: files.cert }, { cert: 'A', key: 'B' }), /还须设置 B.*B must be too/s);
  assert.throws(() => readCertificate({ cert: join(folder, 'none.pem'), key: files.key }), /ENOENT.*cannot be read/s);
  assert.throws(() => trustAuthorities(files.cert), /机构证书 0 张.*authorities alone/s);
  const key = generateSm2Key();
  const request = { subject: [{ type: 'CN', value: 'sm2' }], publicKey: key.publicKey, notBefore: now - DAY, notAfter: now + DAY };
  const national = { cert: join(folder, 'sm2.pem'), key: join(folder, 'sm2.key') };
  writeFileSync(national.cert, certificatePem(await selfSignCertificate(request, signerOf('sm2', key))));
  writeFileSync(national.key, privateKeyPem(key), { mode: 0o600 });
  assert.throws(() => readCertificate(national), /GB\/T 38636.*TLCP/s);
});

test('a certificate is said to end from thirty days before', () => {
  const { facts } = readCertificate(issue('standing', { until: now + 31.5 * DAY }));
  const at = (days: number) => certificateStanding(facts, new Date(now + days * DAY)).state;
  assert.deepEqual([at(-2), at(0), at(1), at(2), at(31), at(32)], ['not-yet', 'valid', 'valid', 'ending', 'ending', 'expired']);
});

test('附3.2-6a: a process reaches its own server at an address that the certificate does not name, by a name that it does', async () => {
  closing.push(trustAuthorities(caFile));
  for (const altNames of [['anjie.example.cn'], ['10.9.8.7'], ['*.example.cn'], ['127.0.0.1', 'anjie.example.cn']]) {
    const files = issue(`own-${altNames[0]!.replace('*', 'any')}`, { altNames });
    const { url } = await listen(files);
    const answer = await requestOwn({ url, names: certificateNames(files.cert) }, '/');
    assert.deepEqual([answer.status, await answer.text()], [200, 'ok'], altNames.join());
  }
});

test('附3.2-6a: reached so, another authority’s, an expired and another name’s certificate are refused all the same', async () => {
  closing.push(trustAuthorities(caFile));
  const faultAt = async (names: string[], wanted: Parameters<typeof issue>[1]) => {
    const { url } = await listen(issue('impostor', wanted));
    return requestOwn({ url, names }, '/').then(
      () => 'connected',
      (error: unknown) => tlsFault(error) ?? String(error),
    );
  };
  const altNames = ['anjie.example.cn'];
  assert.match(await faultAt(altNames, { altNames, by: stranger }), /not of an authority/);
  assert.match(await faultAt(altNames, { altNames, from: now - 9 * DAY, until: now - DAY }), /has expired/);
  assert.match(await faultAt(altNames, { altNames: ['other.example.cn'] }), /does not speak/);
  assert.match(await faultAt(['10.9.8.7'], { altNames: ['10.9.8.8'] }), /does not speak/);
  assert.match(await faultAt([], { altNames }), /does not speak/);
});
