/** At which level of the tree an organ of a text sits, for one institution: the texts name organs, accounts have levels. */
import type { Profile } from './profile-schema.ts';

/** An organ as profiles name it. `ordering`: whoever gave the order; `territory`: the bureau that answers for the institution. */
export type Organ = Profile['orders'][number]['by'];
export type ActingLevel = 'national' | 'province' | 'city' | 'county' | 'institution';

/**
 * The level that acts. A city's own units (市本级) have no county: their territory is the city. An office or a leading group sits where the
 * text that names it was given: 唐山's office at the city, 宁夏's leading group at the region.
 *
 * @param ordering the level of the one that gave the order; null where none did
 */
export function actingLevel(
  organ: Organ,
  profile: Pick<Profile, 'code'>,
  territory: { readonly city: string | null; readonly div: string | null },
  ordering: ActingLevel | null = null,
): ActingLevel {
  const local = territory.city === null ? 'province' : territory.div === null || territory.div === territory.city ? 'city' : 'county';
  switch (organ) {
    case 'territory':
    case 'county':
      return local;
    case 'ordering':
      return ordering ?? local;
    case 'office':
    case 'leading-group':
      return levelOfCode(profile.code);
    default:
      return organ;
  }
}

/** GB/T 2260: 100000 the nation, XX0000 a province, XXXX00 a city. */
function levelOfCode(code: string): ActingLevel {
  if (code === '100000') return 'national';
  return code.endsWith('0000') ? 'province' : code.endsWith('00') ? 'city' : 'county';
}
