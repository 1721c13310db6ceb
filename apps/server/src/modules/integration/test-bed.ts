/** The test bed as the server speaks to it: over HTTP, with a token of its own. Nothing of production goes that way but code and name of the institution. */
import { readFile, stat } from 'node:fs/promises';
import type { Configuration } from '../../ground/configuration.ts';
import { refuse } from './integration.errors.ts';

const PATIENCE_MS = 10_000;

export interface TestBed {
  /** POST or GET below /api/v1. @throws test-bed-not-installed, test-bed-silent, test-bed-refuses */
  ask(method: 'GET' | 'POST', path: string, body?: object): Promise<Readonly<Record<string, unknown>>>;
  /** PEM of the key that reports are held to. @throws test-bed-not-installed */
  publicKey(): Promise<string>;
}

/** The bed of the configuration; files are read when they are needed, so that the bed may start after the server. */
export function testBed({ url, tokenFile, keyFile }: Configuration['testbed']): TestBed {
  return {
    async ask(method, path, body) {
      const token = await read(tokenFile, 'private');
      if (url === null || token === null) return refuse('test-bed-not-installed');
      let reply: Response;
      try {
        reply = await fetch(`${url}/api/v1${path}`, {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: body === undefined ? null : JSON.stringify(body),
          signal: AbortSignal.timeout(PATIENCE_MS),
        });
      } catch {
        return refuse('test-bed-silent');
      }
      const answer = (await reply.json().catch(() => null)) as Record<string, unknown> | null;
      if (answer === null || reply.status >= 500) return refuse('test-bed-silent', { value: reply.status });
      if (!reply.ok) {
        const title = answer.title as { zh: string; en: string } | undefined;
        return refuse('test-bed-refuses', { value: answer.code, ...(title === undefined ? {} : { detail: title }) });
      }
      return answer;
    },
    async publicKey() {
      return (await read(keyFile, 'public')) ?? refuse('test-bed-not-installed');
    },
  };
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
