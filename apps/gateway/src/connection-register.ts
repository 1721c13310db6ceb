import type { Socket } from 'node:net';
import type { Environment, TransactionClass } from '@anjie/admission';

/** A request on its way to the platform. */
export interface Exchange {
  readonly code: string;
  readonly environment: Environment;
  readonly class: TransactionClass;
  /** what had been applied when it was forwarded: steps of knowledge, which only grow (revisions start anew with an epoch) */
  readonly step: number;
  /** Ends it at once, on both sides. */
  sever(): void;
}

/** An institution's TCP connection. */
export interface Connection {
  readonly socket: Socket;
  readonly ip: string;
  /** what had been applied when it was opened */
  readonly step: number;
  /** whose address it comes from, null while that is unknown */
  code: string | null;
  /** environment of its last request, null before the first */
  environment: Environment | null;
  /** requests received and not yet answered */
  active: number;
  /** to be ended as soon as nothing is under way on it */
  closing: boolean;
}

/** Which of an institution's connections are meant. */
export type Which = (connection: Connection) => boolean;

/** Every open connection, by institution: what a cut-off has to close, and what it has to count. */
export class ConnectionRegister {
  readonly #byCode = new Map<string | null, Set<Connection>>();
  /** kept apart: an institution may hang up while the platform is still at work for it */
  readonly #exchanges = new Map<string, Set<Exchange>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  open(socket: Socket, ip: string, code: string | null, step: number): Connection {
    const connection: Connection = {
      socket,
      ip,
      step,
      code: null,
      environment: null,
      active: 0,
      closing: false,
    };
    this.#put(connection);
    this.#size += 1;
    this.assign(connection, code);
    socket.once('close', () => {
      this.#take(connection);
      this.#size -= 1;
    });
    return connection;
  }

  /** The address came to belong to another institution, or to one at all. */
  assign(connection: Connection, code: string | null): void {
    if (connection.code === code) return;
    this.#take(connection);
    connection.code = code;
    this.#put(connection);
  }

  /** Institutions with open connections. */
  codes(): string[] {
    return [...this.#byCode.keys()].filter((code) => code !== null);
  }

  of(code: string): readonly Connection[] {
    return [...(this.#byCode.get(code) ?? [])];
  }

  all(): Connection[] {
    return [...this.#byCode.values()].flatMap((connections) => [...connections]);
  }

  /** A request leaves for the platform. */
  enter(exchange: Exchange): void {
    const exchanges = this.#exchanges.get(exchange.code);
    if (exchanges === undefined) this.#exchanges.set(exchange.code, new Set([exchange]));
    else exchanges.add(exchange);
  }

  /** The platform has answered, or never will. */
  leave(exchange: Exchange): void {
    const exchanges = this.#exchanges.get(exchange.code);
    exchanges?.delete(exchange);
    if (exchanges?.size === 0) this.#exchanges.delete(exchange.code);
  }

  /** An institution's requests that are with the platform. */
  exchangesOf(code: string): readonly Exchange[] {
    return [...(this.#exchanges.get(code) ?? [])];
  }

  /** A request has been answered, or its connection has gone. */
  answered(connection: Connection): void {
    connection.active -= 1;
    if (connection.closing && connection.active === 0) connection.socket.destroySoon();
  }

  /** Closes what is idle of an institution's connections at once, the others when their replies are through. */
  close(code: string, which: Which = () => true): void {
    for (const connection of this.of(code)) if (which(connection)) closeWhenIdle(connection);
  }

  #put(connection: Connection): void {
    const connections = this.#byCode.get(connection.code);
    if (connections === undefined) this.#byCode.set(connection.code, new Set([connection]));
    else connections.add(connection);
  }

  #take(connection: Connection): void {
    const connections = this.#byCode.get(connection.code);
    connections?.delete(connection);
    if (connections?.size === 0) this.#byCode.delete(connection.code);
  }
}

/** Closes a connection at once where it is idle, otherwise after the replies under way. */
export function closeWhenIdle(connection: Connection): void {
  connection.closing = true;
  if (connection.active === 0) connection.socket.destroy();
}
