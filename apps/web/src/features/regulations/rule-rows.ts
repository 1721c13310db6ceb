import type { Text } from '../../words/language.tsx';

export interface RuleRow {
  readonly path: string;
  /** one per profile; undefined: it has no such rule */
  readonly values: readonly (string | undefined)[];
  readonly differs: boolean;
}

const isText = (value: object): value is Text => 'zh' in value && 'en' in value && Object.keys(value).length === 2;

/**
 * A profile as paths with values. A list is named by what its rows are called (name, code, kind and clause), not by their places: another
 * order is no difference. A rule with its clause is one row; what the text leaves open says so.
 */
export function flattened(profile: Record<string, unknown>, said: (text: Text) => string, unstated: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const walk = (value: unknown, path: string) => {
    if (value === null || typeof value !== 'object') {
      found.set(path, value === null || value === undefined ? '—' : String(value));
      return;
    }
    if (!Array.isArray(value) && isText(value)) {
      found.set(path, said(value));
      return;
    }
    if ('absent' in value) return;
    if ('value' in value && 'clause' in value && 'stated' in value) {
      found.set(path, `${plain(value.value)}（${String(value.clause)}${value.stated === true ? '' : `，${unstated}`}）`);
      return;
    }
    if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) {
      found.set(path, value.length === 0 ? '—' : value.join('、'));
      return;
    }
    if (Array.isArray(value)) for (const [i, row] of value.entries()) walk(row, `${path}.${nameOf(row as Record<string, unknown>, i)}`);
    else
      for (const [key, inner] of Object.entries(value))
        if (!(key === 'stated' && inner === true)) walk(inner, path === '' ? key : `${path}.${key}`);
  };
  for (const [key, value] of Object.entries(profile)) if (!NAMING.includes(key)) walk(value, key);
  return found;
}

const NAMING = ['code', 'name', 'parent', 'texts'];

/** "5 working-day", "专网", "a、b" */
function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join('、');
  if (typeof value === 'object' && value !== null) return Object.values(value).map(plain).join(' ');
  return String(value);
}

/** What a row of a list is called: by its name or code, else by kind, clause and party, else by its place. */
export function nameOf(row: Record<string, unknown>, place: number): string {
  const called = row.name ?? row.code ?? row.party;
  if (typeof called === 'string') return called;
  return [row.kind ?? row.restriction, row.clause, row.by].filter((one) => typeof one === 'string').join(' ') || String(place + 1);
}

/** Every path that any of them has, in the order of the first that has it. */
export function rowsOf(profiles: readonly ReadonlyMap<string, string>[]): RuleRow[] {
  const paths = new Set(profiles.flatMap((one) => [...one.keys()]));
  return [...paths].map((path) => {
    const values = profiles.map((one) => one.get(path));
    return { path, values, differs: new Set(values).size > 1 };
  });
}
