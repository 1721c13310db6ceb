import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hmacSm3Hex } from '@anjie/guomi';
import { csbSignature, type Scheme, tifSignature, xcaSignature } from './scheme.ts';
import { verifySignature } from './verify.ts';

const NOW = Date.UTC(2026, 10, 22, 4);
const key = { id: 'P64010400001', secret: 'secret-of-a-test-campaign' };
const body = Buffer.from('{"infno":"1101"}');

function verify(scheme: Scheme, headers: Record<string, string>): string {
  const verified = verifySignature({ scheme, key, headers, body, now: NOW })!;
  return verified.ok ? 'ok' : verified.diagnosis;
}

const ms = String(NOW);
const csb = (over: Record<string, string> = {}) => ({
  _api_access_key: key.id,
  _api_name: 'n',
  _api_version: '1',
  _api_timestamp: ms,
  _api_signature: csbSignature(key, 'n', '1', ms).toString('base64'),
  ...over,
});

test('CSB: a right signature verifies, and each usual mistake is named', () => {
  assert.equal(verify('csb', csb()), 'ok');
  assert.match(verify('csb', csb({ _api_signature: csbSignature(key, 'n', '1', ms).toString('hex') })), /十六进制/);
  assert.match(verify('csb', csb({ _api_signature: csbSignature(key, 'n', '1', ms, '&&').toString('base64') })), /&&/);
  assert.match(
    verify('csb', csb({ _api_signature: csbSignature({ id: key.id, secret: key.id }, 'n', '1', ms).toString('base64') })),
    /误用了 AK/,
  );
  assert.match(verify('csb', csb({ _api_access_key: 'other' })), /不是本轮测试的 AK/);
  assert.match(verify('csb', csb({ _api_timestamp: String(NOW - 3_600_000) })), /相差 -3600 秒/);
  assert.match(verify('csb', csb({ _api_timestamp: ms.slice(0, 10) })), /毫秒，发送的是秒/);
  assert.match(verify('csb', csb({ _api_signature: '' })), /缺少请求头 _api_signature/);
});

const seconds = ms.slice(0, 10);
const tif = (over: Record<string, string> = {}) => ({
  'x-tif-paasid': key.id,
  'x-tif-timestamp': seconds,
  'x-tif-nonce': 'n1',
  'x-tif-signature': tifSignature(key.secret, seconds, 'n1').toString('hex').toUpperCase(),
  ...over,
});

test('TIF: either case of hexadecimal verifies, and each usual mistake is named', () => {
  assert.equal(verify('tif', tif()), 'ok');
  assert.equal(verify('tif', tif({ 'x-tif-signature': tifSignature(key.secret, seconds, 'n1').toString('hex') })), 'ok');
  assert.match(verify('tif', tif({ 'x-tif-signature': tifSignature(key.secret, seconds, 'n1').toString('base64') })), /Base64/);
  assert.match(verify('tif', tif({ 'x-tif-signature': tifSignature(key.id, seconds, 'n1').toString('hex') })), /paasToken/);
  assert.match(verify('tif', tif({ 'x-tif-timestamp': ms })), /秒，发送的是毫秒/);
  assert.match(verify('tif', tif({ 'x-tif-nonce': 'other' })), /签名不符/);
});

const xca = (signature: string, timestamp = ms) => ({ 'x-ca-key': key.id, 'x-ca-signature': `${timestamp}:${signature}` });

test('x-ca: the body is covered, and each usual mistake is named', () => {
  assert.equal(verify('x-ca', xca(xcaSignature(key.secret, ms, body))), 'ok');
  assert.match(verify('x-ca', xca(xcaSignature(key.secret, ms, body).toLowerCase())), /小写/);
  assert.match(verify('x-ca', xca(Buffer.from(xcaSignature(key.secret, ms, body), 'hex').toString('base64'))), /Base64/);
  assert.match(verify('x-ca', xca(xcaSignature(key.secret, ms, new Uint8Array()))), /没有覆盖报文体/);
  assert.match(verify('x-ca', xca(hmacSm3Hex(key.secret, ms + body.toString()).toUpperCase())), /缺少换行/);
  assert.match(verify('x-ca', xca(xcaSignature(key.secret, ms, Buffer.from('{}')))), /字节完全相同/);
  assert.match(verify('x-ca', { 'x-ca-key': key.id, 'x-ca-signature': 'x' }), /时间戳:签名/);
});

test('a campaign without a scheme asks for no signature', () => {
  assert.equal(verifySignature({ scheme: 'none', key, headers: {}, body, now: NOW }), null);
});
