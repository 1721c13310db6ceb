import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readConfiguration } from './configuration.ts';
import { helpText, SETTINGS } from './setting.ts';

const folder = mkdtempSync(join(tmpdir(), 'gateway-configuration-'));
const secret = join(folder, 'secret');
writeFileSync(secret, `${'s'.repeat(40)}\n`, { mode: 0o600 });
after(() => rmSync(folder, { recursive: true }));

const right = {
  ANJIE_MODE: 'production',
  ANJIE_GATEWAY_ID: 'gw-1',
  ANJIE_GATEWAY_ENVIRONMENTS: 'production',
  ANJIE_GATEWAY_UPSTREAM_PRODUCTION: 'http://10.0.0.1:8080/fsi/',
  ANJIE_SERVER_URL: 'http://127.0.0.1:7300/',
  ANJIE_GATEWAY_SECRET_FILE: secret,
  ANJIE_GATEWAY_DATA: folder,
};

test('a complete environment is read, with defaults and trimmed addresses', () => {
  const configuration = readConfiguration(right);
  assert.deepEqual(configuration.upstreams, [{ environment: 'production', origin: 'http://10.0.0.1:8080', base: '/fsi' }]);
  assert.equal(configuration.serverUrl, 'http://127.0.0.1:7300');
  assert.equal(configuration.secret, 's'.repeat(40));
  assert.deepEqual([configuration.host, configuration.port], ['127.0.0.1', 7301]);
});

test('NX-20(4): a production gateway serves exactly one environment, a demonstration may serve both', () => {
  const both = { ANJIE_GATEWAY_ENVIRONMENTS: 'production,test', ANJIE_GATEWAY_UPSTREAM_TEST: 'http://10.0.1.1:8080' };
  assert.throws(() => readConfiguration({ ...right, ...both }), /NX-20\(4\)/);
  assert.equal(readConfiguration({ ...right, ...both, ANJIE_MODE: 'demonstration' }).upstreams.length, 2);
});

test('a wrong, missing or unknown setting is refused by its name, in Chinese and English', () => {
  for (const [name, value] of [
    ['ANJIE_GATEWAY_UPSTEAM_TEST', 'http://x'],
    ['ANJIE_MODE', 'live'],
    ['ANJIE_GATEWAY_ID', 'a b'],
    ['ANJIE_GATEWAY_LISTEN', '0.0.0.0:70000'],
    ['ANJIE_GATEWAY_ENVIRONMENTS', 'production,production'],
    ['ANJIE_SERVER_URL', 'ftp://x'],
    ['ANJIE_GATEWAY_UPSTREAM_PRODUCTION', ''],
    ['ANJIE_GATEWAY_UPSTREAM_TIMEOUT_MS', 'soon'],
    ['ANJIE_GATEWAY_SECRET_FILE', join(folder, 'absent')],
  ]) {
    assert.throws(() => readConfiguration({ ...right, [name as string]: value }), new RegExp(`${name}.*[\\u4e00-\\u9fff].* / ${name}`));
  }
});

test('a secret that others may read, or that is short, is refused', () => {
  const loose = join(folder, 'loose');
  writeFileSync(loose, 's'.repeat(40));
  chmodSync(loose, 0o640);
  assert.throws(() => readConfiguration({ ...right, ANJIE_GATEWAY_SECRET_FILE: loose }), /chmod 600/);
  const short = join(folder, 'short');
  writeFileSync(short, 'short', { mode: 0o600 });
  assert.throws(() => readConfiguration({ ...right, ANJIE_GATEWAY_SECRET_FILE: short }), /32/);
});

test('--help lists every setting in both languages', () => {
  for (const setting of SETTINGS) assert.match(helpText(), new RegExp(`${setting.name}=`));
  assert.match(helpText(), /必填 required/);
});

test('附3.2-7a: in production the server is reached by https, unless it is on this machine', () => {
  const far = { ...right, ANJIE_SERVER_URL: 'http://anjie.example.cn' };
  assert.throws(() => readConfiguration(far), /ANJIE_SERVER_URL.*https:\/\//);
  assert.equal(readConfiguration({ ...far, ANJIE_SERVER_URL: 'https://anjie.example.cn/' }).serverUrl, 'https://anjie.example.cn');
  assert.equal(readConfiguration({ ...far, ANJIE_MODE: 'demonstration' }).serverUrl, 'http://anjie.example.cn');
});

test('a TLS certificate without its key, or that cannot be read, is refused by its name', () => {
  const cert = { ...right, ANJIE_GATEWAY_TLS_CERT: join(folder, 'none.pem') };
  assert.throws(() => readConfiguration(cert), /还须设置 ANJIE_GATEWAY_TLS_KEY/);
  assert.throws(() => readConfiguration({ ...cert, ANJIE_GATEWAY_TLS_KEY: join(folder, 'none.key') }), /none\.pem.*ENOENT/);
});
