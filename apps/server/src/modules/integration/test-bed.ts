/** The test bed as the server speaks to it: over HTTP, with a token of its own. Nothing of production goes that way but code and name of the institution. */
import { readFile, stat } from 'node:fs/promises';
import { tlsFault } from '@anjie/transport';
import type { Configuration } from '../../ground/configuration.ts';
import { refuse } from './integration.errors.ts';

const PATIENCE_MS = 10_000;

export interface TestBed {
  /** POST or GET below /api/v1. @throws test-bed-not-installed, test-bed-silent, test-bed-refuses */
  ask(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer>;
  /** POSTs a file as it is. @throws as `ask` */
  give(path: string, bytes: Buffer): Promise<Answer>;
  /** GETs a file as it is. @throws as `ask` */
  take(path: string): Promise<Buffer>;
  /** Server-sent events of the bed, until the signal. @throws as `ask` */
  follow(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  /** PEM of the key that reports are held to. @throws test-bed-not-installed */
  publicKey(): Promise<string>;
}

type Answer = Readonly<Record<string, unknown>>;

interface Sent {
  readonly body: string | Buffer | null;
  readonly signal: AbortSignal;
}

/** The bed of the configuration; files are read when they are needed, so that the bed may start after the server. */
export function testBed({ url, tokenFile, keyFile }: Configuration['testbed']): TestBed {
  const reach = async (method: 'GET' | 'POST', path: string, { body, signal }: Sent): Promise<Response> => {
    const token = await read(tokenFile, 'private');
    if (url === null || token === null) return refuse('test-bed-not-installed');
    let reply: Response;
    try {
      reply = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: body === null || typeof body === 'string' ? body : new Uint8Array(body),
        signal,
      });
    } catch (error) {
      const fault = tlsFault(error)?.split(' / ');
      return refuse('test-bed-silent', fault === undefined ? {} : { detail: { zh: fault[0]!, en: fault[1]! } });
    }
    if (reply.ok) return reply;
    if (reply.status >= 500) return refuse('test-bed-silent', { value: reply.status });
    const answer = (await reply.json().catch(() => null)) as Answer | null;
    const title = answer?.title as { zh: string; en: string } | undefined;
    return refuse('test-bed-refuses', { value: answer?.code ?? reply.status, ...(title === undefined ? {} : { detail: title }) });
  };
  const soon = () => AbortSignal.timeout(PATIENCE_MS);
  return {
    async ask(method, path, body) {
      const reply = await reach(method, path, { body: body === undefined ? null : JSON.stringify(body), signal: soon() });
      return told(reply);
    },
    async give(path, bytes) {
      return told(await reach('POST', path, { body: bytes, signal: soon() }));
    },
    async take(path) {
      const reply = await reach('GET', path, { body: null, signal: soon() });
      return Buffer.from(await reply.arrayBuffer().catch(() => refuse('test-bed-silent')));
    },
    async follow(path, signal) {
      // Patience ends with the head of the answer: the events themselves come whenever they come.
      const silent = new AbortController();
      const patience = setTimeout(() => silent.abort(), PATIENCE_MS);
      const reply = await reach('GET', path, { body: null, signal: AbortSignal.any([signal, silent.signal]) });
      clearTimeout(patience);
      return reply.body ?? refuse('test-bed-silent');
    },
    async publicKey() {
      return (await read(keyFile, 'public')) ?? refuse('test-bed-not-installed');
    },
  };
}

async function told(reply: Response): Promise<Answer> {
  return ((await reply.json().catch(() => null)) as Answer | null) ?? refuse('test-bed-silent', { value: reply.status });
}

/** null: not set, or not there. A token that others can read is no secret and is not used. */
async function read(file: string | null, kind: 'private' | 'public'): Promise<string | null> {
  if (file === null) return null;
  try {
    if (kind === 'private' && ((await stat(file)).mode & 0o077) !== 0) return null;
    return (await readFile(file, 'utf8')).trim();
  } catch {
    return null;
  }
}
