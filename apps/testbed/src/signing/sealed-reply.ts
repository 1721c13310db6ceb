import { type Sm2PrivateKey, signatureFromDer, sm2Sign } from '@anjie/guomi';
import type { Scheme, SigningKey } from './scheme.ts';
import { sessionKey, signText, sm4Ecb } from './sealed-body.ts';

/** A reply as the scheme sends it: sealed the way the request was. What is no JSON, as some faults make it, leaves as it is. */
export function sealReply(scheme: Scheme, key: SigningKey, reply: Uint8Array, signer: Sm2PrivateKey, now: number): Uint8Array {
  if (scheme !== 'oauth2-sm' && scheme !== 'encdata') return reply;
  let message: Record<string, unknown>;
  try {
    message = JSON.parse(Buffer.from(reply).toString('utf8')) as Record<string, unknown>;
  } catch {
    return reply;
  }
  if (scheme === 'encdata') {
    const head = {
      code: 0,
      message: '',
      success: true,
      appId: key.id,
      encType: 'SM4',
      signType: 'SM2',
      timestamp: String(now),
      version: '2.0.1',
    };
    const encData = sm4Ecb(Buffer.from(reply), sessionKey(key.id, key.secret)).toString('hex').toUpperCase();
    const signData = signatureFromDer(sm2Sign(signText({ ...head, data: message }, key.secret), signer)).toString('base64');
    return Buffer.from(JSON.stringify({ ...head, encData, signData }));
  }
  if (message.output === null || message.output === undefined) return reply;
  return Buffer.from(
    JSON.stringify({ ...message, encType: 'SM4', output: sm4Ecb(JSON.stringify(message.output), key.id).toString('base64') }),
  );
}
