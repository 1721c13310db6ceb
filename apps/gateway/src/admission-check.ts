import type { Environment, GatewayPolicy, TransactionClass } from '@anjie/admission';
import { type EnvelopeRead, type EnvelopeRefused, transactionClass } from '@anjie/national-interface';
import type { Knowledge } from './knowledge.ts';
import { checkMac, type MacCheck } from './neighbour-table.ts';
import { type Refusal, refuse, refuseFor } from './refusal.ts';
import { type ReplayWindow, replayKey } from './replay-window.ts';
import { pathAgrees } from './service-path.ts';

/** A request as it arrived, with everything the verdict depends on. */
export interface Arrival {
  /** canonical source address */
  readonly ip: string;
  readonly environment: Environment;
  /** path without prefix and query */
  readonly path: string;
  readonly envelope: EnvelopeRead | EnvelopeRefused;
  /** SM3 of the body's bytes, hexadecimal */
  readonly digest: string;
  /** epoch ms by the gateway's clock */
  readonly at: number;
}

export interface CheckContext {
  readonly knowledge: Knowledge;
  readonly neighbours: ReadonlyMap<string, string>;
  readonly replays: ReplayWindow;
}

/** What the checks found on their way; `code` and `class` null where they did not get that far. */
interface Seen {
  readonly code: string | null;
  readonly class: TransactionClass | null;
  readonly macChecked: MacCheck;
}

export type CheckVerdict =
  | (Seen & { readonly ok: false; readonly refusal: Refusal })
  | (Seen & {
      readonly ok: true;
      readonly code: string;
      readonly class: TransactionClass;
      readonly policy: GatewayPolicy | undefined;
      readonly envelope: EnvelopeRead;
      readonly replayKey: string;
    });

/** Where no policy is known: the window of the national defaults. */
export const DEFAULT_REPLAY_WINDOW_MS = 10 * 60_000;

/**
 * May this request go to the platform? In order: gateway in service, source known, binding as far as it can be seen, environment of the binding,
 * body readable, institution the bound one (NX-9), transaction's class allowed, not a replay. Whether the message conforms beyond its envelope
 * refuses nothing: its findings are counted once the reply is through. Pure but for what it is given.
 */
export function checkRequest(arrival: Arrival, { knowledge, neighbours, replays }: CheckContext): CheckVerdict {
  const { ip, environment, envelope, at } = arrival;
  let seen: Seen = { code: null, class: null, macChecked: 'not checked' };
  const refused = (refusal: Refusal): CheckVerdict => ({ ...seen, ok: false, refusal });
  if (knowledge.state !== 'ready') return refused(refuse('without-knowledge', undefined));
  if (knowledge.retired) return refused(refuse('gateway-retired', undefined));

  const source = knowledge.find(ip, environment, at);
  // An address that nobody filed is refused in the words of the jurisdiction whose institution the message names, else of this gateway's.
  const claimed = source.kind === 'unknown' && envelope.ok ? knowledge.policyOf(envelope.fixmedins_code) : undefined;
  const policy = claimed ?? source.policy;
  if (source.kind === 'unknown') return refused(refuse('unknown-source', policy));
  seen = { ...seen, code: source.code };
  if (source.kind === 'bound') seen = { ...seen, macChecked: checkMac(neighbours, ip, source.macs) };
  if (seen.macChecked === 'mismatch') return refused(refuse('binding-mismatch', policy));
  if (source.kind === 'wrong-environment') return refused(refuse('wrong-environment', policy));

  if (!envelope.ok) {
    const code = envelope.code === 'field-missing' || envelope.code === 'field-wrong' ? 'envelope-incomplete' : 'body-unreadable';
    return refused(refuse(code, policy, envelope.message.zh));
  }
  if (envelope.fixmedins_code !== source.code) return refused(refuse('institution-mismatch', policy));
  if (!pathAgrees(arrival.path, envelope.infno)) return refused(refuse('path-mismatch', policy));

  seen = { ...seen, class: transactionClass(envelope.infno) };
  const denial = knowledge.denial(source, seen.class as TransactionClass, at);
  if (denial !== null) {
    return refused(typeof denial === 'string' ? refuse(denial, policy) : refuseFor(denial));
  }
  const key = replayKey(source.code, envelope.infno, envelope.msgid, arrival.digest);
  if (replays.has(key, at, policy?.replayWindowMs ?? DEFAULT_REPLAY_WINDOW_MS)) return refused(refuse('replayed', policy));
  return { ...seen, ok: true, code: source.code, class: seen.class as TransactionClass, policy, envelope, replayKey: key };
}
