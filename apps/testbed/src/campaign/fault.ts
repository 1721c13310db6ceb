/** Faults on demand: what the bed does to a reply. Pure; the connection's part is in his-endpoint.ts. */
import { refusalEnvelope } from '@anjie/national-interface';
import type { ReplyKind } from '../exchange.ts';

export const FAULTS = [
  'delay',
  'timeout-after-effect',
  'timeout-before-effect',
  'refused',
  'malformed',
  'infcode-text',
  'empty-refmsgid',
  'stale-reply',
  'disconnect',
  'clock-skew',
] as const;
export type Fault = (typeof FAULTS)[number];

/** Faults that keep the transaction from taking effect. */
export const WITHOUT_EFFECT: ReadonlySet<Fault> = new Set(['timeout-before-effect', 'refused']);

/** How the reply leaves: whole, late, held until the sender gives up, or cut after some bytes. */
export interface Delivery {
  readonly bytes: Uint8Array;
  readonly how: 'whole' | 'late' | 'held' | 'cut';
  readonly reply: ReplyKind;
}

const HOUR = 3_600_000;

/**
 * What goes out instead of a good reply.
 *
 * @param good the reply of a transaction that took effect
 * @param earlier the last good reply to the same transaction of the run; null where there is none
 */
export function playFault(fault: Fault, good: Uint8Array, earlier: Uint8Array | null, infno: string, msgid: string, now: number): Delivery {
  switch (fault) {
    case 'delay':
      return { bytes: good, how: 'late', reply: 'accepted' };
    case 'timeout-after-effect':
    case 'timeout-before-effect':
      return { bytes: good, how: 'held', reply: 'lost' };
    case 'disconnect':
      return { bytes: good, how: 'cut', reply: 'lost' };
    case 'malformed':
      return { bytes: good.subarray(0, Math.floor(good.length * 0.7)), how: 'whole', reply: 'lost' };
    case 'stale-reply':
      // Without an earlier reply there is nothing to mix up; a cut one leaves the sender as much in the dark.
      return earlier === null ? { bytes: good, how: 'cut', reply: 'lost' } : { bytes: earlier, how: 'whole', reply: 'lost' };
    case 'infcode-text':
      return { bytes: amend(good, (reply) => ({ ...reply, infcode: '0' })), how: 'whole', reply: 'accepted' };
    case 'empty-refmsgid':
      return { bytes: amend(good, (reply) => ({ ...reply, inf_refmsgid: '' })), how: 'whole', reply: 'accepted' };
    case 'clock-skew':
      return { bytes: amend(good, (reply) => ({ ...reply, ...skewed(reply) })), how: 'whole', reply: 'accepted' };
    case 'refused': {
      const message = '测试安排的拒付：基金暂不支付 / refused as the test arranged';
      return { bytes: refusalEnvelope({ infno, msgid, message, now }), how: 'whole', reply: 'refused' };
    }
  }
}

function amend(bytes: Uint8Array, change: (reply: Record<string, unknown>) => Record<string, unknown>): Uint8Array {
  return Buffer.from(JSON.stringify(change(JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, unknown>)));
}

function skewed(reply: Record<string, unknown>): Record<string, unknown> {
  const shift = (value: unknown): unknown => {
    const [, y, m, d, h, rest] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d+)$/.exec(String(value)) ?? [];
    if (y === undefined) return value;
    const later = new Date(Date.UTC(Number(y), Number(m) - 1, Number(d), Number(h)) + HOUR);
    return later.toISOString().slice(0, 13).replace(/\D/g, '') + rest;
  };
  return { refmsg_time: shift(reply.refmsg_time), respond_time: shift(reply.respond_time) };
}
