import { randomUUID } from 'node:crypto';
import { tlsFault } from '@anjie/transport';
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
  // A Blob is a file that is sent as it is read.
  const asItIs = body === undefined || typeof body === 'string' || body instanceof Blob;
  const text = asItIs ? body : body instanceof Buffer ? new Uint8Array(body) : JSON.stringify(body);
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
  } catch (error) {
    const wire = tlsFault(error);
    if (wire !== null) throw new Failure(`${url}：${wire}`);
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
  throw new Failure(inWords(problem, answer.status));
}

/** A refusal in two lines, Chinese and English: what happened, where, by which clause, what to do. */
function inWords(problem: Problem, status: number): string {
  if (problem.title === undefined) return `服务器答复 ${status}，没有说明 / the server answered ${status} without words`;
  const line = (language: 'zh' | 'en', colon: string, stop: string) => {
    const detail = problem.detail?.[language];
    const said = detail === undefined || detail === problem.title[language] ? '' : `${colon}${detail}`;
    const clause = problem.clause === null ? '' : language === 'zh' ? `（依据 ${problem.clause}）` : ` (${problem.clause})`;
    return `${problem.title[language]}${said}${clause}${stop}${problem.mend[language]}`;
  };
  return `${line('zh', '：', '。')}\n${line('en', ': ', '. ')}`;
}
