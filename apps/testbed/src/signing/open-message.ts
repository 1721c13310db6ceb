/** Opens a message whose body is sealed and, where it does not open or verify, says which mistake explains it. */
import { DEFAULT_SIGNER_ID, equalMac, hmacSm3Hex, type Sm2PublicKey, signatureFromDer, signatureToDer, sm2Verify } from '@anjie/guomi';
import type { SigningKey } from './scheme.ts';
import { accessToken, openSm4Ecb, sessionKey, signText, sortedJson } from './sealed-body.ts';
import { type Signed, type Verified, verifySignature } from './verify.ts';

export interface Opened {
  /** the message in clear; as it came where it does not open */
  readonly body: Uint8Array;
  /** null: the scheme asks for no signature */
  readonly verified: Verified | null;
}

type Members = Record<string, unknown>;

/** @param hisKey the system's SM2 public key; null where the scheme has none */
export function openMessage(signed: Signed, hisKey: Sm2PublicKey | null): Opened {
  if (signed.scheme !== 'oauth2-sm' && signed.scheme !== 'encdata') return { body: signed.body, verified: verifySignature(signed) };
  const message = parse(signed.body);
  if (message === null || hisKey === null) return { body: signed.body, verified: wrong('报文不是 JSON 对象') };
  return signed.scheme === 'oauth2-sm' ? openOauth(signed, message, hisKey) : openEncData(signed, message, hisKey);
}

function openOauth({ key, headers, body, now }: Signed, message: Members, hisKey: Sm2PublicKey): Opened {
  const failed = (diagnosis: string): Opened => ({ body, verified: wrong(diagnosis) });
  const token = /^Bearer (\d+)\.([0-9a-f]+)$/.exec(String(headers.authorization ?? ''));
  if (headers.authorization === undefined) return failed('缺少请求头 Authorization：应先取令牌（/auth/oauth/token），再带上 Bearer 令牌');
  if (/^Basic /i.test(headers.authorization)) return failed('Authorization 用了 Basic：Basic 只用于取令牌，交易应带 Bearer 令牌');
  if (token === null || !equalMac(accessToken(key.secret, Number(token[1])), `${token[1]}.${token[2]}`))
    return failed('令牌不是本轮测试发放的');
  const late = Math.round((now - Number(token[1])) / 1000);
  if (late > 0) return failed(`令牌已过期 ${late} 秒，请重新取令牌`);
  if (typeof message.input === 'object') return failed('input 没有加密：应为 Base64(SM4-ECB(client id, 紧凑 JSON))');
  const sealed = String(message.input ?? '');
  const plain = openSm4Ecb(Buffer.from(sealed, 'base64'), key.id);
  if (plain === null || parse(plain) === null) return failed(sealingMistake(sealed, 'base64', key.id, key.secret, 'client id', 'secret'));
  const input = parse(plain)!;
  const mistake = signatureMistake(String(message.cainfo ?? ''), 'cainfo', plain.toString('utf8'), key.id, hisKey, [
    [sealed, '签的是密文，应签加密前的 input'],
    [JSON.stringify({ ...message, cainfo: undefined }), '签的是整个报文，应只签加密前的 input'],
    [sortedJson(input), '签名的 JSON 键序与加密的不同：应签加密前的同一段文字'],
  ]);
  if (mistake !== null) return failed(mistake);
  return { body: Buffer.from(JSON.stringify({ ...message, input })), verified: OK };
}

function openEncData({ key, body, now }: Signed, message: Members, hisKey: Sm2PublicKey): Opened {
  const failed = (diagnosis: string): Opened => ({ body, verified: wrong(diagnosis) });
  if (message.appId !== key.id) return failed(`appId ${String(message.appId ?? '')} 不是本轮测试的编号`);
  const off = Math.round((Number(message.timestamp) - now) / 1000);
  if (!/^\d{13}$/.test(String(message.timestamp ?? ''))) return failed('timestamp 应为 13 位毫秒');
  if (Math.abs(off) > 1800) return failed(`timestamp 与平台时钟相差 ${off} 秒，超过 30 分钟；请校时`);
  if (message.data !== undefined) return failed('data 没有加密：发送时应以 encData 代替 data');
  const sealed = String(message.encData ?? '');
  const own = sessionKey(key.id, key.secret);
  const plain = openSm4Ecb(Buffer.from(sealed, 'hex'), own);
  const data = plain === null ? null : parse(plain);
  if (plain === null || data === null) return failed(sealingMistake(sealed, 'hex', own, key.id, '派生密钥', 'appId'));
  const members = { ...message, data };
  const unsorted = Object.entries(members)
    .filter(([name]) => name !== 'encData' && name !== 'signData')
    .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join('&');
  const mistake = signatureMistake(String(message.signData ?? ''), 'signData', signText(members, key.secret), DEFAULT_SIGNER_ID, hisKey, [
    [signText(members, null), '签名文本末尾缺少 &key=appSecret'],
    [signText({ ...message, data: sealed }, key.secret), '签的是密文，应签加密前的 data'],
    [signText({ ...members, data: '' }, key.secret), '签名没有覆盖 data'],
    [`${unsorted}&key=${key.secret}`, '字段没有按名称排序'],
  ]);
  if (mistake !== null) return failed(mistake);
  return { body: plain, verified: OK };
}

/** Why a body does not open. */
function sealingMistake(sealed: string, form: 'base64' | 'hex', right: string, other: string, name: string, otherName: string): string {
  const bytes = Buffer.from(sealed, form);
  const swapped = Buffer.from(sealed, form === 'hex' ? 'base64' : 'hex');
  const [is, was] = form === 'hex' ? ['十六进制', 'Base64'] : ['Base64', '十六进制'];
  if (swapped.length > 0 && openSm4Ecb(swapped, right) !== null) return `密文应为${is}，发送的是${was}`;
  if (openSm4Ecb(bytes, other) !== null) return `SM4 密钥误用了 ${otherName}，应为${name}`;
  if (openSm4Ecb(bytes, right, 'cbc') !== null) return 'SM4 用了 CBC，应为 ECB';
  return `密文不能解开：请核对 SM4 密钥（${name}）、ECB 模式和 PKCS7 填充`;
}

/** null: it verifies. `others`: texts that are signed by mistake, each with what to say. */
function signatureMistake(
  given: string,
  name: string,
  text: string,
  signerId: string,
  key: Sm2PublicKey,
  others: readonly (readonly [string, string])[],
): string | null {
  if (given === '') return `缺少 ${name}`;
  const bytes = Buffer.from(given, 'base64');
  const hex = /^[0-9a-fA-F]{128,144}$/.test(given) ? Buffer.from(given, 'hex') : null;
  if (hex !== null && verifies(text, hex, key, signerId)) return `${name} 应为 Base64，发送的是十六进制`;
  if (bytes.length !== 64)
    return isDer(bytes) && sm2Verify(text, bytes, key, signerId)
      ? `${name} 应为 64 字节的 r‖s，发送的是 DER`
      : `${name} 应为 64 字节的 r‖s，收到 ${bytes.length} 字节`;
  if (verifies(text, bytes, key, signerId)) return null;
  const ids = [DEFAULT_SIGNER_ID, ''].filter((one) => one !== signerId);
  for (const id of ids) if (verifies(text, bytes, key, id)) return `SM2 用户标识用了“${id}”，应为“${signerId}”`;
  for (const [other, said] of others) if (verifies(other, bytes, key, signerId)) return said;
  return `${name} 不符：请核对 SM2 私钥、用户标识“${signerId}”和被签名的文字`;
}

function verifies(text: string, raw: Uint8Array, key: Sm2PublicKey, signerId: string): boolean {
  try {
    return sm2Verify(text, signatureToDer(Buffer.from(raw)), key, signerId);
  } catch {
    return false;
  }
}

function isDer(bytes: Buffer): boolean {
  try {
    signatureFromDer(bytes);
    return true;
  } catch {
    return false;
  }
}

function parse(bytes: Uint8Array): Members | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : null;
  } catch {
    return null;
  }
}

const OK: Verified = { ok: true, diagnosis: '' };
const wrong = (diagnosis: string): Verified => ({ ok: false, diagnosis });

/** A token for a client that shows its id and secret; null where it is not the campaign's. */
export function issueToken(
  key: SigningKey,
  authorization: string,
  now: number,
): { access_token: string; token_type: 'bearer'; expires_in: number } | null {
  const shown = Buffer.from(/^Basic (.+)$/i.exec(authorization)?.[1] ?? '', 'base64').toString('utf8');
  if (!equalMac(hmacSm3Hex('basic', `${key.id}:${key.secret}`), hmacSm3Hex('basic', shown))) return null;
  const seconds = 7200;
  return { access_token: accessToken(key.secret, now + seconds * 1000), token_type: 'bearer', expires_in: seconds };
}
