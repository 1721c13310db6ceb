import type { Reason } from './entry.ts';
import type { RequirementRow, RestrictionFact, RestrictionRow } from './facts.ts';

/** A restriction in force: what it denies is the profile's, the clause and the decider are the order's own. */
export function restrictionReason(row: RestrictionRow, order: RestrictionFact): Reason {
  return {
    code: row.code,
    clause: order.clause,
    stated: order.stated,
    since: order.from,
    denies: row.denies,
    what: row.what,
    mend: row.mend,
    ref: order.ref,
    by: order.by,
  };
}

/** A required fact that is not held: since its last record ended, or since the institution was registered if there never was one. */
export function lackReason(
  row: RequirementRow,
  ended: { readonly until: number | null; readonly ref: string } | null,
  registeredAt: number,
): Reason {
  return {
    code: row.code,
    clause: row.clause,
    stated: row.stated,
    since: ended?.until ?? registeredAt,
    denies: row.denies,
    what: row.what,
    mend: row.mend,
    ref: ended?.ref ?? null,
  };
}

/** By code, since, record, clause and decider: the same whatever order the records were read in. */
export function compareReasons(a: Reason, b: Reason): number {
  return (
    compareText(a.code, b.code) ||
    (a.since ?? -Infinity) - (b.since ?? -Infinity) ||
    compareText(a.ref ?? '', b.ref ?? '') ||
    compareText(a.clause, b.clause) ||
    compareText(a.by ?? '', b.by ?? '') ||
    Number(a.stated) - Number(b.stated)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
