import { type Environment, type GatewayPolicy, TRANSACTION_CLASSES, type TransactionClass } from '@anjie/admission';
import type { Connection, ConnectionRegister, Exchange } from './connection-register.ts';

/** What an institution lost with a revision: one bit per environment and class (`passBit`). */
export interface Narrowing {
  readonly code: string;
  readonly lost: number;
  /** environments in which nothing passes any more */
  readonly closed: readonly Environment[];
  readonly policy: Pick<GatewayPolicy, 'drainMs' | 'onCutOff'>;
}

/** What a gateway reports of a narrowed grant: verified off when all three counts are zero. */
export interface Verified {
  readonly code: string;
  readonly revision: number;
  /** connections opened before the revision that it closes */
  readonly openConnections: number;
  /** requests forwarded before the revision, of what it took away, whose reply is still under way */
  readonly inFlight: number;
  /** requests of what it took away that were forwarded although the revision was applied */
  readonly forwardedAfter: number;
}

/** Where knowledge stands after something was applied. */
export interface Applied {
  readonly revision: number;
  /** counts what this process applied */
  readonly step: number;
}

interface Watched extends Applied {
  readonly narrowing: Narrowing;
  forwardedAfter: number;
}

export function passBit(environment: Environment, transactionClass: TransactionClass): number {
  const index = TRANSACTION_CLASSES.indexOf(transactionClass);
  return 1 << (environment === 'production' ? index : TRANSACTION_CLASSES.length + index);
}

/** Carries a narrowed grant through to the connections (NX-18), and counts what is left until nothing is. */
export class CutOffWatch {
  readonly #register: ConnectionRegister;
  readonly #watched = new Map<string, Watched>();

  constructor(register: ConnectionRegister) {
    this.#register = register;
  }

  /** A revision that narrows the grant has been applied: idle connections close, what is forwarded may end within the policy's time. */
  narrowed(narrowing: Narrowing, { revision, step }: Applied): void {
    const before = this.#watched.get(narrowing.code);
    const lost = narrowing.lost | (before?.narrowing.lost ?? 0);
    this.#watched.set(narrowing.code, { revision, step, narrowing: { ...narrowing, lost }, forwardedAfter: 0 });
    this.#register.close(narrowing.code, (connection) => isClosedBy(connection, narrowing));
    if (this.#underWay(narrowing, step).length === 0) return;
    const sever = () => {
      for (const exchange of this.#underWay(narrowing, step)) exchange.sever();
    };
    if (narrowing.policy.onCutOff === 'sever') sever();
    else setTimeout(sever, narrowing.policy.drainMs).unref();
  }

  /** The grant is as wide as it was: nothing is left to verify. */
  widened(code: string, lost: number): void {
    const watched = this.#watched.get(code);
    if (watched !== undefined && (watched.narrowing.lost & lost) === 0) this.#watched.delete(code);
  }

  /** To be told of every request that leaves for the platform. */
  forwarded(exchange: Exchange): void {
    const watched = this.#watched.get(exchange.code);
    if (watched !== undefined && (watched.narrowing.lost & passBit(exchange.environment, exchange.class)) !== 0) {
      watched.forwardedAfter += 1;
    }
  }

  report(): Verified[] {
    return [...this.#watched].map(([code, { revision, step, narrowing, forwardedAfter }]) => {
      const connections = this.#register.of(code);
      return {
        code,
        revision,
        openConnections: connections.filter((connection) => connection.step < step && isClosedBy(connection, narrowing)).length,
        inFlight: this.#underWay(narrowing, step).length,
        forwardedAfter,
      };
    });
  }

  /** The server has these reports; what stood at zero needs no further one. */
  delivered(reports: readonly Verified[]): void {
    for (const report of reports) {
      const done = report.openConnections === 0 && report.inFlight === 0 && report.forwardedAfter === 0;
      if (done && this.#watched.get(report.code)?.revision === report.revision) this.#watched.delete(report.code);
    }
  }

  /** Requests of what was taken away that were forwarded before. */
  #underWay(narrowing: Narrowing, step: number): Exchange[] {
    return this.#register.exchangesOf(narrowing.code).filter((exchange) => isLost(exchange, narrowing, step));
  }
}

/** A connection without a request yet carries nothing, so that closing it costs one reconnection at most. */
function isClosedBy(connection: Connection, narrowing: Narrowing): boolean {
  return narrowing.closed.length > 0 && (connection.environment === null || narrowing.closed.includes(connection.environment));
}

function isLost(exchange: Exchange, narrowing: Narrowing, step: number): boolean {
  return exchange.code === narrowing.code && exchange.step < step && (narrowing.lost & passBit(exchange.environment, exchange.class)) !== 0;
}
