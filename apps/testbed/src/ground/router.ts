/** Routes of the bed's own API: a table of contracts, matched by path segments. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { badRequest, notFound } from './refusal.ts';

/** Who may call: anybody; who holds the campaign's key or the operator's token; the operator alone. */
export type Access = 'anybody' | 'campaign' | 'operator';

export interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** campaign named in the path whose key, or the operator's, was shown; '' on routes without one */
  readonly campaignId: string;
  json(): Promise<Readonly<Record<string, unknown>>>;
}

/** Answers a value (JSON), or null where the handler wrote the response itself. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** `:name` stands for one segment; a campaign is always `:campaign` */
  readonly path: string;
  readonly access: Access;
  readonly zh: string;
  readonly en: string;
  /** the body is a file as it is, not JSON */
  readonly takesFile?: boolean;
  handle(asked: Asked): Promise<unknown>;
}

const MAX_JSON = 1_048_576;

export function matchRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { readonly route: Route; readonly parameters: Readonly<Record<string, string>> } {
  for (const route of routes) {
    const parameters = matchPath(route.path, path);
    if (parameters !== null && route.method === method) return { route, parameters };
  }
  throw notFound(`${method} ${path}`);
}

function matchPath(pattern: string, path: string): Record<string, string> | null {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length) return null;
  const parameters: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    if (part.startsWith(':')) parameters[part.slice(1)] = decodeURIComponent(given[at]!);
    else if (part !== given[at]) return null;
  }
  return parameters;
}

/** The body as bytes. @throws ApiRefusal beyond `max` bytes */
export function readBody(request: IncomingMessage, max: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= max) chunks.push(chunk);
    });
    request.on('error', reject);
    request.on('end', () => {
      if (size <= max) resolve(Buffer.concat(chunks));
      else reject(badRequest(`请求体超过 ${max} 字节`, `the body is larger than ${max} bytes`));
    });
  });
}

/** The body as a JSON object. @throws ApiRefusal for anything else */
export async function readObject(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const text = (await readBody(request, MAX_JSON)).toString('utf8');
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Told below, like any other body that is no object.
  }
  throw badRequest('请求体应为 JSON 对象', 'the body must be a JSON object');
}
