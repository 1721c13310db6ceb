import { createHmac, randomBytes } from 'node:crypto';
import type { Sign, Subject } from './signs.ts';

/** Signs of one kind and subject that reached the threshold, to be raised or added to what stands. */
export interface Sighting {
  readonly kind: string;
  readonly subject: Subject;
  readonly account: string | null;
  readonly prov: string | null;
  /** signs since the last time that this was handed over */
  count: number;
  readonly firstSeen: Date;
  lastSeen: Date;
  /** numbers that were measured: how many different ones, in what they failed */
  detail: Record<string, unknown>;
  readonly threshold: number | null;
  readonly windowMinutes: number | null;
}

export interface Rule {
  readonly distinct: boolean;
  readonly threshold: number;
}

export interface Watch {
  see(sign: Sign, at: Date): void;
  /** what has come together since; each sighting is handed over once */
  take(): Sighting[];
  /** of subjects, and of values told apart: both are bounded */
  readonly held: { readonly subjects: number; readonly values: number };
}

interface Window {
  readonly from: number;
  count: number;
  readonly values: Set<string>;
  readonly faults: Map<string, number>;
}

const MOST_SUBJECTS = 20_000;
const MOST_VALUES = 200_000;
const MOST_WAITING = 500;
const MOST_FAULTS = 12;

/**
 * Counts signs in memory. However many come, from however many subjects, memory is bounded and nothing is written here: whoever was seen
 * longest ago is forgotten first, and sightings beyond the bound are one of "others".
 *
 * @param rule the number that makes a sighting, and whether different values count; null: not watched
 */
export function createWatch(given: { readonly rule: (kind: string) => Rule | null; readonly windowMinutes: () => number }): Watch {
  const windows = new Map<string, Window>();
  const key = randomBytes(16);
  let waiting = new Map<string, Sighting>();
  let values = 0;

  const forget = (name: string, window: Window) => {
    windows.delete(name);
    values -= window.values.size;
  };
  const windowOf = (name: string, at: number): Window => {
    const known = windows.get(name);
    if (known !== undefined && at - known.from < given.windowMinutes() * 60_000 && at >= known.from) {
      windows.delete(name);
      windows.set(name, known);
      return known;
    }
    if (known !== undefined) forget(name, known);
    const fresh = { from: at, count: 0, values: new Set<string>(), faults: new Map<string, number>() };
    windows.set(name, fresh);
    return fresh;
  };
  const hand = (sign: Sign, window: Window, threshold: number, reached: number, at: Date) => {
    const { kind, account, prov } = sign;
    const name = `${kind} ${sign.subject.kind} ${sign.subject.name}`;
    const many = !waiting.has(name) && waiting.size >= MOST_WAITING;
    const place = many ? `${kind} others` : name;
    const earlier = waiting.get(place);
    const count = window.count;
    window.count = 0;
    const detail = { reached, faults: Object.fromEntries(window.faults) };
    if (earlier !== undefined) {
      earlier.count += count;
      earlier.lastSeen = at;
      earlier.detail = detail;
      return;
    }
    waiting.set(place, {
      kind,
      subject: many ? { kind: 'others', name: null } : sign.subject,
      account: many ? null : account,
      prov: many ? null : prov,
      count,
      firstSeen: new Date(window.from),
      lastSeen: at,
      detail,
      threshold,
      windowMinutes: given.windowMinutes(),
    });
  };

  return {
    see(sign, at) {
      const rule = given.rule(sign.kind);
      if (rule === null) return;
      const window = windowOf(`${sign.kind} ${sign.subject.kind} ${sign.subject.name}`, at.getTime());
      window.count += 1;
      if (window.faults.has(sign.fault) || window.faults.size < MOST_FAULTS)
        window.faults.set(sign.fault, (window.faults.get(sign.fault) ?? 0) + 1);
      if (rule.distinct && sign.tried !== null && window.values.size < rule.threshold) {
        const before = window.values.size;
        window.values.add(createHmac('sha256', key).update(sign.tried).digest('base64url').slice(0, 12));
        values += window.values.size - before;
      }
      const total = [...window.faults.values()].reduce((sum, one) => sum + one, 0);
      const reached = rule.distinct ? window.values.size : total;
      if (reached >= rule.threshold) hand(sign, window, rule.threshold, reached, at);
      while (windows.size > MOST_SUBJECTS || values > MOST_VALUES) {
        const [oldest, gone] = windows.entries().next().value!;
        forget(oldest, gone);
      }
    },
    take() {
      const taken = [...waiting.values()];
      waiting = new Map();
      return taken;
    },
    get held() {
      return { subjects: windows.size, values };
    },
  };
}
