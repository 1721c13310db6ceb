import { Agent, request } from 'node:http';
import type { HisMessage } from './his-message.ts';
import { Otherwise, type Sight } from './story.ts';
import { type Environment, gatewayRefuses, passes, transactionOf } from './words.ts';

/** A reply as an institution's system reads it. */
interface Reply {
  readonly infcode: number;
  readonly message: string;
  /** code and clause of the gateway's refusal; null where the platform answered */
  readonly refusal: { readonly code: string; readonly clause: string } | null;
}

/** A gateway that does not answer at all is waited for once, and then no more. */
const PATIENCE_MS = { first: 5000, later: 300 };

/** The institutions' lines to the gateway: one source address each. */
export class HisLines {
  readonly #gateway: URL;
  #patience = PATIENCE_MS.first;

  constructor(gatewayUrl: string) {
    this.#gateway = new URL(gatewayUrl);
  }

  /** Sends a message from an address and tells what came of it, as a fact of the step. */
  async send(sight: Sight, from: string, environment: Environment, message: HisMessage): Promise<void> {
    const reply = await this.#post(from, environment, message);
    if (reply.refusal === null && reply.infcode === 0) sight.saw(passes(message.infno));
    else if (reply.refusal === null) sight.saw(`平台未受理 ${transactionOf(message.infno)}`);
    else sight.saw(gatewayRefuses(message.infno, reply.refusal.code, reply.refusal.clause));
    if (reply.message !== '') sight.note(`${reply.refusal === null ? '平台' : '网关'}答复：「${reply.message}」`);
  }

  /** Keeps a connection open and idle after one message. `closed` settles when the gateway closes it. */
  async holdOpen(from: string, environment: Environment, message: HisMessage): Promise<{ readonly closed: Promise<void> }> {
    const agent = new Agent({ keepAlive: true, localAddress: from });
    let closed: Promise<void> = Promise.resolve();
    await this.#post(from, environment, message, agent, (socket) => {
      closed = new Promise((resolve) => socket.once('close', () => resolve()));
    });
    return { closed };
  }

  #post(
    from: string,
    environment: Environment,
    message: HisMessage,
    agent?: Agent,
    connected?: (socket: NodeJS.EventEmitter) => void,
  ): Promise<Reply> {
    const { hostname, port } = this.#gateway;
    const { infno, body } = message;
    return new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new Otherwise(`${transactionOf(infno)} 没有得到网关答复：${why}`));
      const outgoing = request(
        {
          host: hostname,
          port,
          path: `/${environment}/fsi/api/${infno}`,
          method: 'POST',
          localAddress: from,
          agent: agent ?? false,
          headers: { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', (error) => fail(error.message));
          response.once('end', () => {
            this.#patience = PATIENCE_MS.first;
            try {
              resolve(readReply(Buffer.concat(chunks).toString(), response.headers));
            } catch {
              fail(`答复不是 JSON（HTTP ${response.statusCode}）`);
            }
          });
        },
      );
      outgoing.setTimeout(this.#patience, () => {
        this.#patience = PATIENCE_MS.later;
        outgoing.destroy(new Error('超时'));
      });
      outgoing.once('error', (error) => fail(error.message));
      if (connected !== undefined) outgoing.once('socket', connected);
      outgoing.end(body);
    });
  }
}

function readReply(text: string, headers: NodeJS.Dict<string | string[]>): Reply {
  const envelope = JSON.parse(text) as { infcode: number | string; err_msg?: string };
  const code = headers['x-anjie-refusal'];
  return {
    infcode: Number(envelope.infcode),
    message: envelope.err_msg ?? '',
    refusal: typeof code === 'string' ? { code, clause: decodeURIComponent(String(headers['x-anjie-clause'] ?? '')) } : null,
  };
}
