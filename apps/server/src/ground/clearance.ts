import { z } from 'zod';
import { maskName, maskPhone } from './masking.ts';
import type { Role } from './route.ts';

/**
 * Security labels (NX-附3.2-2g): each column has a grade in the data dictionary, each role a clearance here; an answer shows what lies above it
 * masked. Which role needs to know a person is ours: GJ-3.4 asks for 脱敏 and the least that is needed, and names no roles.
 */
export const CLEARANCE: Readonly<Record<Role, '内部' | '个人'>> = {
  'caseworker:county': '个人',
  'caseworker:city': '个人',
  'caseworker:province': '个人',
  'caseworker:nation': '内部',
  'approver:county': '个人',
  'approver:city': '个人',
  'approver:province': '个人',
  'approver:nation': '内部',
  'leader:county': '个人',
  'leader:city': '个人',
  'leader:province': '个人',
  'leader:nation': '内部',
  'system-administrator:province': '个人',
  'system-administrator:nation': '个人',
  'security-officer:province': '个人',
  'security-officer:nation': '个人',
  'auditor:province': '个人',
  'auditor:nation': '个人',
  'reader:province': '内部',
  'reader:nation': '内部',
  institution: '个人',
  agency: '内部',
  vendor: '内部',
  'platform-vendor': '内部',
  'integration-partner': '内部',
  carrier: '内部',
};

/** A person's name, and a person's telephone, in an answer. A test asks for them wherever a field is named like one. */
export const personName = z.string().meta({ personal: 'name' });
export const personPhone = z.string().meta({ personal: 'phone' });

const MASKS: Record<string, (text: string) => string> = { name: maskName, phone: maskPhone };

type Mask = (value: unknown) => unknown;
const known = new WeakMap<z.ZodType, Mask | null>();

/** An answer as a role may see it. Every answer of the API goes through here (ground/http.ts); exports mask their columns themselves. */
export function clearedFor<Output>(role: string, schema: z.ZodType, output: Output): Output {
  if (CLEARANCE[role as Role] === '个人') return output;
  const mask = maskOf(schema);
  return mask === null ? output : (mask(output) as Output);
}

interface Definition {
  readonly type: string;
  readonly shape?: Record<string, z.ZodType>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly out?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly valueType?: z.ZodType;
}

/** What masks the graded fields of a schema's output, or null where it has none. */
export function maskOf(schema: z.ZodType): Mask | null {
  const found = known.get(schema);
  if (found !== undefined) return found;
  const made = makeMask(schema);
  known.set(schema, made);
  return made;
}

function makeMask(schema: z.ZodType): Mask | null {
  const personal = schema.meta()?.personal;
  if (typeof personal === 'string') return (value) => (typeof value === 'string' ? MASKS[personal]!(value) : value);
  const { type, shape, element, innerType, out, options, valueType, ...rest } = (schema as unknown as { _zod: { def: Definition } })._zod
    .def;
  if (type === 'object') return maskObject(Object.entries(shape ?? {}).flatMap(([name, field]) => withMask(name, maskOf(field))));
  if (type === 'array') return ifMask(element, (mask) => (value) => (Array.isArray(value) ? value.map(mask) : value));
  if (type === 'record') return ifMask(valueType, (mask) => (value) => mapValues(value, mask));
  if (type === 'union') {
    const masks = (options ?? []).flatMap((option) => maskOf(option) ?? []);
    return masks.length === 0 ? null : (value) => masks.reduce((seen, mask) => mask(seen), value);
  }
  if (type === 'pipe') return ifMask(out, (mask) => mask) ?? ifMask(rest.in, (mask) => mask);
  return ifMask(innerType, (mask) => (value) => (value === null || value === undefined ? value : mask(value)));
}

const withMask = (name: string, mask: Mask | null): [string, Mask][] => (mask === null ? [] : [[name, mask]]);

function ifMask(schema: z.ZodType | undefined, make: (mask: Mask) => Mask): Mask | null {
  const mask = schema === undefined ? null : maskOf(schema);
  return mask === null ? null : make(mask);
}

function maskObject(fields: readonly [string, Mask][]): Mask | null {
  if (fields.length === 0) return null;
  return (value) => {
    if (typeof value !== 'object' || value === null) return value;
    const masked = { ...value } as Record<string, unknown>;
    for (const [name, mask] of fields) if (name in masked) masked[name] = mask(masked[name]);
    return masked;
  };
}

function mapValues(value: unknown, mask: Mask): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mask(item)]));
}
