import type { Grant, Reason, Segment } from '../entry.ts';
import { ENVIRONMENTS, type Environment, TRANSACTION_CLASSES, type TransactionClass } from '../words.ts';
import { Interner } from './interner.ts';

/** Every class, whatever classes there will be. */
const ALL = 0xff;

type Template = Omit<Reason, 'since' | 'ref'>;

/** A reason less its text; `since` is 'own' where it is the instant that the row keeps for itself. */
interface KeptReason {
  readonly template: Template;
  readonly since: number | null | 'own';
  readonly ref: string | null;
}

interface KeptGrant {
  /** one bit a class that is denied */
  readonly denied: number;
  readonly reasons: readonly KeptReason[];
}

const NOTHING_DENIED: KeptGrant = { denied: 0, reasons: [] };

/**
 * The grants of all rows. Most institutions lack the same things as many others, each since its own registration: with that one instant
 * kept in the row, a handful of shapes serves the country, and the texts of the rules are held once.
 */
export class GrantStore {
  readonly #shapes = new Interner<readonly KeptGrant[]>();
  readonly #templates = new Map<string, { readonly number: number; readonly template: Template }>();

  /** The row's own instant: NaN where no reason needs one. */
  ownSince(segments: readonly Segment[]): number {
    for (const { grants } of segments) {
      for (const environment of ENVIRONMENTS) {
        for (const { since, ref } of grants[environment].reasons) if (ref === null && since !== null) return since;
      }
    }
    return Number.NaN;
  }

  /** Keeps the grants of one or two segments; the number is given back by `release`. */
  acquire(segments: readonly Segment[], own: number): number {
    const grants = segments.flatMap((segment) => ENVIRONMENTS.map((environment) => segment.grants[environment]));
    const keys = grants.map((grant) => this.#keyOf(grant, own));
    return this.#shapes.acquire(keys.join('/'), () => {
      const kept: KeptGrant[] = [];
      for (const [i, grant] of grants.entries()) kept.push(kept[keys.indexOf(keys[i]!)] ?? this.#kept(grant, own));
      return kept;
    });
  }

  release(shape: number): void {
    this.#shapes.release(shape);
  }

  segments(shape: number): number {
    return this.#shapes.get(shape).length / ENVIRONMENTS.length;
  }

  denies(shape: number, segment: number, environment: Environment, transactionClass: TransactionClass): boolean {
    return (this.#at(shape, segment, environment).denied & (1 << TRANSACTION_CLASSES.indexOf(transactionClass))) !== 0;
  }

  grant(shape: number, segment: number, environment: Environment, own: number): Grant {
    const kept = this.#at(shape, segment, environment);
    const reasons = kept.reasons.map(({ template, since, ref }) => ({ ...template, since: since === 'own' ? own : since, ref }));
    return { admitted: kept.denied !== ALL, reasons };
  }

  #at(shape: number, segment: number, environment: Environment): KeptGrant {
    return this.#shapes.get(shape)[segment * ENVIRONMENTS.length + ENVIRONMENTS.indexOf(environment)]!;
  }

  #keyOf(grant: Grant, own: number): string {
    let key = '';
    for (const reason of grant.reasons) {
      const since = reason.since === own ? 'own' : reason.since;
      key += `${this.#template(reason).number},${since},${reason.ref === null ? '' : JSON.stringify(reason.ref)};`;
    }
    return key;
  }

  #kept(grant: Grant, own: number): KeptGrant {
    if (grant.reasons.length === 0) return NOTHING_DENIED;
    return {
      denied: grant.reasons.reduce((denied, reason) => denied | bitsOf(reason), 0),
      reasons: grant.reasons.map((reason) => ({
        template: this.#template(reason).template,
        since: reason.since === own ? 'own' : reason.since,
        ref: reason.ref,
      })),
    };
  }

  /** Templates are never dropped: there are as many as rules, times the bureaus that give orders. */
  #template(reason: Reason): { readonly number: number; readonly template: Template } {
    const { code, clause, stated, denies, what, mend, by } = reason;
    const key = [code, clause, stated, denies, what.zh, what.en, mend.zh, mend.en, by === undefined ? '' : `by ${by}`].join('\n');
    let known = this.#templates.get(key);
    if (known === undefined) {
      const template = { code, clause, stated, denies, what, mend, ...(by === undefined ? {} : { by }) };
      known = { number: this.#templates.size, template };
      this.#templates.set(key, known);
    }
    return known;
  }
}

function bitsOf(reason: Reason): number {
  if (reason.denies === 'all') return ALL;
  return reason.denies.reduce((bits, transactionClass) => bits | (1 << TRANSACTION_CLASSES.indexOf(transactionClass)), 0);
}
