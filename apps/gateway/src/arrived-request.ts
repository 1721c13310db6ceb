import type { EnvelopeRead, EnvelopeRefused } from '@anjie/national-interface';
import type { CheckVerdict } from './admission-check.ts';
import type { Received } from './listener.ts';
import type { Refusal } from './refusal.ts';
import type { Route } from './route.ts';
import type { ForwardedRequest, Outcome, UnnumberedRecord } from './traffic-record.ts';

/** What is known of a request from its arrival on. */
export interface Arrived {
  readonly received: Received;
  readonly route: Route | null;
  /** epoch ms by the gateway's clock */
  readonly at: number;
  /** SM3 of the body's bytes, hexadecimal */
  readonly digest: string;
  readonly envelope: EnvelopeRead | EnvelopeRefused;
}

export type Passed = Extract<CheckVerdict, { ok: true }>;

/** How a forwarded request ended. */
export interface Ending {
  readonly outcome: Outcome;
  readonly status: number;
  readonly bytesOut: number;
}

export function forwardedRequest(arrived: Arrived, route: Route, passed: Passed, revision: number): ForwardedRequest {
  return {
    id: arrived.received.id,
    at: arrived.at,
    code: passed.code,
    ip: arrived.received.connection.ip,
    environment: route.environment,
    infno: passed.envelope.infno,
    class: passed.class,
    msgid: passed.envelope.msgid,
    digest: arrived.digest,
    revision,
    macChecked: passed.macChecked,
    bytesIn: arrived.received.body.length,
  };
}

export function recordOfForwarded(
  request: ForwardedRequest,
  ending: Ending,
  refusal: Refusal | null,
  findings: number,
  durationMs: number,
): UnnumberedRecord {
  const told = { refusal: refusal?.code ?? null, clause: refusal?.clause ?? null };
  return { ...request, verdict: 'forwarded', ...told, ...ending, findings, durationMs };
}

/** Of bytes that never became a request only their source is known. */
export function recordOfMalformed(id: string, ip: string, at: number, revision: number): UnnumberedRecord {
  return {
    id,
    at,
    code: null,
    ip,
    environment: 'none',
    infno: null,
    class: null,
    msgid: null,
    digest: null,
    verdict: 'refused',
    refusal: 'body-unreadable',
    clause: null,
    outcome: null,
    revision,
    macChecked: 'not checked',
    findings: 0,
    status: 400,
    durationMs: 0,
    bytesIn: 0,
    bytesOut: 0,
  };
}

/** `verdict` null: the request did not reach the checks. */
export function recordOfRefused(
  arrived: Arrived,
  verdict: CheckVerdict | null,
  refusal: Refusal,
  sent: { readonly status: number; readonly bytesOut: number; readonly revision: number },
  durationMs: number,
): UnnumberedRecord {
  const { received, envelope, route } = arrived;
  return {
    id: received.id,
    at: arrived.at,
    code: verdict?.code ?? null,
    ip: received.connection.ip,
    environment: route?.environment ?? 'none',
    infno: envelope.ok ? envelope.infno : null,
    class: verdict?.class ?? null,
    msgid: envelope.ok ? envelope.msgid : null,
    digest: arrived.digest,
    verdict: 'refused',
    refusal: refusal.code,
    clause: refusal.clause || null,
    outcome: null,
    revision: sent.revision,
    macChecked: verdict?.macChecked ?? 'not checked',
    findings: 0,
    status: sent.status,
    durationMs,
    bytesIn: received.body.length,
    bytesOut: sent.bytesOut,
  };
}
