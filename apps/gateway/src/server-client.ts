import { hmacSm3Hex, sm3Hex } from '@anjie/guomi/sm3';
import { request } from 'undici';

export interface ServerIdentity {
  readonly serverUrl: string;
  readonly id: string;
  readonly secret: string;
}

/**
 * Headers by which the server knows the gateway: HMAC-SM3 under the enrolment secret over method, path with query, time and the body's
 * SM3, one a line. `time` in epoch milliseconds; the server refuses what is too far from its own clock (replay).
 */
export function signedHeaders(identity: ServerIdentity, method: string, path: string, time: number, body: string): Record<string, string> {
  const signed = `${method}\n${path}\n${time}\n${sm3Hex(body)}`;
  return { 'x-anjie-gateway': identity.id, 'x-anjie-time': String(time), 'x-anjie-mac': hmacSm3Hex(identity.secret, signed) };
}

/** The server refused or could not be reached; `status` 0 where nobody answered. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Posts JSON to the server under `path` (for example "/api/v1/enforcement/records"). Returns its JSON answer; throws ServerError. */
export async function postToServer(identity: ServerIdentity, path: string, payload: unknown): Promise<unknown> {
  const body = JSON.stringify(payload);
  const url = new URL(identity.serverUrl + path);
  const headers = {
    ...signedHeaders(identity, 'POST', url.pathname + url.search, Date.now(), body),
    'content-type': 'application/json',
  };
  try {
    const reply = await request(url, { method: 'POST', headers, body, headersTimeout: 5_000, bodyTimeout: 5_000 });
    const text = await reply.body.text();
    if (reply.statusCode < 200 || reply.statusCode > 299) throw new ServerError(reply.statusCode, `${path}: ${text.slice(0, 300)}`);
    return text === '' ? null : JSON.parse(text);
  } catch (error) {
    if (error instanceof ServerError) throw error;
    throw new ServerError(0, `${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
