import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';

/** A server of this installation, reached at an address that its certificate may not name. */
export interface OwnServer {
  /** `https://127.0.0.1:7300` */
  readonly url: string;
  /** what its own certificate speaks for; none: the address in the URL has to be named, as everywhere else */
  readonly names: readonly string[];
}

export interface OwnRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** Statuses that come without a body (Fetch, 2.2.3). */
const BODILESS = [204, 205, 304];

/**
 * One request to a server that this process knows: the certificate must be of a trusted authority and in time, and speak for one of the
 * server's own names instead of the address that was dialled (RFC 6125, 6.2.1: the reference identity is what the client knows, not what it
 * resolved). No redirect is followed.
 *
 * @throws Error as `fetch` does: no connection, a certificate that does not verify, the signal
 */
export function requestOwn(
  server: OwnServer,
  path: string,
  { method = 'GET', headers = {}, body, signal }: OwnRequest = {},
): Promise<Response> {
  const { url, names } = server;
  const name = names.includes(new URL(url).hostname) ? undefined : names[0]?.replace(/^\*\./, 'any.');
  // RFC 6066, 3: an address is no server name.
  const named = name === undefined ? {} : { servername: isIP(name) === 0 ? name : '', checkServerIdentity: speaksFor(name) };
  const request = url.startsWith('https:') ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const asked = request(`${url}${path}`, { method, headers, signal, agent: false, ...named }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.once('error', reject);
      answer.once('end', () => {
        const status = answer.statusCode ?? 0;
        const said = Object.entries(answer.headersDistinct).flatMap(([key, values = []]) =>
          values.map((value): [string, string] => [key, value]),
        );
        resolve(new Response(BODILESS.includes(status) ? null : Buffer.concat(pieces), { status, headers: said }));
      });
    });
    asked.once('error', reject);
    asked.end(body);
  });
}

const speaksFor =
  (name: string): typeof checkServerIdentity =>
  (_, certificate) =>
    checkServerIdentity(name, certificate);
