import type { Person } from './session.ts';
import type { Ground, Institution, Profile } from './views.ts';

export interface Choice extends Ground {
  readonly kind: string;
  /** ends a designation or names somebody for good: proposed by one, approved by another */
  readonly takesTwo: boolean;
}

const TAKES_TWO = ['agreement-termination', 'settlement-termination', 'blacklist'];

/**
 * Grounds on which the profile lets somebody order something against this institution, and which of them this person's level decides. The
 * server checks again; this spares people orders that would be refused, and says who else may decide.
 */
export function groundsFor(profile: Profile, person: Person, institution: Institution): { mine: Choice[]; others: Choice[] } {
  const orders = profile.orders.filter((ground) => (ground.against ?? 'institution') === 'institution');
  const all = [...profile.cutoff, ...orders].map((ground): Choice => {
    const kind = ground.kind ?? 'cut-off';
    return { ...ground, kind, takesTwo: TAKES_TWO.includes(kind) };
  });
  const own = person.level === 'party' ? 'institution' : person.level;
  const decides = (ground: Choice) => levelOf(ground.by, profile, institution) === own;
  return { mine: all.filter(decides), others: all.filter((ground) => !decides(ground) && ground.by !== 'institution') };
}

/** An organ that is no level of its own acts at the level of its profile; 属地 is the institution's own bureau, a city's own units' the city. */
function levelOf(organ: string, profile: Profile, institution: Institution): string {
  if (organ === 'territory' || organ === 'county') return institution.div === institution.city ? 'city' : 'county';
  if (organ === 'national') return 'nation';
  if (organ === 'office' || organ === 'leading-group') return profile.code.endsWith('0000') ? 'province' : 'city';
  return organ;
}
