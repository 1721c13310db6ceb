import { type Dispatcher, Pool } from 'undici';
import type { Upstream } from './configuration.ts';

/** What the platform answered, as it came. */
export interface ReplySink {
  /** `headers`: name, value, name, value …, without hop-by-hop ones */
  start(status: number, message: string, headers: string[]): void;
  /** Returns false where the receiver is behind; `resume` then tells when it has caught up. */
  data(chunk: Buffer): boolean;
  onDrain(resume: () => void): void;
  end(): void;
}

export interface PlatformRequest {
  readonly method: string;
  /** path and query behind the upstream's base */
  readonly target: string;
  /** name, value, name, value … as received */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** Asked at the moment the request is written to the platform; false keeps it back. */
  mayStart(sever: () => void): boolean;
}

/** How an exchange ended. `kept-back`: `mayStart` said no; `not-sent`: nothing left; `unknown`: sent, no whole reply. */
export type ExchangeEnd = 'answered' | 'kept-back' | 'not-sent' | 'unknown';

/** RFC 9110 section 7.6.1 and what belongs to one connection only; `host` and `content-length` are set anew. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);
const OF_REQUEST = new Set([...HOP_BY_HOP, 'host', 'content-length']);
/** The gateway's own words; nobody else may say them. */
const OWN = new Set(['x-anjie-refusal', 'x-anjie-clause', 'x-anjie-request']);

/** Connections to one environment of the national platform. Bodies go through byte for byte in both directions. */
export class PlatformClient {
  readonly #pool: Pool;
  readonly #base: string;

  constructor(upstream: Upstream, timeoutMs: number) {
    this.#base = upstream.base;
    this.#pool = new Pool(upstream.origin, {
      connections: 1024,
      pipelining: 1,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      connect: { timeout: Math.min(5_000, timeoutMs) },
    });
  }

  /** Sends one request. Never throws; nothing is ever sent twice. */
  forward(request: PlatformRequest, sink: ReplySink): Promise<ExchangeEnd> {
    return new Promise((resolve) => {
      let started = false;
      let keptBack = false;
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart(controller) {
          keptBack = !request.mayStart(() => controller.abort(new Error('severed')));
          if (keptBack) controller.abort(new Error('kept back'));
          else started = true;
        },
        onResponseStart(controller, status, headers, message) {
          sink.onDrain(() => controller.resume());
          sink.start(status, message ?? '', pass(rawPairs(controller.rawHeaders, headers), HOP_BY_HOP));
        },
        onResponseData(controller, chunk) {
          if (!sink.data(chunk)) controller.pause();
        },
        onResponseEnd() {
          sink.end();
          resolve('answered');
        },
        onResponseError() {
          resolve(keptBack ? 'kept-back' : started ? 'unknown' : 'not-sent');
        },
      };
      const options = {
        method: request.method,
        path: this.#base + request.target,
        headers: pass(request.rawHeaders, OF_REQUEST),
        body: request.body,
      };
      try {
        this.#pool.dispatch(options, handler);
      } catch {
        resolve(started ? 'unknown' : 'not-sent');
      }
    });
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

function pass(pairs: readonly string[], without: ReadonlySet<string>): string[] {
  const named = new Set<string>();
  for (let i = 0; i < pairs.length; i += 2) {
    if (pairs[i]?.toLowerCase() === 'connection') for (const name of (pairs[i + 1] ?? '').split(',')) named.add(name.trim().toLowerCase());
  }
  const kept: string[] = [];
  for (let i = 0; i < pairs.length; i += 2) {
    const name = pairs[i] ?? '';
    const lower = name.toLowerCase();
    if (!without.has(lower) && !named.has(lower) && !OWN.has(lower)) kept.push(name, pairs[i + 1] ?? '');
  }
  return kept;
}

function rawPairs(raw: Dispatcher.DispatchController['rawHeaders'], headers: Record<string, string | string[] | undefined>): string[] {
  if (Array.isArray(raw)) return raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1')));
  return Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value ?? '']).flatMap((single) => [name, single]),
  );
}
