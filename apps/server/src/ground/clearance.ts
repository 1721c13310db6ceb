import { z } from 'zod';
import { CLEARANCE, definitionOf, type Grade, type Guarded, gradeOf, unwrapped } from './answer-grades.ts';
import { maskName, maskPhone, maskSensitive } from './masking.ts';
import type { Route } from './route.ts';

/** A person's name, and a person's telephone, in an answer: where the field's name alone does not say it. */
export const personName = z.string().meta({ personal: 'name' });
export const personPhone = z.string().meta({ personal: 'phone' });

export { CLEARANCE };

type Answering = Pick<Route, 'method' | 'path' | 'output'>;

export interface Cleared<Output> {
  /** the answer as the role may see it: what lies above its clearance is masked (NX-附3.2-2g) */
  readonly answer: Output;
  /** fields of grade 个人 that it shows clear, by their paths: a read of personal data */
  readonly disclosed: readonly string[];
}

/**
 * An answer as a role may see it. Every answer of the API goes through here (ground/http.ts); exports mask their columns themselves. A field
 * whose grade nothing says is taken for 个人; a test asks that there is none.
 */
export function clearedFor<Output>(role: string, route: Answering, output: Output): Cleared<Output> {
  const walk = walkOf(route);
  if (walk === null) return { answer: output, disclosed: [] };
  const seen: Seen = { shown: CLEARANCE[role]?.shown ?? [], disclosed: new Set() };
  return { answer: walk(output, seen) as Output, disclosed: [...seen.disclosed] };
}

interface Seen {
  readonly shown: readonly Guarded[];
  readonly disclosed: Set<string>;
}
type Walk = (value: unknown, seen: Seen) => unknown;

const known = new WeakMap<object, Walk | null>();

function walkOf(route: Answering): Walk | null {
  if (route.output === null) return null;
  const found = known.get(route);
  if (found !== undefined) return found;
  const made = makeWalk(`${route.method} ${route.path}`, route.output, '', '');
  known.set(route, made);
  return made;
}

/** What masks and notes the guarded fields below a schema, or null where it has none. */
function makeWalk(route: string, schema: z.ZodType, path: string, name: string): Walk | null {
  const inner = unwrapped(schema);
  const { type, shape, element, options, valueType } = definitionOf(inner);
  if (shape !== undefined)
    return walkObject(
      Object.entries(shape).flatMap(([field, child]) => {
        const walk = makeWalk(route, child, path === '' ? field : `${path}.${field}`, field);
        return walk === null ? [] : [[field, walk] as const];
      }),
    );
  if (type === 'array') {
    const walk = makeWalk(route, element!, `${path}[]`, name);
    return walk && ((value, seen) => (Array.isArray(value) ? value.map((one) => walk(one, seen)) : value));
  }
  if (type === 'record') {
    const walk = makeWalk(route, valueType!, `${path}{}`, name);
    return (
      walk &&
      ((value, seen) =>
        typeof value === 'object' && value !== null
          ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, seen)]))
          : value)
    );
  }
  if (type === 'union') {
    const walks = options!.flatMap((option) => makeWalk(route, option, path, name) ?? []);
    return walks.length === 0 ? null : (value, seen) => walks.reduce((now, walk) => walk(now, seen), value);
  }
  const grade = gradeOf(route, { path, name, schema: inner, type })?.grade ?? '个人';
  return isGuarded(grade) ? walkLeaf(grade, path, maskOf(grade, name, inner)) : null;
}

function walkLeaf(grade: Guarded, path: string, mask: (text: string) => string): Walk {
  return (value, seen) => {
    if (value === null || value === undefined || value === '') return value;
    if (!seen.shown.includes(grade)) return typeof value === 'string' ? mask(value) : null;
    if (grade === '个人') seen.disclosed.add(path);
    return value;
  };
}

function walkObject(fields: readonly (readonly [string, Walk])[]): Walk | null {
  if (fields.length === 0) return null;
  return (value, seen) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const cleared = { ...value } as Record<string, unknown>;
    for (const [name, walk] of fields) if (name in cleared) cleared[name] = walk(cleared[name], seen);
    return cleared;
  };
}

function maskOf(grade: Guarded, name: string, schema: z.ZodType): (text: string) => string {
  if (grade === '敏感') return maskSensitive;
  return schema.meta()?.personal === 'phone' || /phone/i.test(name) ? maskPhone : maskName;
}

export const isGuarded = (grade: Grade): grade is Guarded => grade === '敏感' || grade === '个人';
