import { type RestrictionKind, restrictionReason, type ScopeOrder } from '@anjie/admission';
import { uuidv7 } from 'uuidv7';
import type { Tx } from '../../ground/transaction.ts';
import { basisInForce } from '../regulations/index.ts';
import { groundOrRefuse, type Imposition } from './impose-restriction.ts';
import { refuse } from './restriction.errors.ts';
import { getRestriction, type RestrictionView, viewOf } from './restriction.store.ts';

export interface Scope {
  readonly kind: 'division' | 'system';
  readonly code: string;
}

/** What a scope is: the id that entries name it by, and where it lies. */
interface Target {
  readonly id: string;
  readonly prov: string;
  readonly city: string | null;
  readonly div: string | null;
}

/**
 * An order against everything in a scope: a vendor's system suspended (NX-26), uploads of a jurisdiction paused (NX-35(2)). ONE record of
 * the feed, however many institutions it reaches; each of them keeps its own entry.
 */
export async function imposeOnScope(tx: Tx, scope: Scope, input: Imposition): Promise<RestrictionView> {
  const target = (await targetOf(tx, scope)) ?? refuse('scope-unknown', { path: 'body.scope.code', value: scope.code });
  const city = target.city ?? target.prov;
  const ground = await groundOrRefuse(tx, { prov: target.prov, city, div: target.div ?? city }, scope.kind, input);
  const standing = await tx.db
    .selectFrom('restriction')
    .select('id')
    .where('scope_kind', '=', scope.kind)
    .where('scope_id', '=', target.id)
    .where('kind', '=', input.kind)
    .where('clause', '=', input.clause)
    .where('lifted_at', 'is', null)
    .executeTakeFirst();
  if (standing !== undefined) refuse('restriction-in-force', { path: 'body.scope', value: scope.code, clause: input.clause });
  const id = uuidv7();
  const { prov, city: cityCode, div } = target;
  await tx.db
    .insertInto('restriction')
    .values({
      id,
      kind: input.kind,
      scope_kind: scope.kind,
      scope_id: target.id,
      prov,
      city: cityCode,
      div,
      clause: input.clause,
      stated: ground.stated,
      reason: input.reason,
      judgement: input.judgement ?? null,
      decided_by_bureau: tx.actor.bureauId,
      decided_by: tx.actor.id,
      decided_by_name: tx.actor.name,
      imposed_at: tx.now,
    })
    .execute();
  tx.order({ id, restrictionId: id, order: await scopeOrder(tx, id, scope.kind, target, input, ground.stated) });
  tx.audit({
    event: 'restriction-imposed',
    object: { kind: 'restriction', id },
    territory: target,
    detail: { kind: input.kind, clause: input.clause, scope, reason: input.reason },
  });
  return viewOf(tx, await getRestriction(tx, id));
}

/** What the order denies and where is the profile's row for its kind. */
async function scopeOrder(
  tx: Tx,
  id: string,
  kind: Scope['kind'],
  target: Target,
  input: Imposition,
  stated: boolean,
): Promise<ScopeOrder> {
  const basis = await basisInForce(tx, { lock: true });
  const city = target.city ?? target.prov;
  const row = basis
    .rules({ prov: target.prov, city, div: target.div ?? city })
    .restrictions.find((one) => one.kind === (input.kind as RestrictionKind))!;
  const from = tx.now.getTime();
  const reason = restrictionReason(row, {
    kind: input.kind,
    ref: id,
    clause: input.clause,
    stated,
    by: tx.actor.bureauName ?? tx.actor.name,
    from,
    until: null,
  });
  // A system runs in other provinces too, where this text orders nothing.
  const scope =
    kind === 'division'
      ? ({ kind, code: target.id } as const)
      : ({ kind, id: target.id, within: target.div ?? target.city ?? target.prov } as const);
  return { id, scope, environments: row.environments, from, until: null, reason };
}

/**
 * A system is public and belongs to the territory of the one who suspends it; the vendors' slice stands above this one, so that its identity
 * alone is read here. A division is one that a bureau answers for.
 */
async function targetOf(tx: Tx, scope: Scope): Promise<Target | null> {
  const { prov, city, div } = tx.actor;
  if (scope.kind === 'system') {
    const system = await tx.db.selectFrom('his').select('id').where('code', '=', scope.code).executeTakeFirst();
    return system === undefined || prov === null ? null : { id: system.id, prov, city, div };
  }
  const bureaus = await tx.db
    .selectFrom('bureau')
    .select(['level', 'prov', 'city', 'div'])
    .where((eb) => eb.or([eb('div', '=', scope.code), eb('city', '=', scope.code), eb('prov', '=', scope.code)]))
    .execute();
  const bureau = bureaus.find((one) => scope.code === (one.div ?? one.city ?? one.prov));
  if (bureau === undefined || bureau.prov === null) return null;
  const inside = (prov === null || prov === bureau.prov) && (city === null || city === bureau.city) && (div === null || div === bureau.div);
  return inside ? { id: scope.code, prov: bureau.prov, city: bureau.city, div: bureau.div } : null;
}
