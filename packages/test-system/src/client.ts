import { randomUUID } from 'node:crypto';

export interface Answer {
  readonly status: number;
  // Tests read answers of every shape; a typed client is generated for programs.
  readonly body: Record<string, never> & Record<string, unknown>;
  readonly headers: Headers;
}

/** A person at the API, for tests. */
export interface Person {
  readonly token: string;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown, options?: { version?: number; key?: string }): Promise<Answer>;
  patch(path: string, body: unknown, version: number): Promise<Answer>;
}

export const DEMONSTRATION_PASSWORD = 'Demo#2026-anjie';

export async function logIn(url: string, login: string, password = DEMONSTRATION_PASSWORD): Promise<Person> {
  const answer = await call(url, 'POST', '/sessions', { login, password }, {});
  if (answer.status !== 201) throw new Error(`${login} cannot log in: ${JSON.stringify(answer.body)}`);
  const token = answer.body.token as unknown as string;
  const headers = { authorization: `Bearer ${token}` };
  return {
    token,
    get: (path) => call(url, 'GET', path, undefined, headers),
    post: (path, body, options = {}) =>
      call(url, 'POST', path, body ?? {}, {
        ...headers,
        'idempotency-key': options.key ?? randomUUID(),
        ...(options.version === undefined ? {} : { 'if-match': `"${options.version}"` }),
      }),
    patch: (path, body, version) => call(url, 'PATCH', path, body, { ...headers, 'if-match': `"${version}"` }),
  };
}

export async function call(url: string, method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    // A request that hangs is a fault of its own; without a bound it would look like a slow machine.
    signal: AbortSignal.timeout(90_000),
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Answer['body'], headers: response.headers };
}
