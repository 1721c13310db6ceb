import { businessDate } from '../../ground/clock.ts';
import type { Tx } from '../../ground/transaction.ts';
import {
  type DivisionChange,
  endDivisions,
  findBureauOf,
  foundDivision,
  lockBureaus,
  lockDueDivisionChanges,
  markCarriedOut,
} from '../bureaus/index.ts';
import { anyInstitutionOf, countMoves, lockInstitutionsOf, moveInstitutions } from '../institutions/index.ts';
import { handOverApplications } from '../onboarding/index.ts';
import { ordersAt } from './admission.store.ts';

/**
 * Carries out the next part of a change of divisions whose day has come: some hundred institutions with everything recorded of them, each
 * decided again in its new territory; the last part ends the divisions. Returns how many were moved, or 1 for that end.
 *
 * A change waits while an order stands against a division that would end: to move institutions out of its reach would lift it for them.
 */
export async function carryOutDivisionChange(tx: Tx, batch: number): Promise<number> {
  const due = await lockDueDivisionChanges(tx, businessDate(tx.now));
  if (due.length === 0) return 0;
  const ordered = (await ordersAt(tx, tx.now)).flatMap(({ scope }) => (scope.kind === 'division' ? [scope.code] : []));
  const change = due.find((one) => !one.from.some((division) => ordered.includes(division)));
  if (change === undefined) return 0;
  const bureauId = await bureauFor(tx, change);
  const ids = await lockInstitutionsOf(tx, change.from, batch);
  if (ids.length === 0) return end(tx, change, bureauId);
  await tx.touch(ids);
  await moveInstitutions(tx, ids, { changeId: change.id, city: change.intoCity, div: change.into, bureauId });
  await handOverApplications(tx, ids, bureauId);
  return ids.length;
}

async function bureauFor(tx: Tx, change: DivisionChange): Promise<string> {
  const known = await findBureauOf(tx, change.into);
  if (known !== null) return known.id;
  return foundDivision(tx, {
    prov: change.prov,
    city: change.intoCity,
    code: change.into,
    name: change.intoName!,
    level: change.intoLevel as 'city' | 'county',
    bureau: { code: change.bureauCode!, name: change.bureauName!, gbCode: change.bureauGbCode },
    from: change.effectiveOn,
  });
}

/** Once no institution is left. Locked bureaus take no new one; whom another transaction holds is moved in the next turn. */
async function end(tx: Tx, change: DivisionChange, bureauId: string): Promise<number> {
  await lockBureaus(tx, change.from);
  if (await anyInstitutionOf(tx, change.from)) return 0;
  await endDivisions(tx, change.from, change.effectiveOn, bureauId);
  const institutions = await countMoves(tx, change.id);
  await markCarriedOut(tx, change, institutions);
  tx.audit({
    event: 'division-change-carried-out',
    object: { kind: 'division-change', id: change.id },
    territory: { prov: change.prov, city: null, div: null },
    detail: { from: change.from, into: change.into, institutions },
  });
  return 1;
}
