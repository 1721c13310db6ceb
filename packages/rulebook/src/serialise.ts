/** Profiles as one JSON value, for publishing them into a database with an effective instant, and back. */
import { z } from 'zod';
import type { Profiles } from './load-profiles.ts';
import { EXPLAIN, problemsOf, RegulationsInvalid } from './problem.ts';
import { profile } from './profile-schema.ts';

const published = z.strictObject({ format: z.literal(1), profiles: z.array(profile) });

export type Published = z.output<typeof published>;

/** Sorted by code, so that equal rules give equal JSON. */
export function serialise(profiles: Profiles): Published {
  return { format: 1, profiles: [...profiles.values()].sort((a, b) => (a.code < b.code ? -1 : 1)) };
}

/** @throws RegulationsInvalid when the stored value is no published set of this version's shape */
export function deserialise(value: unknown): Profiles {
  const result = published.safeParse(value, EXPLAIN);
  if (!result.success) throw new RegulationsInvalid(problemsOf(result.error.issues, () => '(published)'));
  return new Map(result.data.profiles.map((one) => [one.code, one]));
}
