import type { ServerResponse } from 'node:http';
import type { Connection } from './connection-register.ts';
import type { ReplySink } from './platform-client.ts';

/** One request on its way: carries the platform's reply to the institution, and ends both sides when it is severed. */
export class RunningExchange implements ReplySink {
  severed = false;
  bytesOut = 0;
  readonly #response: ServerResponse;
  readonly #connection: Connection;
  readonly #id: string;

  constructor(response: ServerResponse, connection: Connection, id: string) {
    this.#response = response;
    this.#connection = connection;
    this.#id = id;
  }

  /** HTTP status sent back; 0: none yet */
  get status(): number {
    return this.#response.headersSent ? this.#response.statusCode : 0;
  }

  /** Ends both sides at once; `abort` ends the platform's. */
  sever(abort: () => void): void {
    this.severed = true;
    abort();
    this.#connection.socket.destroy();
  }

  start(status: number, message: string, headers: string[]): void {
    if (this.#response.destroyed) return;
    const own = ['x-anjie-request', this.#id, ...(this.#connection.closing ? ['connection', 'close'] : [])];
    this.#response.writeHead(status, message, [...headers, ...own]);
  }

  data(chunk: Buffer): boolean {
    this.bytesOut += chunk.length;
    // The institution has hung up: the platform's reply is still read to its end, for it was settled there.
    return this.#response.destroyed || this.#response.write(chunk);
  }

  onDrain(resume: () => void): void {
    this.#response.on('drain', resume);
    this.#response.once('close', resume);
  }

  end(): void {
    this.#response.end();
  }
}
