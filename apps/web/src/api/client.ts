import type { Text } from '../words/language.tsx';
import { noteServerTime } from './server-time.ts';
import { currentToken, endSession } from './session.ts';

/** RFC 9457 problem+json, as the server writes it. */
export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly title: Text;
  readonly detail: Text;
  readonly path: string | null;
  readonly value: unknown;
  readonly clause: string | null;
  readonly mend: Text;
  readonly requestId: string;
  readonly current?: unknown;
}

/** The server refused, in words. */
export class Refused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

/** Nobody answered: whether something was done is not known, and repeating with the same key is safe. */
export class Unreachable extends Error {}

export interface Call {
  readonly body?: unknown;
  /** what was read before: If-Match */
  readonly version?: number;
  /** one key per act of a person: repeating it does nothing twice */
  readonly key?: string;
  readonly signal?: AbortSignal;
}

const PREFIX = '/api/v1';

/** @throws Refused, Unreachable */
export async function call<Answer>(method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, given: Call = {}): Promise<Answer> {
  const file = given.body instanceof File ? given.body : null;
  const response = await send(
    method,
    path,
    {
      ...(given.body === undefined ? {} : { 'content-type': file?.type ?? 'application/json' }),
      ...(file === null ? {} : { 'x-file-name': encodeURIComponent(file.name) }),
      ...(given.version === undefined ? {} : { 'if-match': `"${given.version}"` }),
      ...(method === 'POST' ? { 'idempotency-key': given.key ?? newKey() } : {}),
    },
    file ?? (given.body === undefined ? null : JSON.stringify(given.body)),
    given.signal,
  );
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as Answer;
  // A wrong password or factor is a 401 too, and ends nothing.
  if ((answer as Problem | null)?.code === 'not-logged-in') endSession(true);
  if (answer === null) throw new Unreachable(`${response.status}`);
  throw new Refused(answer as Problem);
}

/** The bytes of a file, which the server never shows inline. */
export async function fetchFile(path: string): Promise<Blob> {
  const response = await send('GET', path, {}, null, undefined);
  if (response.ok) return response.blob();
  throw new Refused((await response.json()) as Problem);
}

/** A stream of server-sent events, read with the session's token, which EventSource could not send. @throws Refused, Unreachable */
export async function openStream(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const response = await send('GET', path, { accept: 'text/event-stream' }, null, signal);
  if (response.status === 401) endSession(true);
  if (response.ok && response.body !== null) return response.body;
  throw new Refused((await response.json()) as Problem);
}

async function send(
  method: string,
  path: string,
  headers: Record<string, string>,
  body: File | string | null,
  signal: AbortSignal | undefined,
) {
  const token = currentToken();
  try {
    const asked = performance.now();
    const response = await fetch(PREFIX + path, {
      method,
      headers: { ...headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
      body,
      signal: signal ?? null,
      credentials: 'omit',
    });
    noteServerTime(response.headers.get('date'), performance.now() - asked);
    return response;
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new Unreachable((error as Error).message);
  }
}

/** crypto.randomUUID is missing where the page comes over plain HTTP from another machine. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** `?a=b&c=d` of what is given; empty values are left out. */
export function query(values: Readonly<Record<string, string | number | null | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
