import {
  decide,
  type Environment,
  type Facts,
  HELD_KINDS,
  type Interval,
  narrow,
  RESTRICTION_KINDS,
  reaching,
  scopeAt,
} from '@anjie/admission';
import type { Catalogue } from '@anjie/rulebook';
import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import { getInstitution } from '../institutions/index.ts';
import { basisAt, basisOf } from '../regulations/index.ts';
import { ordersAt } from './admission.store.ts';
import { instantOf, instantOrDate, isoOf } from './explain.ts';
import { loadFacts } from './load-facts.ts';
import { bindingView, environmentsOf, environmentsView } from './standing.ts';

const ref = z.string().min(1).max(100);
const instant = z.iso.datetime({ offset: true });
const MANY = 100;

export const supposition = z.strictObject({
  at: instantOrDate.optional(),
  /** as if these records had never been made */
  without: z.array(ref).max(MANY).default([]),
  /** as if these records ended then */
  ending: z
    .array(z.strictObject({ ref, until: instant }))
    .max(MANY)
    .default([]),
  /** as if these facts were held besides */
  held: z
    .array(z.strictObject({ kind: z.enum(HELD_KINDS), environment: z.enum(['production', 'test']).nullable().default(null) }))
    .max(MANY)
    .default([]),
  /** as if these restrictions stood besides */
  restrictions: z.array(z.enum(RESTRICTION_KINDS)).max(MANY).default([]),
  /** under the rules of this generation, e.g. of a publication that waits for its approval */
  generation: z.number().int().min(1).optional(),
});

export const supposed = z.object({
  at: z.string(),
  generation: z.number(),
  environments: environmentsView,
  bindings: z.array(bindingView),
  changesAt: z.string().nullable(),
  /** whether anything differs from what the recorded facts give at the same instant under the same rules */
  differs: z.boolean(),
});

/** What decide() would say of other facts, at another time, under other rules. Saves nothing. */
export async function supposeThat(tx: Tx, code: string, input: z.output<typeof supposition>, catalogue: Catalogue) {
  const institution = await getInstitution(tx, code);
  const at = input.at === undefined ? tx.now : instantOf(input.at, tx.now);
  return tx.unsafeAsSystem(async (db): Promise<z.input<typeof supposed>> => {
    const reader = { db };
    const basis = input.generation === undefined ? await basisAt(reader, at) : await basisOf(reader, input.generation);
    const [facts] = await loadFacts(reader, [institution.id], basis);
    const t = at.getTime();
    const other = altered(facts!, input, t);
    const decision = decide(other, t);
    const orders = reaching(scopeAt(facts!.institution, [t]), await ordersAt(reader, at)).filter(
      (order) => !input.without.includes(order.id),
    );
    const grantIn = (environment: Environment) => narrow(decision.grants[environment], orders, environment, t);
    return {
      at: at.toISOString(),
      generation: basis.generation,
      environments: environmentsOf(grantIn, catalogue),
      bindings: decision.bindings.map((binding) => ({ ...binding, macs: [...binding.macs] })),
      changesAt: isoOf(decision.changesAt),
      differs: JSON.stringify(decision) !== JSON.stringify(decide(facts!, t)),
    };
  });
}

function altered(facts: Facts, input: z.output<typeof supposition>, t: number): Facts {
  const without = new Set(input.without);
  const endings = new Map(input.ending.map((one) => [one.ref, Date.parse(one.until)]));
  const keep = <F extends Interval & { readonly ref: string }>(list: readonly F[]): F[] =>
    list
      .filter((fact) => !without.has(fact.ref))
      .map((fact) => (endings.has(fact.ref) ? { ...fact, until: endings.get(fact.ref)! } : fact));
  return {
    ...facts,
    held: [
      ...keep(facts.held),
      ...input.held.map(({ kind, environment }, i) => ({ kind, environment, from: t, until: null, ref: `supposed-${i}` })),
    ],
    addresses: keep(facts.addresses).map((address) => ({ ...address, terminals: keep(address.terminals) })),
    restrictions: [
      ...keep(facts.restrictions),
      ...input.restrictions.map((kind, i) => ({
        kind,
        from: t,
        until: null,
        ref: `supposed-restriction-${i}`,
        clause: clauseOf(facts, kind),
        stated: false,
        by: '（假设）',
      })),
    ],
  };
}

/** A supposed order has no clause of its own: the clause of the same kind on record, else none. */
function clauseOf(facts: Facts, kind: string): string {
  return facts.restrictions.find((restriction) => restriction.kind === kind)?.clause ?? '';
}
