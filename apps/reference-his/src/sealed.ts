/** The two ways of signing that seal the body: OAuth2 with SM2 and SM4, and encData with signData. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Signer } from './signature.ts';
import { signSm2, verifySm2 } from './sm2.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Who signs under encData, on both sides. */
const EVERYBODY = '1234567812345678';
/** A token is fetched anew this long before it ends. */
const EARLY_MS = 60_000;

export class SealedLine {
  readonly #signer: Signer;
  readonly #endpoint: string;
  #token: { readonly text: string; readonly until: number } | null = null;

  constructor(signer: Signer, endpoint: string) {
    this.#signer = signer;
    this.#endpoint = endpoint;
  }

  /** The message as it is sent, and the headers that go with it. */
  async seal(message: Fields, now: number, patience: number): Promise<{ readonly body: Buffer; readonly headers: Record<string, string> }> {
    const { scheme, id, secret, privateKey } = this.#signer;
    if (scheme === 'oauth2-sm') {
      const text = JSON.stringify(message.input);
      const cainfo = signSm2(text, privateKey, id).toString('base64');
      const sealed = { ...message, cainfo, signtype: 'SM2', encType: 'SM4', input: sm4(text, id).toString('base64') };
      return { body: Buffer.from(JSON.stringify(sealed)), headers: { authorization: `Bearer ${await this.#bearer(now, patience)}` } };
    }
    const head = { appId: id, encType: 'SM4', signType: 'SM2', timestamp: String(now), version: '2.0.1' };
    const signData = signSm2(`${sorted({ ...head, data: message })}&key=${secret}`, privateKey, EVERYBODY).toString('base64');
    const encData = sm4(JSON.stringify(message), this.#session()).toString('hex').toUpperCase();
    return { body: Buffer.from(JSON.stringify({ ...head, encData, signData })), headers: {} };
  }

  /** A reply in clear. What was not sealed is given back as it is. @throws where a seal does not open or was not set by the platform */
  open(reply: Fields): Fields {
    const { scheme, id, secret, platformKey } = this.#signer;
    if (scheme === 'oauth2-sm')
      return typeof reply.output === 'string' && reply.encType === 'SM4'
        ? { ...reply, output: JSON.parse(unseal(Buffer.from(reply.output, 'base64'), id)) as unknown }
        : reply;
    if (typeof reply.encData !== 'string') return reply;
    const data = JSON.parse(unseal(Buffer.from(reply.encData, 'hex'), this.#session())) as Fields;
    const { encData: _, signData, ...head } = reply;
    const text = `${sorted({ ...head, data })}&key=${secret}`;
    if (!verifySm2(text, Buffer.from(String(signData), 'base64'), platformKey, EVERYBODY)) throw new Error('signData');
    return data;
  }

  #session(): string {
    return sm4(this.#signer.secret, this.#signer.id).toString('hex').toUpperCase().slice(0, 16);
  }

  async #bearer(now: number, patience: number): Promise<string> {
    if (this.#token !== null && this.#token.until > now + EARLY_MS) return this.#token.text;
    const { id, secret } = this.#signer;
    const reply = await fetch(`${this.#endpoint}/auth/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      body: 'grant_type=client_credentials',
      signal: AbortSignal.timeout(patience),
    });
    const { access_token, expires_in } = (await reply.json()) as { access_token: string; expires_in: number };
    this.#token = { text: access_token, until: now + expires_in * 1000 };
    return access_token;
  }
}

/** Top-level members by name, `name=value` joined by `&`; what is empty is left out. */
function sorted(members: Fields): string {
  return byName(members)
    .map(([name, value]) => `${name}=${typeof value === 'object' ? compact(value) : String(value)}`)
    .join('&');
}

function compact(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(compact).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${byName(value as Fields)
    .map(([name, inner]) => `${JSON.stringify(name)}:${compact(inner)}`)
    .join(',')}}`;
}

const byName = (members: Fields): [string, unknown][] =>
  Object.entries(members)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1));

/** SM4-ECB with PKCS7; the key is the first 16 characters. */
function sm4(plain: string, key: string): Buffer {
  const cipher = createCipheriv('sm4-ecb', Buffer.from(key).subarray(0, 16), null);
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

function unseal(sealed: Buffer, key: string): string {
  const cipher = createDecipheriv('sm4-ecb', Buffer.from(key).subarray(0, 16), null);
  return Buffer.concat([cipher.update(sealed), cipher.final()]).toString('utf8');
}
