import { nameOf } from './rule-rows.ts';

export type Scalar = string | number | boolean;
type Json = Scalar | null | readonly Json[] | { readonly [key: string]: Json };
export type Profile = { readonly [key: string]: Json };

export interface EditableRule {
  /** where it stands: "addresses.perInstitution.value" */
  readonly path: string;
  readonly value: Scalar;
}

/** What names a profile, and where a rule comes from: not changed by writing another value. */
const FIXED = [
  'code',
  'name',
  'parent',
  'texts',
  'silence',
  'clause',
  'stated',
  'periodStated',
  'endEventStated',
  'absent',
  'note',
  'zh',
  'en',
];

/** Every single value of a profile, by a path that names rows of lists as people call them. */
export function editableRules(profile: Profile): EditableRule[] {
  const found: EditableRule[] = [];
  walk(profile, '', (path, value) => found.push({ path, value }));
  return found;
}

/** The profile with other values at these paths. Nothing else of it changes, and the given one stays as it is. */
export function withValues(profile: Profile, values: ReadonlyMap<string, Scalar>): Profile {
  return rewritten(profile, '', values) as Profile;
}

function walk(node: Json, path: string, told: (path: string, value: Scalar) => void): void {
  if (node === null) return;
  if (typeof node !== 'object') {
    told(path, node);
    return;
  }
  for (const [key, inner] of entriesOf(node)) walk(inner, below(path, key), told);
}

function rewritten(node: Json, path: string, values: ReadonlyMap<string, Scalar>): Json {
  if (node === null) return node;
  if (typeof node !== 'object') return values.get(path) ?? node;
  if (Array.isArray(node)) return node.map((inner, i) => rewritten(inner, below(path, keyOf(inner, i)), values));
  return Object.fromEntries(
    Object.entries(node).map(([key, inner]) => [key, FIXED.includes(key) ? inner : rewritten(inner, below(path, key), values)]),
  );
}

function entriesOf(node: Exclude<Json, Scalar | null>): [string, Json][] {
  if (Array.isArray(node)) return node.map((inner: Json, i): [string, Json] => [keyOf(inner, i), inner]);
  return Object.entries(node).filter(([key]) => !FIXED.includes(key));
}

/** Rows of one name in one list are told apart by their places too. */
const keyOf = (row: Json, place: number): string =>
  typeof row === 'object' && row !== null && !Array.isArray(row)
    ? `${nameOf(row as Record<string, unknown>, place)}#${place}`
    : `#${place}`;

const below = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);
