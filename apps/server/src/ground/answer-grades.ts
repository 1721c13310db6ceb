import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** Security labels of the data dictionary (NX-附3.2-2g). */
export const GRADES = ['公开', '内部', '敏感', '个人'] as const;
export type Grade = (typeof GRADES)[number];
/** Grades that not everybody sees who may call a route. */
export type Guarded = '敏感' | '个人';

const FOLDER = join(import.meta.dirname, '../../migrations');
const guarded = z.array(z.enum(['敏感', '个人']));
const list = z.array(z.string());
const declared = z
  .strictObject({
    roles: z.record(z.string(), z.strictObject({ shown: guarded, onRequest: guarded })),
    fields: z.strictObject({ 公开: list, 内部: list, 敏感: list, 个人: list }),
    exempt: z.record(z.string(), z.string().min(5)),
  })
  .parse(parse(readFileSync(join(FOLDER, 'clearance.yaml'), 'utf8')));

/** What each role may see, as data: migrations/clearance.yaml. */
export const CLEARANCE: Readonly<Record<string, { readonly shown: readonly Guarded[]; readonly onRequest: readonly Guarded[] }>> =
  declared.roles;
export const EXEMPT: Readonly<Record<string, string>> = declared.exempt;

const DECLARED = new Map(GRADES.flatMap((grade) => declared.fields[grade].map((field) => [field, grade] as const)));
export const DECLARED_FIELDS: readonly string[] = GRADES.flatMap((grade) => declared.fields[grade]);

/** The one grade of all columns that are called like a field, by the field's name; null where they differ. 公开 and 内部 count as one. */
const COLUMNS = columnsByField();

/** The one grade of all columns that are called like a field; null where they differ, undefined where there is none. */
export const columnGrade = (field: string): Grade | null | undefined => COLUMNS.get(field);

/** A field of an answer that is no object or list. */
export interface Leaf {
  /** "accounts[].name" */
  readonly path: string;
  readonly name: string;
  readonly schema: z.ZodType;
  /** zod's name of what stands there */
  readonly type: string;
}

/** A grade, and what said so: the schema, a line of clearance.yaml, columns of the dictionary, or the type (a closed set of words tells nothing). */
export interface Graded {
  readonly grade: Grade;
  readonly by: 'schema' | 'exempt' | 'declared' | 'column' | 'type';
  /** the key in clearance.yaml */
  readonly key?: string;
}

const CLOSED = new Set(['boolean', 'null', 'literal', 'enum', 'undefined', 'void']);

/** The grade of a field of a route's answer ("METHOD /path"), or null where nothing says it. */
export function gradeOf(route: string, leaf: Leaf): Graded | null {
  const parts = leaf.path.replaceAll(/\[\]|\{\}/g, '').split('.');
  const tails = parts.map((_, at) => parts.slice(at).join('.'));
  const keys = [`${route} ${parts.join('.')}`, ...tails];
  const exempt = keys.find((key) => key in EXEMPT);
  if (exempt !== undefined) return { grade: '内部', by: 'exempt', key: exempt };
  if (typeof leaf.schema.meta()?.personal === 'string') return { grade: '个人', by: 'schema' };
  const key = keys.find((one) => DECLARED.has(one));
  if (key !== undefined) return { grade: DECLARED.get(key)!, by: 'declared', key };
  if (CLOSED.has(leaf.type)) return { grade: '内部', by: 'type' };
  const column = COLUMNS.get(leaf.name);
  return column === undefined || column === null ? null : { grade: column, by: 'column' };
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

export const definitionOf = (schema: z.ZodType): Definition => (schema as unknown as { _zod: { def: Definition } })._zod.def;

/** What a schema stands on, without what only wraps it: nullable, optional, default, a transformation of what comes out. */
export function unwrapped(schema: z.ZodType): z.ZodType {
  const { type, innerType, in: from, out } = definitionOf(schema);
  if (schema.meta()?.personal !== undefined) return schema;
  if (type === 'pipe') return unwrapped(definitionOf(out!).type === 'transform' ? from! : out!);
  return innerType === undefined ? schema : unwrapped(innerType);
}

/** Every field of an answer, by its path. */
export function leavesOf(schema: z.ZodType, path = '', name = ''): Leaf[] {
  const inner = unwrapped(schema);
  const { type, shape, element, options, valueType } = definitionOf(inner);
  if (shape !== undefined)
    return Object.entries(shape).flatMap(([field, child]) => leavesOf(child, path === '' ? field : `${path}.${field}`, field));
  if (type === 'array') return leavesOf(element!, `${path}[]`, name);
  if (type === 'record') return leavesOf(valueType!, `${path}{}`, name);
  if (type === 'union') return options!.flatMap((option) => leavesOf(option, path, name));
  return [{ path, name, schema: inner, type }];
}

function columnsByField(): Map<string, Grade | null> {
  const { tables } = parse(readFileSync(join(FOLDER, 'data-dictionary.yaml'), 'utf8')) as {
    tables: Record<string, { columns: Record<string, [Grade, ...string[]]> }>;
  };
  const found = new Map<string, Grade | null>();
  const band = (grade: Grade) => (grade === '公开' ? '内部' : grade);
  for (const { columns } of Object.values(tables))
    for (const [column, [grade]] of Object.entries(columns)) {
      const field = column.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
      for (const name of new Set([field, field.replace(/(?<=.)Name$/, '')])) {
        const known = found.get(name);
        // What only shares the beginning of its name with a column is no reason to doubt a column of the whole name.
        if (name !== field && known !== undefined) continue;
        found.set(name, known === undefined || known === band(grade) ? band(grade) : null);
      }
    }
  return found;
}
