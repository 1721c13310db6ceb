import type { Environment, TransactionClass } from '@anjie/admission';
import type { MacCheck } from './neighbour-table.ts';

/** What became of a request that was let through. */
export type Outcome =
  | 'answered' // the platform's reply went back
  | 'not-sent' // the platform could not be reached; nothing left the gateway
  | 'unknown' // sent, but no whole reply came: the institution has to query or reverse (2601)
  | 'severed' // ended by a cut-off before the reply was through
  | 'interrupted'; // the gateway died in between

/** What is known of a request when it is forwarded; written before its reply is known. */
export interface ForwardedRequest {
  readonly id: string;
  /** epoch ms by the gateway's clock */
  readonly at: number;
  readonly code: string;
  readonly ip: string;
  readonly environment: Environment;
  readonly infno: string;
  readonly class: TransactionClass;
  readonly msgid: string;
  /** SM3 of the body's bytes; the body itself is never kept */
  readonly digest: string;
  readonly revision: number;
  readonly macChecked: MacCheck;
  readonly bytesIn: number;
}

/** One line of the ledger of traffic: no body, no personal data. Fields that a refused request did not reach are null. */
export interface TrafficRecord {
  readonly seq: number;
  readonly id: string;
  readonly at: number;
  readonly code: string | null;
  readonly ip: string;
  /** "none": the request reached none, for its path or its bytes belong to no environment */
  readonly environment: Environment | 'none';
  readonly infno: string | null;
  readonly class: TransactionClass | null;
  readonly msgid: string | null;
  readonly digest: string | null;
  readonly verdict: 'forwarded' | 'refused';
  readonly refusal: string | null;
  readonly clause: string | null;
  readonly outcome: Outcome | null;
  /** HTTP status sent back, 0 where the connection ended without one */
  readonly status: number;
  readonly revision: number;
  readonly macChecked: MacCheck;
  /** findings of the tolerant check of the message; they refuse nothing */
  readonly findings: number;
  readonly durationMs: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

export type UnnumberedRecord = Omit<TrafficRecord, 'seq'>;
