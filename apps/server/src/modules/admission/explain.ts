import {
  combine,
  decide,
  type Entry,
  type Environment,
  type Grant,
  grantAt,
  narrow,
  reaching,
  type ScopeOrder,
  scopeAt,
} from '@anjie/admission';
import type { Catalogue } from '@anjie/rulebook';
import { z } from 'zod';
import { businessDate, endOfDate } from '../../ground/clock.ts';
import type { Tx } from '../../ground/transaction.ts';
import { getInstitution } from '../institutions/index.ts';
import { basisAt, DECIDE_VERSION } from '../regulations/index.ts';
import { findEntry, findEntryAt, isPending, ordersAt, type RecordedEntry } from './admission.store.ts';
import { loadFacts } from './load-facts.ts';
import { bindingView, environmentsOf, environmentsView } from './standing.ts';

/** An instant with its offset, or a business date, which means its last moment (today: now). */
export const instantOrDate = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

export function instantOf(text: string, now: Date): Date {
  if (text.length > 10) return new Date(text);
  return text === businessDate(now) ? now : new Date(endOfDate(text).getTime() - 1);
}

const decided = z.object({
  decidedAt: z.string(),
  revision: z.number(),
  generation: z.number(),
  environments: environmentsView,
  bindings: z.array(bindingView),
});

export const explanation = z.object({
  institution: z.object({ code: z.string(), name: z.string(), kind: z.string(), division: z.string(), profile: z.string() }),
  at: z.string(),
  environments: environmentsView,
  bindings: z.array(bindingView),
  /** the next instant at which something differs if nothing is recorded */
  changesAt: z.string().nullable(),
  /** of the entry that enforcement points hold */
  revision: z.number().nullable(),
  generation: z.number(),
  decideVersion: z.number(),
  /** the entry on record waits for its turn to be decided again */
  pending: z.boolean(),
  /** at a past date: what was decided then, of the facts known then; null where nothing had been */
  decidedThen: decided.nullable().optional(),
});

/**
 * Whether the institution is admitted, and why not, quoting the clauses. Without `at`: what enforcement points hold now. At another
 * instant: what decide() says of the facts valid then under the basis in force then; at a past one also what was decided then.
 *
 * @throws not-found, also for an institution of another territory
 */
export async function explain(tx: Tx, code: string, at: string | null, catalogue: Catalogue): Promise<z.input<typeof explanation>> {
  const institution = await getInstitution(tx, code);
  const t = at === null ? tx.now : instantOf(at, tx.now);
  return tx.unsafeAsSystem(async (db) => {
    const reader = { db, now: tx.now };
    const current = await findEntry(reader, institution.id);
    const orders = await ordersAt(reader, t);
    const head = {
      institution: { code, name: institution.name, kind: institution.kind, division: institution.div },
      at: t.toISOString(),
      revision: current?.revision ?? null,
      decideVersion: DECIDE_VERSION,
      pending: await isPending(reader, institution.id),
    };
    if (at === null && current !== null) {
      const segment = grantAt(current.entry, t.getTime());
      return {
        ...head,
        institution: { ...head.institution, profile: current.entry.policy },
        environments: environmentsIn(current.entry, orders, t, catalogue),
        bindings: bindingsIn(current.entry, t),
        changesAt: isoOf(segment?.until ?? null),
        generation: current.generation,
      };
    }
    const basis = await basisAt(reader, t);
    const [facts] = await loadFacts(reader, [institution.id], basis);
    const decision = decide(facts!, t.getTime());
    const scope = scopeAt(facts!.institution, [t.getTime()]);
    const grantIn = (environment: Environment): Grant =>
      narrow(decision.grants[environment], reaching(scope, orders), environment, t.getTime());
    const then = t < tx.now ? await findEntryAt(reader, institution.id, t) : undefined;
    return {
      ...head,
      institution: { ...head.institution, profile: facts!.rules.profile },
      environments: environmentsOf(grantIn, catalogue),
      bindings: decision.bindings.map((binding) => ({ ...binding, macs: [...binding.macs] })),
      changesAt: isoOf(decision.changesAt),
      generation: basis.generation,
      ...(then === undefined ? {} : { decidedThen: then === null ? null : decidedView(then, orders, t, catalogue) }),
    };
  });
}

function decidedView(then: RecordedEntry, orders: readonly ScopeOrder[], t: Date, catalogue: Catalogue): z.input<typeof decided> {
  return {
    decidedAt: then.decidedAt.toISOString(),
    revision: then.revision,
    generation: then.generation,
    environments: environmentsIn(then.entry, orders, t, catalogue),
    bindings: bindingsIn(then.entry, t),
  };
}

function environmentsIn(entry: Entry, orders: readonly ScopeOrder[], t: Date, catalogue: Catalogue) {
  return environmentsOf((environment) => combine(entry, orders, environment, t.getTime()), catalogue);
}

function bindingsIn(entry: Entry, t: Date) {
  return (grantAt(entry, t.getTime())?.bindings ?? []).map((binding) => ({ ...binding, macs: [...binding.macs] }));
}

export function isoOf(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
