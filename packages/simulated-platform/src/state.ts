/** What one environment of the simulated platform remembers. In memory: a restart begins anew from the seed. */
import { readFileSync } from 'node:fs';
import { toFen } from './money.ts';
import type { Item, Outcome, Used } from './settle.ts';

export interface Insurance {
  readonly insutype: string;
  readonly psn_type: string;
  readonly cvlserv_flag: string;
  readonly insuplc_admdvs: string;
  readonly emp_name: string;
  /** personal account, fen */
  balance: number;
}

export interface Person {
  readonly psn_no: string;
  readonly psn_name: string;
  readonly psn_cert_type: string;
  readonly certno: string;
  readonly gend: string;
  readonly naty: string;
  readonly brdy: string;
  readonly cards: readonly string[];
  readonly insurances: readonly Insurance[];
  /** by "year insutype benefit" */
  readonly used: Map<string, Used>;
}

export interface Visit {
  readonly mdtrt_id: string;
  readonly psn_no: string;
  readonly institution: string;
  readonly ipt_otp_no: string;
  cancelled: boolean;
  /** uploaded and not yet settled, by chrg_bchno */
  readonly fees: Map<string, Item[]>;
  /** fees of each settlement, put back when it is taken back */
  readonly settled: Map<string, { readonly batch: string; readonly items: Item[] }>;
}

/** An inpatient stay, from 2401 to 2402. */
export interface Stay {
  readonly mdtrt_id: string;
  readonly psn_no: string;
  readonly institution: string;
  readonly insutype: string;
  readonly med_type: string;
  readonly ipt_otp_no: string;
  readonly at: number;
  /** uploaded, by feedetl_sn; a mid-stay settlement leaves only what it did not settle */
  readonly fees: Map<string, Item>;
  /** fees of each settlement, put back when it is taken back */
  readonly settled: Map<string, readonly Item[]>;
  discharged: boolean;
  cancelled: boolean;
}

/** A record that another transaction takes back or asks for: a filing, a catalogue match, a movement of stock, a settlement list. */
export interface Filing {
  readonly kind: string;
  readonly number: string;
  readonly institution: string;
  readonly psn_no: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly at: number;
  cancelled: boolean;
}

export interface Settlement {
  readonly setl_id: string;
  readonly mdtrt_id: string;
  readonly psn_no: string;
  readonly institution: string;
  readonly insutype: string;
  readonly med_type: string;
  readonly clr_type: string;
  readonly usedKey: string;
  readonly outcome: Outcome;
  readonly fund: string;
  readonly at: number;
  readonly chrg_bchno: string | null;
  /** setl_id of the negative settlement that took it back, and when */
  reversed: { readonly setl_id: string; readonly at: number } | null;
}

/** A request that left an effect, as 2601 finds it: by institution, infno and msgid. */
export interface Effect {
  readonly psn_no: string;
  readonly settlement: Settlement | null;
  /** takes back what is no settlement (a stay), or what a settlement did besides money */
  readonly undo?: () => void;
  reversed: boolean;
}

/** Effects older than this many are forgotten; a demonstration never gets there, a long-lived process must not grow for ever. */
const MAX_EFFECTS = 200_000;

export class PlatformState {
  readonly persons = new Map<string, Person>();
  readonly visits = new Map<string, Visit>();
  readonly stays = new Map<string, Stay>();
  readonly settlements = new Map<string, Settlement>();
  readonly filings = new Map<string, Filing>();
  readonly effects = new Map<string, Effect>();
  readonly signIns = new Map<string, { readonly institution: string; readonly at: number }>();
  readonly files = new Map<string, { readonly institution: string; readonly filename: string; readonly bytes: Uint8Array }>();
  #serial = 0;

  constructor(seed: string | URL = new URL('../seed/persons.json', import.meta.url)) {
    for (const person of JSON.parse(readFileSync(seed, 'utf8')) as (Omit<Person, 'used'> & {
      insurances: (Omit<Insurance, 'balance'> & { balance: string })[];
    })[]) {
      const insurances = person.insurances.map((one) => ({ ...one, balance: toFen(one.balance) ?? 0 }));
      this.persons.set(person.psn_no, { ...person, insurances, used: new Map() });
    }
  }

  /** Next number of a kind, unique in this environment: prefix, 14 digits of time, 8 of serial. */
  number(prefix: string, stamp: string): string {
    this.#serial += 1;
    return `${prefix}${stamp.slice(0, 14)}${String(this.#serial).padStart(8, '0')}`;
  }

  remember(key: string, effect: Effect): void {
    this.effects.set(key, effect);
    if (this.effects.size > MAX_EFFECTS) this.effects.delete(this.effects.keys().next().value!);
  }
}

/** Key of an effect; 2601 names the same three. */
export function effectKey(institution: string, infno: string, msgid: string): string {
  return `${institution} ${infno} ${msgid}`;
}
