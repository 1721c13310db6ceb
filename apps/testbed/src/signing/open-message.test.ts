import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { test } from 'node:test';
import { DEFAULT_SIGNER_ID, generateSm2Key, signatureFromDer, sm2Sign } from '@anjie/guomi';
import { issueToken, openMessage } from './open-message.ts';
import type { Scheme } from './scheme.ts';
import { accessToken, sessionKey, signText, sm4Ecb } from './sealed-body.ts';

const NOW = Date.UTC(2026, 10, 22, 4);
const key = { id: 'P64010400001a1b2', secret: 'secret-of-a-test-campaign-0001' };
const his = generateSm2Key();
const input = { data: { psn_no: '1', certno: '2' } };
const clear = JSON.stringify(input);
const sign = (text: string, id: string): Buffer => signatureFromDer(sm2Sign(text, his, id));

function open(scheme: Scheme, message: unknown, authorization?: string): string {
  const headers = authorization === undefined ? {} : { authorization };
  const signed = { scheme, key, headers, body: Buffer.from(JSON.stringify(message)), now: NOW };
  const { verified, body } = openMessage(signed, his.publicKey);
  return verified!.ok ? `ok ${Buffer.from(body).toString()}` : verified!.diagnosis;
}

const bearer = `Bearer ${accessToken(key.secret, NOW + 60_000)}`;
const sealedInput = sm4Ecb(clear, key.id);
const oauth = (over: Record<string, unknown> = {}) => ({
  infno: '1101',
  signtype: 'SM2',
  encType: 'SM4',
  cainfo: sign(clear, key.id).toString('base64'),
  input: sealedInput.toString('base64'),
  ...over,
});
const cbc = (plain: string, by: string): Buffer => {
  const cipher = createCipheriv('sm4-cbc', Buffer.from(by).subarray(0, 16), Buffer.alloc(16));
  return Buffer.concat([cipher.update(plain), cipher.final()]);
};

test('OAuth2 with SM2 and SM4: a right message opens', () => {
  assert.match(open('oauth2-sm', oauth(), bearer), /^ok .*"psn_no":"1"/);
  const basic = `Basic ${Buffer.from(`${key.id}:${key.secret}`).toString('base64')}`;
  assert.equal(issueToken(key, basic, NOW)!.expires_in, 7200);
  assert.equal(issueToken(key, `Basic ${Buffer.from(`${key.id}:other`).toString('base64')}`, NOW), null);
});

const OAUTH_MISTAKES: readonly (readonly [string, unknown, string | undefined, RegExp])[] = [
  ['no token', oauth(), undefined, /先取令牌/],
  ['Basic on a transaction', oauth(), 'Basic eDp5', /Basic 只用于取令牌/],
  ['a foreign token', oauth(), `Bearer ${accessToken('other', NOW + 1)}`, /不是本轮测试发放/],
  ['a token that is over', oauth(), `Bearer ${accessToken(key.secret, NOW - 90_000)}`, /已过期 90 秒/],
  ['input in clear', oauth({ input }), bearer, /没有加密/],
  ['hexadecimal for base64', oauth({ input: sealedInput.toString('hex') }), bearer, /应为Base64，发送的是十六进制/],
  ['the secret as SM4 key', oauth({ input: sm4Ecb(clear, key.secret).toString('base64') }), bearer, /误用了 secret/],
  ['CBC for ECB', oauth({ input: cbc(`${' '.repeat(16)}${clear}`, key.id).toString('base64') }), bearer, /CBC，应为 ECB|密文不能解开/],
  ['no signature', oauth({ cainfo: '' }), bearer, /缺少 cainfo/],
  ['signature in hexadecimal', oauth({ cainfo: sign(clear, key.id).toString('hex') }), bearer, /应为 Base64，发送的是十六进制/],
  ['signature as DER', oauth({ cainfo: sm2Sign(clear, his, key.id).toString('base64') }), bearer, /发送的是 DER/],
  ['the default signer id', oauth({ cainfo: sign(clear, DEFAULT_SIGNER_ID).toString('base64') }), bearer, /用户标识用了“1234567812345678”/],
  ['the cipher text signed', oauth({ cainfo: sign(sealedInput.toString('base64'), key.id).toString('base64') }), bearer, /签的是密文/],
  [
    'another key',
    oauth({ cainfo: signatureFromDer(sm2Sign(clear, generateSm2Key(), key.id)).toString('base64') }),
    bearer,
    /核对 SM2 私钥/,
  ],
];

for (const [name, message, authorization, said] of OAUTH_MISTAKES)
  test(`OAuth2 with SM2 and SM4: ${name} is told`, () => assert.match(open('oauth2-sm', message, authorization), said));

const data = { infno: '1101', msgid: 'm1', input };
const head = { appId: key.id, encType: 'SM4', signType: 'SM2', timestamp: String(NOW), version: '2.0.1' };
const own = sessionKey(key.id, key.secret);
const encData = sm4Ecb(JSON.stringify(data), own);
const signData = (text: string, id = DEFAULT_SIGNER_ID): string => sign(text, id).toString('base64');
const right = signText({ ...head, data }, key.secret);
const sealed = (over: Record<string, unknown> = {}) => ({
  ...head,
  encData: encData.toString('hex').toUpperCase(),
  signData: signData(right),
  ...over,
});

test('encData: a right message opens to what was sealed', () => {
  assert.equal(open('encdata', sealed()), `ok ${JSON.stringify(data)}`);
});

const ENCDATA_MISTAKES: readonly (readonly [string, unknown, RegExp])[] = [
  ['a foreign appId', sealed({ appId: 'other' }), /appId other 不是/],
  ['seconds for milliseconds', sealed({ timestamp: '1790000000' }), /13 位毫秒/],
  ['a clock an hour off', sealed({ timestamp: String(NOW - 3_600_000) }), /相差 -3600 秒/],
  ['data in clear', sealed({ data }), /data 没有加密/],
  ['base64 for hexadecimal', sealed({ encData: encData.toString('base64') }), /应为十六进制，发送的是Base64/],
  ['appId as SM4 key', sealed({ encData: sm4Ecb(JSON.stringify(data), key.id).toString('hex') }), /误用了 appId/],
  ['no signature', sealed({ signData: '' }), /缺少 signData/],
  ['signature in hexadecimal', sealed({ signData: sign(right, DEFAULT_SIGNER_ID).toString('hex') }), /发送的是十六进制/],
  ['signature as DER', sealed({ signData: sm2Sign(right, his).toString('base64') }), /发送的是 DER/],
  ['no secret at the end', sealed({ signData: signData(signText({ ...head, data }, null)) }), /缺少 &key=appSecret/],
  ['data not covered', sealed({ signData: signData(signText(head, key.secret)) }), /没有覆盖 data/],
  [
    'the cipher text signed',
    sealed({ signData: signData(signText({ ...head, data: encData.toString('hex').toUpperCase() }, key.secret)) }),
    /签的是密文/,
  ],
];

for (const [name, message, said] of ENCDATA_MISTAKES) test(`encData: ${name} is told`, () => assert.match(open('encdata', message), said));
