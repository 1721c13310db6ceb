/** Verifies a signature and, where it does not verify, says which mistake explains it. */
import type { IncomingHttpHeaders } from 'node:http';
import { equalMac, hmacSm3Hex, sm3Hex } from '@anjie/guomi';
import { csbSignature, type Scheme, type SigningKey, tifSignature, xcaSignature } from './scheme.ts';

export interface Verified {
  readonly ok: boolean;
  /** which mistake it is and how to mend it, Chinese; '' when ok */
  readonly diagnosis: string;
}

const OK: Verified = { ok: true, diagnosis: '' };
/** CSB states 30 minutes; the others state none, and are given the same. */
const WINDOW_MS = 30 * 60_000;

export interface Signed {
  readonly scheme: Scheme;
  readonly key: SigningKey;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
  readonly now: number;
}

/** null: the scheme asks for no signature in the headers; what seals its body is opened by open-message.ts. */
export function verifySignature(signed: Signed): Verified | null {
  if (signed.scheme === 'none' || signed.scheme === 'oauth2-sm' || signed.scheme === 'encdata') return null;
  return { csb: verifyCsb, tif: verifyTif, 'x-ca': verifyXca }[signed.scheme](signed);
}

function verifyCsb({ key, headers, now }: Signed): Verified {
  const [id, name, version, timestamp, given] = ['access_key', 'name', 'version', 'timestamp', 'signature'].map((one) =>
    header(headers, `_api_${one}`),
  );
  const missing = Object.entries({ access_key: id, name, version, timestamp, signature: given }).find(([, value]) => value === '');
  if (missing !== undefined) return wrong(`缺少请求头 _api_${missing[0]}`);
  if (id !== key.id) return wrong(`访问密钥 ${id} 不是本轮测试的 AK`);
  const clock = clockProblem(timestamp!, now, 'ms');
  if (clock !== null) return clock;
  const right = csbSignature(key, name!, version!, timestamp!);
  if (equalMac(right.toString('base64'), given!)) return OK;
  if (given!.toLowerCase() === right.toString('hex')) return wrong('签名应为 Base64，发送的是十六进制');
  if (given === csbSignature(key, name!, version!, timestamp!, '&&').toString('base64'))
    return wrong('参数之间应只有一个 &，发送时用了 &&');
  if (given === csbSignature({ id: key.id, secret: key.id }, name!, version!, timestamp!).toString('base64'))
    return wrong('签名密钥误用了 AK，应为 SK');
  return wrong('签名不符：请核对 SK，并按 _api_access_key、_api_name、_api_timestamp、_api_version 的顺序拼接');
}

function verifyTif({ key, headers, now }: Signed): Verified {
  const [id, timestamp, nonce, given] = ['paasid', 'timestamp', 'nonce', 'signature'].map((one) => header(headers, `x-tif-${one}`));
  const missing = Object.entries({ paasid: id, timestamp, nonce, signature: given }).find(([, value]) => value === '');
  if (missing !== undefined) return wrong(`缺少请求头 x-tif-${missing[0]}`);
  if (id !== key.id) return wrong(`x-tif-paasid ${id} 不是本轮测试的编号`);
  const clock = clockProblem(timestamp!, now, 's');
  if (clock !== null) return clock;
  const right = tifSignature(key.secret, timestamp!, nonce!);
  if (equalMac(right.toString('hex'), given!.toLowerCase())) return OK;
  if (given === right.toString('base64')) return wrong('签名应为十六进制，发送的是 Base64');
  if (given!.toLowerCase() === tifSignature(key.id, timestamp!, nonce!).toString('hex')) return wrong('签名用的是 paasid，应为 paasToken');
  return wrong('签名不符：应为 SHA-256(timestamp + paasToken + nonce + timestamp)，请核对顺序和令牌');
}

function verifyXca({ key, headers, body, now }: Signed): Verified {
  const [id, value] = [header(headers, 'x-ca-key'), header(headers, 'x-ca-signature')];
  if (id === '') return wrong('缺少请求头 x-ca-key');
  if (id !== key.id) return wrong(`x-ca-key ${id} 不是本轮测试的机构编号`);
  const [, timestamp, given] = /^(\d{10}|\d{13}):(.+)$/.exec(value) ?? [];
  if (timestamp === undefined || given === undefined) return wrong('x-ca-signature 应为“时间戳:签名”');
  const clock = clockProblem(timestamp, now, timestamp.length === 13 ? 'ms' : 's');
  if (clock !== null) return clock;
  const right = xcaSignature(key.secret, timestamp, body);
  if (equalMac(right, given)) return OK;
  if (given.toUpperCase() === right) return wrong('签名应为大写十六进制，发送的是小写');
  if (Buffer.from(given, 'base64').toString('hex').toUpperCase() === right) return wrong('签名应为大写十六进制，发送的是 Base64');
  if (given.toUpperCase() === xcaSignature(key.secret, timestamp, new Uint8Array()))
    return wrong('签名没有覆盖报文体：应对“时间戳+换行+报文体”签名');
  const text = Buffer.from(body).toString('utf8');
  if (given.toUpperCase() === hmacSm3Hex(key.secret, timestamp + text).toUpperCase()) return wrong('时间戳与报文体之间缺少换行符（LF）');
  if (given.toUpperCase() === hmacSm3Hex(key.secret, `${timestamp}\r\n${text}`).toUpperCase())
    return wrong('时间戳与报文体之间应为 LF，发送时用了 CRLF');
  if (given.toUpperCase() === sm3Hex(`${timestamp}\n${text}`).toUpperCase()) return wrong('用的是不带密钥的 SM3，应为 HMAC-SM3');
  if (given.toUpperCase() === xcaSignature(key.id, timestamp, body)) return wrong('签名密钥误用了机构编号，应为密钥');
  return wrong('签名不符：请核对密钥，并确认签名的报文体与实际发送的字节完全相同（编码、空格、换行）');
}

function clockProblem(timestamp: string, now: number, unit: 's' | 'ms'): Verified | null {
  if (!/^\d{10,13}$/.test(timestamp)) return wrong(`时间戳 ${timestamp} 应为 ${unit === 'ms' ? '13 位毫秒' : '10 位秒'}`);
  if (unit === 's' && timestamp.length === 13) return wrong('时间戳应为 10 位秒，发送的是毫秒');
  if (unit === 'ms' && timestamp.length === 10) return wrong('时间戳应为 13 位毫秒，发送的是秒');
  const off = Math.round((Number(timestamp) * (unit === 's' ? 1000 : 1) - now) / 1000);
  return Math.abs(off) * 1000 <= WINDOW_MS ? null : wrong(`时间戳与平台时钟相差 ${off} 秒，超过 30 分钟；请校时`);
}

function header(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}

function wrong(diagnosis: string): Verified {
  return { ok: false, diagnosis };
}
