import type { Exchange } from '../exchange.ts';
import type { Conditions, Wanted } from './suite.ts';

/** Values kept by earlier steps and parameters of the case, by name. */
export interface Bindings {
  readonly kept: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The value at a path of an exchange as text; undefined where there is none. An array stands for its first item. */
export function valueAt(exchange: Exchange, path: string): string | undefined {
  if (path === 'infno') return exchange.infno;
  const [root, ...names] = path.split('.');
  const start: unknown = root === 'out' ? exchange.output : root === 'in' ? exchange.request.input : exchange.request;
  const found = names[0] === '' ? findDeep(start, names[1]!) : names.reduce(member, start);
  if (found === undefined || found === null) return undefined;
  return typeof found === 'object' ? JSON.stringify(found) : String(found);
}

/** Every value of a field name, at any depth of a value. */
export function* valuesNamed(value: unknown, name: string): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === name && !Array.isArray(value)) yield inner;
    if (typeof inner === 'object') yield* valuesNamed(inner, name);
  }
}

/** Whether all conditions hold; a name that nothing is bound to never does. */
export function holds(exchange: Exchange, conditions: Conditions, bindings: Bindings): boolean {
  for (const path of Object.keys(conditions)) if (!fits(valueAt(exchange, path), conditions[path]!, bindings)) return false;
  return true;
}

function fits(value: string | undefined, wanted: Wanted, bindings: Bindings): boolean {
  if (typeof wanted === 'string') return value !== undefined && value === resolve(wanted, bindings);
  if (Array.isArray(wanted)) return value !== undefined && wanted.some((one: string) => value === resolve(one, bindings));
  if ('not' in wanted) return value === undefined || value !== resolve(wanted.not, bindings);
  if ('matches' in wanted) return value !== undefined && new RegExp(wanted.matches).test(value);
  if ('present' in wanted) return (value !== undefined && value !== '') === wanted.present;
  return false;
}

function resolve(text: string, { kept, parameters }: Bindings): string | undefined {
  if (text.startsWith('$')) return kept[text.slice(1)];
  if (text.startsWith('@')) return parameters[text.slice(1)];
  return text;
}

function member(value: unknown, name: string): unknown {
  const one = Array.isArray(value) ? value[0] : value;
  return typeof one === 'object' && one !== null && Object.hasOwn(one, name) ? (one as Record<string, unknown>)[name] : undefined;
}

function findDeep(value: unknown, name: string): unknown {
  for (const found of valuesNamed(value, name)) return found;
  return undefined;
}
