import { randomUUID } from 'node:crypto';
import { Failure } from './command.ts';

/** A refusal of the API, as problem+json. */
export interface Problem {
  readonly code: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly detail?: { readonly zh: string; readonly en: string };
  readonly mend: { readonly zh: string; readonly en: string };
  readonly clause: string | null;
  readonly path: string | null;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** Calls the API as a person. @throws Failure in words when nobody answers */
export async function callApi(
  url: string,
  token: string | null,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<ApiAnswer> {
  const text = body === undefined || typeof body === 'string' ? body : body instanceof Buffer ? new Uint8Array(body) : JSON.stringify(body);
  let response: Response;
  try {
    response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
        ...headers,
      },
      body: text ?? null,
    });
  } catch {
    throw new Failure(`${url} 没有应答：系统是否已启动（npm start）？ / nobody answers at ${url}: is the system running (npm start)?`);
  }
  const answer = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: answer.startsWith('{') || answer.startsWith('[') ? JSON.parse(answer) : answer,
  };
}

/** The same, for calls whose refusal ends the command. */
export async function askApi<T>(
  url: string,
  token: string | null,
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
): Promise<T> {
  const answer = await callApi(url, token, method, path, body, headers);
  if (answer.status < 400) return answer.body as T;
  const problem = answer.body as Problem;
  const clause = problem.clause === null || problem.clause === undefined ? '' : `（${problem.clause}）`;
  throw new Failure(
    `${problem.title?.zh ?? answer.status}${clause}。${problem.mend?.zh ?? ''}\n${problem.title?.en ?? ''}. ${problem.mend?.en ?? ''}`,
  );
}
