import { type Decision, decide } from './decide.ts';
import type { Entry, EntryScope, Segment } from './entry.ts';
import type { Facts, InstitutionFacts, StandsOn } from './facts.ts';
import { holdsAt } from './interval.ts';

/**
 * The entry that enforcement points get: the decision at `now` (epoch ms) until it changes, and the one from then on until that changes.
 * One open-ended segment where nothing recorded will change it.
 */
export function entryOf(facts: Facts, now: number): Entry {
  const { institution } = facts;
  const first = decide(facts, now);
  return {
    institution: institution.id,
    code: institution.code,
    policy: facts.rules.profile,
    scope: scopeAt(institution, first.changesAt === null ? [now] : [now, first.changesAt]),
    segments:
      first.changesAt === null
        ? [segmentOf(first, now)]
        : [segmentOf(first, now), segmentOf(decide(facts, first.changesAt), first.changesAt)],
  };
}

/** Where the institution lies and what it stands on at any of these instants (epoch ms). */
export function scopeAt(institution: InstitutionFacts, instants: readonly number[]): EntryScope {
  const standing = (list: readonly StandsOn[]) => {
    const ids = list.filter((one) => instants.some((t) => holdsAt(one, t))).map((one) => one.id);
    return [...new Set(ids)].sort();
  };
  const { prov, city, div } = institution;
  return { prov, city, div, systems: standing(institution.systems), carriers: standing(institution.carriers) };
}

/** When due work must decide again (epoch ms): the end of the FIRST segment, so that a second one is always ahead. Null: never. */
export function nextChangeAt(entry: Entry): number | null {
  return entry.segments[0].until;
}

/**
 * The segment that counts at `t` (epoch ms). Null after the last segment's end: nothing is known then, and what is not known is refused.
 * Before the first segment's beginning the first one counts: an entry is in force once it is held, even by a clock that runs behind.
 */
export function grantAt(entry: Entry, t: number): Segment | null {
  for (const segment of entry.segments) {
    if (segment.until === null || t < segment.until) return segment;
  }
  return null;
}

function segmentOf(decision: Decision, from: number): Segment {
  return { from, until: decision.changesAt, grants: decision.grants, bindings: decision.bindings };
}
