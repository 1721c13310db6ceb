/** Checks of the request and response envelope: fields around input and output. Data: catalogue/envelope.json. */
import { readFileSync } from 'node:fs';
import { catalogue, codeTable, provinceLayer } from './catalogue.ts';
import type { Direction } from './compile-transaction.ts';
import type { Findings } from './finding.ts';
import type { JsonObject } from './read-envelope.ts';

interface EnvelopeField {
  readonly name: string;
  readonly zh: string;
  /** characters the specification allows */
  readonly length: number;
  /** characters real senders are known to use */
  readonly loose?: number;
  readonly presence: 'must' | 'required' | 'optional';
  readonly pattern?: string;
  readonly shape?: string;
  readonly shapeEn?: string;
  readonly table?: string;
  readonly number?: boolean;
  readonly numberSeen?: boolean;
  readonly emptyOnFailure?: boolean;
}
interface Rule extends EnvelopeField {
  readonly regex: RegExp | null;
}

const file = JSON.parse(readFileSync(new URL('../catalogue/envelope.json', import.meta.url), 'utf8')) as Record<Direction, EnvelopeField[]>;
const compile = (fields: readonly EnvelopeField[]): Rule[] =>
  fields.map((field) => ({ ...field, regex: field.pattern === undefined ? null : new RegExp(field.pattern) }));
const RULES_OF: Record<Direction, readonly Rule[]> = { request: compile(file.request), response: compile(file.response) };

/** Reports what departs from the envelope of the interface specification, with the lengths of the province's layer where it states any. */
export function checkEnvelope(message: JsonObject, direction: Direction, layer: string, findings: Findings): void {
  const lengths = layer === '' ? null : (provinceLayer(layer)?.envelope ?? null);
  const failed = direction === 'response' && String(message.infcode) !== '0';
  for (const rule of RULES_OF[direction]) {
    const value = Object.hasOwn(message, rule.name) ? message[rule.name] : undefined;
    const path = `$.${rule.name}`;
    const source = `envelope ${direction}/${rule.name}`;
    if (value === undefined || value === null || value === '') {
      reportAbsent(rule, value, path, source, failed, direction, findings);
    } else if (rule.number) checkInfcode(value, path, source, findings);
    else checkText(rule, value, lengths?.[rule.name], path, source, findings);
  }
}

function reportAbsent(
  rule: Rule,
  value: unknown,
  path: string,
  source: string,
  failed: boolean,
  direction: Direction,
  findings: Findings,
): void {
  if (rule.presence === 'optional') return;
  const lenient = direction === 'response' && rule.presence === 'required';
  const zh = `缺少${rule.zh}${failed && rule.emptyOnFailure ? '（失败应答）' : ''}`;
  const empty = value !== undefined;
  findings.add(
    lenient ? 'required-empty-reply' : empty ? 'required-empty' : 'required',
    path,
    value ?? null,
    zh,
    `${rule.name} is ${empty ? 'empty' : 'missing'}`,
    source,
  );
}

function checkInfcode(value: unknown, path: string, source: string, findings: Findings): void {
  const text = String(value);
  if (!/^-?\d{1,4}$/.test(text) || (typeof value !== 'number' && typeof value !== 'string')) {
    findings.add('type', path, value, '交易状态码应为数值', 'infcode must be a number', source);
  } else if (typeof value === 'string') {
    findings.add('type-loose', path, value, '交易状态码应为数值型，收到字符型', 'infcode must be a number, a text came', source);
  }
}

function checkText(rule: Rule, raw: unknown, stated: number | undefined, path: string, source: string, findings: Findings): void {
  let value = raw;
  if (typeof raw === 'number' && rule.numberSeen) {
    findings.add('type-loose', path, raw, `${rule.zh}应为字符型`, `${rule.name} must be a text`, source);
    value = String(raw);
  }
  if (typeof value !== 'string') {
    findings.add('type', path, raw, `${rule.zh}应为字符型`, `${rule.name} must be a text`, source);
    return;
  }
  const max = stated ?? rule.length;
  if (value.length > max && [...value].length > max && !(rule.name === 'infno' && catalogue().has(value))) {
    const loose = value.length <= Math.max(max, rule.loose ?? 0);
    findings.add(
      loose ? 'length-loose' : 'length',
      path,
      value,
      `${rule.zh}长度 ${value.length}，超过 ${max}`,
      `${rule.name} has ${value.length} characters, at most ${max}`,
      source,
    );
  }
  if (rule.regex !== null && !rule.regex.test(value)) {
    findings.add('shape', path, value, `${rule.zh}应为${rule.shape}`, `${rule.name} must be ${rule.shapeEn}`, source);
  }
  const codes = rule.table === undefined ? null : codeTable(rule.table);
  if (codes !== null && !Object.hasOwn(codes.codes, value)) {
    findings.add('code', path, value, `${rule.zh}不在代码表${rule.table}中`, `${rule.name} is not in the code table ${rule.table}`, source);
  }
}
