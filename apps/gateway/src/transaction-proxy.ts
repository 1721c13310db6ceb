import type { Environment } from '@anjie/admission';
import { sm3Hex } from '@anjie/guomi/sm3';
import { checkMessage, readEnvelope } from '@anjie/national-interface';
import { type CheckContext, type CheckVerdict, checkRequest, DEFAULT_REPLAY_WINDOW_MS } from './admission-check.ts';
import {
  type Arrived,
  type Ending,
  forwardedRequest,
  type Passed,
  recordOfForwarded,
  recordOfMalformed,
  recordOfRefused,
} from './arrived-request.ts';
import type { ConnectionRegister, Exchange } from './connection-register.ts';
import type { CutOffWatch } from './cut-off-watch.ts';
import { RunningExchange } from './exchange.ts';
import type { Received } from './listener.ts';
import type { NeighbourTable } from './neighbour-table.ts';
import type { ExchangeEnd, PlatformClient } from './platform-client.ts';
import type { RecordSpool } from './record-spool.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type Route, routeOf } from './route.ts';
import { sendRefusal } from './send-refusal.ts';
import { isPlainPath } from './service-path.ts';
import type { Traffic } from './status.ts';

export interface ProxyParts extends Omit<CheckContext, 'neighbours'> {
  readonly neighbours: NeighbourTable;
  readonly served: readonly Environment[];
  readonly platforms: ReadonlyMap<Environment, PlatformClient>;
  readonly connections: ConnectionRegister;
  readonly spool: RecordSpool;
  readonly watch: CutOffWatch;
  readonly traffic: Traffic;
  /** largest body in bytes */
  maxBody(ip: string): number;
}

/** Judges each request, forwards it byte for byte or refuses it in an envelope that a HIS can show, and leaves a record either way. */
export class TransactionProxy {
  readonly #parts: ProxyParts;
  /** requests that are being forwarded */
  running = 0;

  constructor(parts: ProxyParts) {
    this.#parts = parts;
  }

  handle(received: Received): void {
    const { body, connection, request } = received;
    const { knowledge, served, maxBody } = this.#parts;
    const route = routeOf(request.url ?? '', served);
    const envelope = readEnvelope(body, { maxBytes: maxBody(connection.ip) });
    const arrived: Arrived = { received, route, at: knowledge.now(), digest: sm3Hex(body), envelope };
    if (route === null || !isPlainPath(route.path) || request.method !== 'POST') {
      this.#refuse(arrived, null, refuse('no-such-entry', undefined));
      return;
    }
    const verdict = this.#check(arrived, route);
    if (verdict.code !== null) this.#parts.connections.assign(connection, verdict.code);
    connection.environment = route.environment;
    if (verdict.ok) void this.#forward(arrived, route, verdict);
    else this.#refuse(arrived, verdict, verdict.refusal);
  }

  /** Bytes that are no request, or one that could be read in two ways, were answered with 400. */
  malformed(ip: string, id: string): void {
    const { spool, traffic, knowledge } = this.#parts;
    spool.append(recordOfMalformed(id, ip, knowledge.now(), knowledge.revision));
    traffic.add('refused', 'body-unreadable', 0);
  }

  #check({ received, envelope, digest, at }: Arrived, { environment, path }: Route): CheckVerdict {
    const { knowledge, replays, neighbours } = this.#parts;
    return checkRequest(
      { ip: received.connection.ip, environment, path, envelope, digest, at },
      { knowledge, replays, neighbours: neighbours.current },
    );
  }

  #refuse(arrived: Arrived, verdict: CheckVerdict | null, refusal: Refusal): void {
    const { spool, traffic, knowledge } = this.#parts;
    const sent = { ...sendRefusal(arrived, refusal), revision: knowledge.revision };
    const durationMs = performance.now() - arrived.received.startedAt;
    spool.append(recordOfRefused(arrived, verdict, refusal, sent, durationMs));
    traffic.add('refused', refusal.code, durationMs);
  }

  async #forward(arrived: Arrived, route: Route, passed: Passed): Promise<void> {
    const { knowledge, replays, spool, watch, platforms, connections } = this.#parts;
    const { id, request, response, connection, body } = arrived.received;
    // Before anything is awaited: the same message on another connection must find it here.
    replays.add(passed.replayKey, arrived.at, passed.policy?.replayWindowMs ?? DEFAULT_REPLAY_WINDOW_MS);
    const note = forwardedRequest(arrived, route, passed, knowledge.revision);
    spool.forwarding(note);
    const running = new RunningExchange(response, connection, id);
    const checkedAt = knowledge.step;
    let secondLook: CheckVerdict | null = null;
    let leave = (): void => undefined;
    this.running += 1;
    const end = await (platforms.get(route.environment) as PlatformClient).forward(
      {
        method: 'POST',
        target: route.path + route.query,
        rawHeaders: request.rawHeaders,
        body,
        mayStart: (abort) => {
          // It may have waited for a connection to the platform while a cut-off was applied.
          if (knowledge.step !== checkedAt) {
            replays.forget(passed.replayKey);
            secondLook = this.#check({ ...arrived, at: knowledge.now() }, route);
            if (!secondLook.ok) return false;
            replays.add(passed.replayKey, arrived.at, passed.policy?.replayWindowMs ?? DEFAULT_REPLAY_WINDOW_MS);
          }
          const { code, class: transactionClass } = passed;
          const sever = () => running.sever(abort);
          const exchange: Exchange = { code, environment: route.environment, class: transactionClass, step: knowledge.step, sever };
          connections.enter(exchange);
          leave = () => connections.leave(exchange);
          watch.forwarded(exchange);
          return true;
        },
      },
      running,
    );
    leave();
    this.running -= 1;
    this.#ended(arrived, note, running, end, secondLook, passed);
  }

  #ended(
    arrived: Arrived,
    note: ReturnType<typeof forwardedRequest>,
    running: RunningExchange,
    end: ExchangeEnd,
    secondLook: CheckVerdict | null,
    passed: Passed,
  ): void {
    const { replays, spool, traffic } = this.#parts;
    const { response, startedAt } = arrived.received;
    const ending = (refusal: Refusal | null): Ending => {
      if (refusal === null) return { outcome: outcomeOf(end, running), status: running.status, bytesOut: running.bytesOut };
      return { outcome: outcomeOf(end, running), ...sendRefusal(arrived, refusal) };
    };
    if (end === 'not-sent' || end === 'kept-back') replays.forget(passed.replayKey);
    const refusal = this.#refusalAfter(end, running, secondLook, passed);
    // A reply that broke off half-way must not look whole.
    if (end === 'unknown' && response.headersSent) response.destroy();
    const durationMs = performance.now() - startedAt;
    const outcome = ending(response.headersSent ? null : refusal);
    const { findings } = checkMessage(passed.envelope.value, { direction: 'request', mode: 'tolerant' });
    spool.append(recordOfForwarded(note, outcome, refusal, findings.length, durationMs));
    traffic.add('forwarded', refusal?.code ?? null, durationMs);
  }

  #refusalAfter(end: ExchangeEnd, running: RunningExchange, secondLook: CheckVerdict | null, { policy }: Passed): Refusal | null {
    if (end === 'answered' || running.severed) return null;
    if (end === 'kept-back') return secondLook !== null && !secondLook.ok ? secondLook.refusal : refuse('admission-unknown', policy);
    return refuse(end === 'not-sent' ? 'upstream-unavailable' : 'outcome-unknown', policy);
  }
}

function outcomeOf(end: ExchangeEnd, running: RunningExchange): Ending['outcome'] {
  if (running.severed) return 'severed';
  if (end === 'answered') return 'answered';
  return end === 'unknown' ? 'unknown' : 'not-sent';
}
