/** One value that I wrote and that stands otherwise on record by now. */
export interface Difference {
  /** "system.test.port" */
  readonly path: string;
  readonly mine: unknown;
  /** undefined: the record knows nothing of the kind */
  readonly theirs: unknown;
}

/** Leaves of both, side by side, where they part. What only the record has (its version, its times) is no difference of mine. */
export function differences(mine: Record<string, unknown>, theirs: Record<string, unknown>): Difference[] {
  const found: Difference[] = [];
  const walk = (own: unknown, other: unknown, path: string) => {
    if (isRecord(own)) for (const name of Object.keys(own)) walk(own[name], isRecord(other) ? other[name] : undefined, join(path, name));
    else if (own !== undefined && !same(own, other)) found.push({ path, mine: own, theirs: other });
  };
  walk(mine, theirs, '');
  return found;
}

/** My values with theirs at the paths that were given up. */
export function merged(mine: Record<string, unknown>, given: readonly Difference[]): Record<string, unknown> {
  const result = structuredClone(mine);
  for (const { path, theirs } of given) {
    const names = path.split('.');
    let at = result;
    for (const name of names.slice(0, -1)) at = at[name] as Record<string, unknown>;
    at[names.at(-1)!] = theirs;
  }
  return result;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const same = (a: unknown, b: unknown) => JSON.stringify(a ?? '') === JSON.stringify(b ?? '');
const join = (path: string, name: string) => (path === '' ? name : `${path}.${name}`);
