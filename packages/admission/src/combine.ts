/**
 * An entry together with the orders against scopes: the same pure function in server, gateway and explain. An order never widens a grant,
 * and once lifted the grant is what it was.
 */

import type { Entry, EntryScope, Grant, ScopeOrder } from './entry.ts';
import { grantAt } from './entry-of.ts';
import { holdsAt } from './interval.ts';
import { compareReasons } from './reason.ts';
import type { Environment } from './words.ts';

/**
 * What passes for the institution at `t` (epoch ms) under the orders given. Null: no segment of the entry counts any more, and the caller
 * refuses ("admission-unknown").
 */
export function combine(entry: Entry, orders: readonly ScopeOrder[], environment: Environment, t: number): Grant | null {
  const segment = grantAt(entry, t);
  return segment === null ? null : narrow(segment.grants[environment], reaching(entry.scope, orders), environment, t);
}

/** The orders whose scope holds the institution, whenever they are in force. A division reaches everything below it (GB/T 2260). */
export function reaching(scope: EntryScope, orders: readonly ScopeOrder[]): ScopeOrder[] {
  return orders.filter((order) => reaches(order.scope, scope));
}

/** The grant less what the orders in force at `t` take away. Orders stand before the institution's own reasons. */
export function narrow(grant: Grant, orders: readonly ScopeOrder[], environment: Environment, t: number): Grant {
  const inForce = orders.filter((order) => order.environments.includes(environment) && holdsAt(order, t));
  if (inForce.length === 0) return grant;
  const reasons = inForce.sort((a, b) => compareReasons(a.reason, b.reason) || (a.id < b.id ? -1 : 1)).map((order) => order.reason);
  return { admitted: grant.admitted && !reasons.some((reason) => reason.denies === 'all'), reasons: [...reasons, ...grant.reasons] };
}

function reaches(target: ScopeOrder['scope'], scope: EntryScope): boolean {
  switch (target.kind) {
    case 'all':
      return true;
    case 'division':
      return lies(scope, target.code);
    case 'system':
      return scope.systems.includes(target.id) && (target.within === undefined || lies(scope, target.within));
    case 'carrier':
      return scope.carriers.includes(target.id) && (target.within === undefined || lies(scope, target.within));
  }
}

function lies(scope: EntryScope, code: string): boolean {
  return code === scope.prov || code === scope.city || code === scope.div;
}
