/** Checks of nodes and their fields against a compiled transaction. */
import type { CompiledField, CompiledNode, CompiledSide, Direction } from './compile-transaction.ts';
import type { Findings } from './finding.ts';
import type { JsonObject } from './read-envelope.ts';

/**
 * Checks the content of a message: `body` is what stands under input or output, `path` its JSONPath. Never throws for any value.
 */
export function checkSide(body: unknown, side: CompiledSide, direction: Direction, path: string, findings: Findings): void {
  for (const node of side.root) checkNode(body, node, direction, path, findings, side.known);
  if (!isObject(body)) {
    const member = path.slice(2);
    if (side.top.length > 0)
      findings.add('type', path, body, `${member} 应为对象`, `${member} must be an object`, `envelope ${direction}/${member}`);
    return;
  }
  for (const node of side.top) {
    const value = Object.hasOwn(body, node.name) ? body[node.name] : undefined;
    if (value === undefined || value === null || value === '') {
      if (node.binding) reportMissingNode(node, direction, `${path}.${node.name}`, value, findings);
    } else checkNode(value, node, direction, `${path}.${node.name}`, findings, node.known);
  }
  if (!side.closed || side.root.length > 0) return;
  for (const name of Object.keys(body)) {
    if (!side.known.has(name)) {
      findings.add(
        'node-unknown',
        `${path}.${name}`,
        null,
        `目录中没有节点 ${name}`,
        `the catalogue has no node ${name} here`,
        path.slice(2),
      );
    }
  }
}

function reportMissingNode(node: CompiledNode, direction: Direction, path: string, value: unknown, findings: Findings): void {
  const rule = direction === 'response' ? 'node-missing-reply' : 'node-missing';
  findings.add(rule, path, value, `缺少节点 ${node.name}`, `the node ${node.name} is missing`, node.source);
}

function checkNode(
  value: unknown,
  node: CompiledNode,
  direction: Direction,
  path: string,
  findings: Findings,
  known: ReadonlySet<string>,
): void {
  if (typeof value !== 'object' || value === null) {
    findings.add(
      'type',
      path,
      value,
      `节点 ${node.name} 应为${node.kind === 'a' ? '数组' : '对象'}`,
      `the node ${node.name} must be ${node.kind === 'a' ? 'an array' : 'an object'}`,
      node.source,
    );
    return;
  }
  const isArray = Array.isArray(value);
  if (isArray !== (node.kind === 'a')) {
    findings.add(
      'node-shape',
      path,
      value,
      `节点 ${node.name} 应为${node.kind === 'a' ? '数组' : '对象'}`,
      `the node ${node.name} must be ${node.kind === 'a' ? 'an array' : 'an object'}`,
      node.source,
    );
  }
  if (!isArray) {
    checkFields(value as JsonObject, node, direction, path, findings, known);
    return;
  }
  for (const [at, item] of (value as readonly unknown[]).entries()) {
    if (isObject(item)) checkFields(item, node, direction, `${path}[${at}]`, findings, known);
    else findings.add('type', `${path}[${at}]`, item, '数组的每一项应为对象', 'each item of the array must be an object', node.source);
  }
}

function checkFields(
  object: JsonObject,
  node: CompiledNode,
  direction: Direction,
  path: string,
  findings: Findings,
  known: ReadonlySet<string>,
): void {
  for (const field of node.fields) {
    const value = Object.hasOwn(object, field.name) ? object[field.name] : undefined;
    if (value === undefined || value === null || value === '') reportAbsent(object, field, value, direction, path, findings);
    else {
      field.check(value, `${path}.${field.name}`, findings);
      if (field.codes !== null) checkCode(String(value), field, field.codes, `${path}.${field.name}`, findings);
    }
  }
  for (const child of node.children) {
    const value = Object.hasOwn(object, child.name) ? object[child.name] : undefined;
    if (value !== undefined && value !== null && value !== '')
      checkNode(value, child, direction, `${path}.${child.name}`, findings, child.known);
  }
  if (findings.mode === 'tolerant') return;
  for (const name of Object.keys(object)) {
    if (!known.has(name))
      findings.add(
        'field-unknown',
        `${path}.${name}`,
        null,
        `目录中没有字段 ${name}`,
        `the catalogue has no field ${name} here`,
        node.source,
      );
  }
}

function checkCode(code: string, field: CompiledField, codes: Readonly<Record<string, string>>, path: string, findings: Findings): void {
  if (Object.hasOwn(codes, code)) return;
  const bare = code.replace(/^0+(?=.)/, '');
  const padded = Object.keys(codes).some((known) => known.replace(/^0+(?=.)/, '') === bare);
  const rule = padded ? 'code-padding' : field.open ? 'code-open' : 'code';
  findings.add(rule, path, code, `${field.zh}的值不在代码表中`, `${field.name} is not in its code table`, field.source);
}

function reportAbsent(
  object: JsonObject,
  field: CompiledField,
  value: unknown,
  direction: Direction,
  path: string,
  findings: Findings,
): void {
  const where = `${path}.${field.name}`;
  if (field.required) {
    const rule = direction === 'response' ? 'required-empty-reply' : value === undefined ? 'required' : 'required-empty';
    findings.add(
      rule,
      where,
      value,
      `缺少必填项${field.zh}`,
      `${field.name} is required and ${value === undefined ? 'missing' : 'empty'}`,
      field.source,
    );
  } else if (field.when?.every(([name, expected]) => Object.hasOwn(object, name) && String(object[name]) === expected)) {
    const condition = field.when.map(([name, expected]) => `${name}=${expected}`).join(', ');
    findings.add(
      'required-when',
      where,
      value,
      `${condition} 时必填${field.zh}`,
      `${field.name} is required where ${condition}`,
      field.source,
    );
  }
}

/** An object of JSON: neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
