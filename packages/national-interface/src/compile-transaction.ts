/** A transaction of the catalogue, with the layer of a province over it, compiled to checks. Compiled once, then kept. */
import { codeTable, type FieldRow, findTransaction, type NodeRow, provinceLayer, type TransactionRow } from './catalogue.ts';
import { compileType, type ValueRule } from './value-rule.ts';

export type Direction = 'request' | 'response';

export interface CompiledField {
  readonly name: string;
  readonly zh: string;
  readonly source: string;
  readonly required: boolean;
  /** siblings and the values that make this field required; null where it does not depend on any */
  readonly when: readonly (readonly [string, string])[] | null;
  readonly codes: Readonly<Record<string, string>> | null;
  /** whether a code outside the table may be right: provinces extend it, or the platform itself sent it */
  readonly open: boolean;
  readonly check: ValueRule;
}

export interface CompiledNode {
  readonly name: string;
  readonly kind: 'o' | 'a';
  readonly place: string;
  readonly source: string;
  readonly fields: readonly CompiledField[];
  readonly children: readonly CompiledNode[];
  /** names of fields and child nodes */
  readonly known: ReadonlySet<string>;
  /** whether the node holds a required field, so that leaving it out leaves something out */
  readonly binding: boolean;
}

export interface CompiledSide {
  /** nodes that are members of input or output */
  readonly top: readonly CompiledNode[];
  /** nodes whose fields stand in input or output itself */
  readonly root: readonly CompiledNode[];
  readonly known: ReadonlySet<string>;
  /** false where the sources leave names open: nothing can then be called unknown */
  readonly closed: boolean;
}

export interface CompiledTransaction {
  readonly row: TransactionRow;
  /** false: the infno carries a letter that the catalogue lacks, and the number without it stands in */
  readonly exact: boolean;
  readonly withdrawn: string | null;
  readonly request: CompiledSide;
  readonly response: CompiledSide;
}

const compiled = new Map<string, CompiledTransaction>();

/**
 * The compiled transaction, or null where the catalogue has none. `layer` is a province's six-digit code, '' for the national layer alone.
 *
 * Only infnos of the catalogue and their letter variants are ever compiled, so the store stays bounded whatever is sent.
 */
export function compileTransaction(infno: string, layer: string): CompiledTransaction | null {
  const found = findTransaction(infno);
  if (found === null) return null;
  const key = `${found.exact ? '' : '~'}${found.row.infno}@${layer}`;
  const ready = compiled.get(key);
  if (ready !== undefined) return ready;
  const province = layer === '' ? null : provinceLayer(layer);
  const fresh: CompiledTransaction = {
    row: found.row,
    exact: found.exact,
    withdrawn: province?.withdrawn[found.row.infno] ?? null,
    request: compileSide(found.row, 'input', province === null ? '' : layer),
    response: compileSide(found.row, 'output', province === null ? '' : layer),
  };
  // A province without a layer is judged by the national one; storing it under its own code would let callers grow the store at will.
  if (layer === '' || province !== null) compiled.set(key, fresh);
  return fresh;
}

function compileSide(row: TransactionRow, side: 'input' | 'output', layer: string): CompiledSide {
  const nodes = row[side].filter((node) => node[2] !== 'file');
  const extra = layer === '' ? [] : (provinceLayer(layer)?.transactions[row.infno]?.also ?? []);
  const make = (node: NodeRow): CompiledNode => {
    const [name, kind, place, fields] = node;
    const children = nodes.filter((other) => other[2] === `in ${name}` && other !== node).map(make);
    const source = `${layer === '' ? 'national' : layer} ${row.infno}/${side}${name === '' ? '' : `/${name}`}`;
    const childNames = new Set(children.map((child) => child.name));
    const own = fields.filter((field) => !childNames.has(field[0])).map((field) => compileField(field, row, side, name, source, layer));
    const known = new Set([...fields.map((field) => field[0]), ...childNames, ...extra]);
    return { name, kind, place, source, fields: own, children, known, binding: own.some((field) => field.required) };
  };
  const top = nodes.filter((node) => node[2] === 'top').map(make);
  const root = nodes.filter((node) => node[2] === 'root').map(make);
  return {
    top,
    root,
    known: new Set([...top.map((node) => node.name), ...root.flatMap((node) => [...node.known])]),
    closed: !nodes.some((node) => node[2] === 'unnamed') && nodes.length > 0,
  };
}

function compileField(
  row: FieldRow,
  transaction: TransactionRow,
  side: 'input' | 'output',
  node: string,
  nodeSource: string,
  layer: string,
): CompiledField {
  const [name, zh, type, presence, table, when] = row;
  const province = layer === '' ? null : provinceLayer(layer);
  const override = province?.transactions[transaction.infno]?.[side]?.[node]?.[name];
  const source = `${nodeSource}/${name}`;
  const known = table === undefined || table === null ? null : codeTable(table);
  const effective = override?.length === undefined ? type : type.replace(/^([sn])\d+/, `$1${override.length}`);
  return {
    name,
    zh,
    source,
    required: (override?.presence ?? presence) === '1',
    when: when === undefined ? null : Object.entries(when),
    // A table without values names a coding kept elsewhere (divisions), which cannot be checked here.
    codes: known === null || Object.keys(known.codes).length === 0 ? null : known.codes,
    open: side === 'output' || (known?.open === true && province?.statesTables !== true),
    check: compileType(effective, { name, zh, source }),
  };
}
