/** Two profiles side by side: every leaf that differs. */
import { isTree } from './inherit.ts';
import type { Profile } from './profile-schema.ts';

export interface Difference {
  /** dotted path in the profile, e.g. "password.minLength" */
  readonly path: string;
  /** null: this side has no such row */
  readonly a: unknown;
  readonly b: unknown;
}

const OWN = ['code', 'name', 'parent', 'texts', 'silence'];

/** Differences in the order of the first profile's keys; what names the profile itself is left out. */
export function diffProfiles(a: Profile, b: Profile): Difference[] {
  return OWN.reduce((rest, key) => rest.filter((one) => one.path !== key && !one.path.startsWith(`${key}.`)), differences(a, b, ''));
}

function differences(a: unknown, b: unknown, path: string): Difference[] {
  if (isTree(a) && isTree(b) && !('stated' in a) && !('stated' in b) && !('absent' in a) && !('absent' in b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return keys.flatMap((key) => differences(a[key], b[key], path ? `${path}.${key}` : key));
  }
  return JSON.stringify(a) === JSON.stringify(b) ? [] : [{ path, a: a ?? null, b: b ?? null }];
}
