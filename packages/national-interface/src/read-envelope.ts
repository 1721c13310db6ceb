/**
 * Reads the request envelope of the national interface from the bytes of a body. The gateway's hot path.
 *
 * JSON (RFC 8259) leaves open what a repeated name means, and readers differ: one takes the first value, one the last. What is checked
 * here must be what the platform reads, so a body with a repeated name, with bytes that are not UTF-8, or with a name that only a lenient
 * reader would take for an envelope field is refused, never interpreted.
 *
 * A name written with an escape is refused too, before JSON.parse sees it: the V8 of Node 24 reads the name "\\"" as "\\" where an earlier
 * object in the process had a name "\\" in that place, and so takes a repeated name for two different ones.
 */
import { findDuplicateKey } from './find-duplicate-key.ts';
import { scanStructure } from './scan-structure.ts';

/** Text in both languages. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

export type JsonObject = { readonly [key: string]: unknown };

export type EnvelopeErrorCode = 'body-too-large' | 'not-json' | 'duplicate-key' | 'not-an-object' | 'field-missing' | 'field-wrong';

export interface EnvelopeRead {
  readonly ok: true;
  readonly infno: string;
  readonly msgid: string;
  readonly fixmedins_code: string;
  readonly inf_time: string;
  /** the whole message, parsed */
  readonly value: JsonObject;
}

export interface EnvelopeRefused {
  readonly ok: false;
  readonly code: EnvelopeErrorCode;
  /** JSONPath of the place, "$" for the whole body */
  readonly path: string;
  readonly message: Text;
}

export interface ReadOptions {
  /** largest body in bytes, inclusive */
  readonly maxBytes: number;
}

/** The deepest message of the catalogue nests five levels; anything near this bound is an attack on the reader behind us. */
export const MAX_DEPTH = 32;

const INFNO = /^(?:\d{4}[A-Za-z]?|\d{6})$/;
const PLAIN_TOKEN = /^[0-9A-Za-z_-]+$/;
const decoder = new TextDecoder('utf-8', { fatal: true });

interface FieldRule {
  readonly name: 'infno' | 'msgid' | 'fixmedins_code' | 'inf_time';
  readonly max: number;
  readonly shape: RegExp | null;
  readonly zh: string;
  readonly en: string;
}

/** Wider than the specification (that is checkMessage's business), narrow enough to be stored and compared safely. */
const FIELDS: readonly FieldRule[] = [
  { name: 'infno', max: 6, shape: INFNO, zh: '四位数字（可带一个字母）或六位数字', en: 'four digits, with a letter or not, or six digits' },
  { name: 'msgid', max: 64, shape: PLAIN_TOKEN, zh: '1–64 位字母、数字、“-”或“_”', en: '1–64 letters, digits, "-" or "_"' },
  { name: 'fixmedins_code', max: 30, shape: PLAIN_TOKEN, zh: '1–30 位字母或数字', en: '1–30 letters or digits' },
  { name: 'inf_time', max: 40, shape: null, zh: '不超过 40 个字符的文本', en: 'a text of at most 40 characters' },
];
const FIELD_NAMES = new Set<string>(FIELDS.map((field) => field.name));
/** Names that are what they seem; the folding of any other is worth its cost. */
const PLAIN_NAMES: ReadonlySet<string> = new Set([
  'infno',
  'msgid',
  'mdtrtarea_admvs',
  'insuplc_admdvs',
  'recer_sys_code',
  'dev_no',
  'dev_safe_info',
  'cainfo',
  'signtype',
  'infver',
  'opter_type',
  'opter',
  'opter_name',
  'inf_time',
  'fixmedins_code',
  'fixmedins_name',
  'sign_no',
  'input',
]);

/**
 * Reads and narrowly checks a request body.
 *
 * Returns the four envelope fields that admission depends on, with the parsed message; or what is wrong, where, in both languages. Never
 * throws. Everything else about the message (other fields, nodes, lengths, code tables) is checkMessage's.
 */
export function readEnvelope(bytes: Uint8Array, options: ReadOptions): EnvelopeRead | EnvelopeRefused {
  if (bytes.length > options.maxBytes) {
    return refuse(
      'body-too-large',
      '$',
      `报文 ${bytes.length} 字节，超过上限 ${options.maxBytes} 字节；请拆分后重发`,
      `the body has ${bytes.length} bytes, the limit is ${options.maxBytes}; split it and send again`,
    );
  }
  const read = readJson(bytes);
  if (!read.ok) return read;
  const { value } = read;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('not-an-object', '$', '报文最外层应为 JSON 对象', 'the outermost value must be a JSON object');
  }
  const object = value as JsonObject;
  const imitation = findImitation(object);
  if (imitation !== null) {
    return refuse(
      'duplicate-key',
      `$.${imitation}`,
      `字段名“${imitation}”与报文头字段仅大小写或连接符不同，不同系统会有不同读法；请只保留规范的小写字段名`,
      `"${imitation}" differs from an envelope field only in case or separators, so readers disagree about it; keep the lower-case name only`,
    );
  }
  for (const field of FIELDS) {
    const problem = checkField(object, field);
    if (problem !== null) return problem;
  }
  return {
    ok: true,
    infno: object.infno as string,
    msgid: object.msgid as string,
    fixmedins_code: object.fixmedins_code as string,
    inf_time: object.inf_time as string,
    value: object,
  };
}

/** Parses strict JSON of any kind: UTF-8, bounded depth, no repeated name anywhere. Never throws. */
export function readJson(bytes: Uint8Array): { readonly ok: true; readonly value: unknown } | EnvelopeRefused {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return refuse('not-json', '$', '报文不是有效的 UTF-8 文本；请以 UTF-8 编码发送', 'the body is not valid UTF-8; send UTF-8');
  }
  const structure = scanStructure(text);
  if (structure.depth > MAX_DEPTH) {
    return refuse('not-json', '$', `嵌套超过 ${MAX_DEPTH} 层`, `nested more than ${MAX_DEPTH} levels deep`);
  }
  if (structure.escapedName) {
    return refuse(
      'not-json',
      '$',
      '字段名中含有转义符“\\”，接口规范的字段名只用字母、数字和下划线',
      'a name is written with an escape; names of the interface are letters, digits and underscores',
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const where = error instanceof Error ? (/position \d+/.exec(error.message)?.[0] ?? '') : '';
    return refuse('not-json', '$', `报文不是 JSON ${where}`.trimEnd(), `the body is not JSON ${where}`.trimEnd());
  }
  // A parser that merges repeated names leaves fewer members than the text has.
  if (countMembers(value) !== structure.members) {
    const path = findDuplicateKey(text) ?? '$';
    return refuse('duplicate-key', path, `字段 ${path} 重复出现，含义不唯一`, `the name at ${path} occurs twice, its meaning is ambiguous`);
  }
  return { ok: true, value };
}

function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countMembers(item);
    return count;
  }
  for (const key of Object.keys(value)) {
    const member = (value as JsonObject)[key];
    count += typeof member === 'object' ? 1 + countMembers(member) : 1;
  }
  return count;
}

/** Some JSON libraries match names without regard to case and separators; a second spelling of a field would be read by them. */
function findImitation(object: JsonObject): string | null {
  for (const key of Object.keys(object)) {
    if (!PLAIN_NAMES.has(key) && FIELD_NAMES.has(foldName(key))) return key;
  }
  return null;
}

function foldName(key: string): string {
  const folded = key.toUpperCase().toLowerCase().replace(/[_-]/g, '');
  if (folded === 'fixmedinscode') return 'fixmedins_code';
  if (folded === 'inftime') return 'inf_time';
  return folded;
}

function checkField(object: JsonObject, field: FieldRule): EnvelopeRefused | null {
  const path = `$.${field.name}`;
  const value = Object.hasOwn(object, field.name) ? object[field.name] : undefined;
  if (value === undefined || value === null || value === '') {
    return refuse('field-missing', path, `报文头缺少 ${field.name}`, `the envelope lacks ${field.name}`);
  }
  if (typeof value !== 'string' || value.length > field.max || (field.shape !== null && !field.shape.test(value))) {
    const shown = JSON.stringify(value).slice(0, 60);
    return refuse(
      'field-wrong',
      path,
      `${field.name} 的值 ${shown} 有误，应为${field.zh}`,
      `${field.name} is ${shown}, it must be ${field.en}`,
    );
  }
  return null;
}

function refuse(code: EnvelopeErrorCode, path: string, zh: string, en: string): EnvelopeRefused {
  return { ok: false, code, path, message: { zh, en } };
}
