/** A conforming request of a transaction, and one that breaks exactly one rule, made from the catalogue. Every value is made up. */

import { type FieldRow, findTransaction } from './catalogue.ts';
import { type CompiledField, type CompiledNode, type CompiledSide, compileTransaction } from './compile-transaction.ts';

type Fields = Record<string, unknown>;

export interface BrokenExample {
  readonly message: Fields;
  /** the one rule that it breaks, and where */
  readonly rule: string;
  readonly path: string;
}

const TIMES: Readonly<Record<string, string>> = {
  'yyyy-MM-dd HH:mm:ss': '2026-03-02 09:30:00',
  'yyyy-MM-dd': '2026-03-02',
  yyyyMM: '202603',
  yyyyMMddHHmmss: '20260302093000',
  yyyyMMddHHmmssSSS: '20260302093000000',
  yyyy: '2026',
};

/** A request with everything that the transaction requires and nothing else. @throws Error for an infno that the catalogue lacks */
export function exampleRequest(infno: string): Fields {
  const side = sideOf(infno);
  const input: Fields = {};
  for (const node of side.root) Object.assign(input, fieldsOf(node, infno));
  for (const node of side.top) input[node.name] = wrapped(node, infno);
  return { ...envelope(infno), input };
}

/** The same request without its first required field; where it requires none, with a node of the wrong kind, or an envelope without the institution. */
export function brokenRequest(infno: string): BrokenExample {
  const message = exampleRequest(infno);
  const input = message.input as Fields;
  const side = sideOf(infno);
  for (const node of [...side.root, ...side.top]) {
    // A field that names a node of its own is missed twice.
    const field = node.fields.find((one) => one.required && !side.top.some((other) => other.name === one.name));
    if (field === undefined) continue;
    const root = node.place === 'root';
    const held = root ? input : node.kind === 'a' ? (input[node.name] as Fields[])[0]! : (input[node.name] as Fields);
    delete held[field.name];
    const at = root ? '' : `.${node.name}${node.kind === 'a' ? '[0]' : ''}`;
    return { message, rule: 'required', path: `$.input${at}.${field.name}` };
  }
  const [node] = side.top;
  if (node !== undefined)
    return { message: { ...message, input: { ...input, [node.name]: 'text' } }, rule: 'type', path: `$.input.${node.name}` };
  const { fixmedins_code: _, ...rest } = message;
  return { message: rest, rule: 'required', path: '$.fixmedins_code' };
}

function sideOf(infno: string): CompiledSide {
  const compiled = compileTransaction(infno, '');
  if (compiled === null) throw new Error(`目录中没有交易 ${infno} / the catalogue has no transaction ${infno}`);
  return compiled.request;
}

function envelope(infno: string): Fields {
  return {
    infno,
    msgid: 'H64010400001202603020930000001',
    mdtrtarea_admvs: '640104',
    insuplc_admdvs: '640100',
    recer_sys_code: 'FSI_LOCAL',
    infver: 'V1.0',
    opter_type: '1',
    opter: '0001',
    opter_name: '收费员',
    inf_time: '2026-03-02 09:30:00',
    fixmedins_code: 'H64010400001',
    fixmedins_name: '示例医院',
    sign_no: '',
  };
}

function wrapped(node: CompiledNode, infno: string): unknown {
  return node.kind === 'a' ? [fieldsOf(node, infno)] : fieldsOf(node, infno);
}

function fieldsOf(node: CompiledNode, infno: string): Fields {
  const values: Fields = {};
  for (const field of node.fields) if (field.required) values[field.name] = sampleOf(field, node, infno);
  for (const child of node.children) if (child.binding) values[child.name] = wrapped(child, infno);
  // What a value of a sibling makes required.
  for (const field of node.fields)
    if (field.when?.every(([name, value]) => values[name] === value)) values[field.name] = sampleOf(field, node, infno);
  return values;
}

function sampleOf(field: CompiledField, node: CompiledNode, infno: string): unknown {
  if (field.codes !== null) return Object.keys(field.codes)[0]!;
  const type = rowOf(field.name, node.name, infno)[2];
  if (type.startsWith('d:')) return TIMES[type.slice(2)];
  if (type === 'a') return [{ note: '示例' }];
  if (type === 'o') return { note: '示例' };
  if (type.startsWith('n')) return 1;
  const max = Number(/^s(\d+)$/.exec(type)?.[1] ?? 20);
  return 'A1'.slice(0, max);
}

function rowOf(field: string, node: string, infno: string): FieldRow {
  const { row } = findTransaction(infno)!;
  return row.input
    .filter(([name]) => name === node)
    .flatMap(([, , , fields]) => fields)
    .find(([name]) => name === field)!;
}
