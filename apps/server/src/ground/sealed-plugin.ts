import {
  type ColumnUpdateNode,
  InsertQueryNode,
  type KyselyPlugin,
  type OperationNode,
  OperationNodeTransformer,
  type QueryId,
  type UpdateQueryNode,
  ValueNode,
} from 'kysely';
import type { Sealing } from './sealed.ts';

/** A plugin that has nothing to seal until the database has said which columns are: see sealBy(). */
export interface SealedPlugin extends KyselyPlugin {
  sealBy(sealing: Sealing): void;
}

/**
 * Seals what goes into sealed columns and opens what comes out, in one place for all modules. It must know the row: an insert carries its
 * key, an update names it (`where id = …`). What passes by it, in plain SQL, the database refuses.
 */
export function sealedPlugin(): SealedPlugin {
  let sealing: Sealing | null = null;
  let sealer: Sealer | null = null;
  /** queries whose answers may hold sealed values below the first level */
  const deep = new WeakSet<QueryId>();
  return {
    sealBy(given) {
      sealing = given;
      sealer = new Sealer(given);
    },
    transformQuery({ node, queryId }) {
      if (sealing === null || sealer === null) return node;
      if (mentions(node, sealing)) deep.add(queryId);
      return node.kind === 'SelectQueryNode' && node.with === undefined ? node : sealer.transformNode(node);
    },
    async transformResult({ result, queryId }) {
      if (sealing === null) return result;
      for (const row of result.rows) await openFields(row, sealing, deep.has(queryId));
      return result;
    },
  };
}

async function openFields(holder: Record<string, unknown> | unknown[], sealing: Sealing, nested: boolean): Promise<void> {
  const fields = holder as Record<string, unknown>;
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (typeof value === 'string') {
      if (value.startsWith('~')) fields[name] = await sealing.openValue(value);
    } else if (nested && typeof value === 'object' && value !== null && !(value instanceof Date) && !Buffer.isBuffer(value))
      await openFields(value as Record<string, unknown>, sealing, true);
  }
}

/** Whether a query names a table with sealed columns, anywhere in it. */
function mentions(node: unknown, sealing: Sealing): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if (Array.isArray(node)) return node.some((one) => mentions(one, sealing));
  const { kind } = node as { kind?: string };
  if (kind === 'PrimitiveValueListNode' || kind === 'ValueNode' || kind === 'ColumnNode') return false;
  if (kind === 'TableNode') return sealing.columns.has(tableOf(node as OperationNode));
  if (kind === 'RawNode') {
    const { sqlFragments, parameters } = node as unknown as { sqlFragments: string[]; parameters: unknown };
    return sqlFragments.some((text) => [...sealing.columns.keys()].some((table) => text.includes(table))) || mentions(parameters, sealing);
  }
  return Object.values(node).some((child) => typeof child === 'object' && mentions(child, sealing));
}

class Sealer extends OperationNodeTransformer {
  readonly #sealing: Sealing;

  constructor(sealing: Sealing) {
    super();
    this.#sealing = sealing;
  }

  protected override transformInsertQuery(given: InsertQueryNode, queryId?: QueryId): InsertQueryNode {
    const node = super.transformInsertQuery(given, queryId);
    const table = node.into === undefined ? '' : tableOf(node.into);
    const sealed = this.#sealing.columns.get(table);
    if (sealed === undefined || node.columns === undefined || node.values?.kind !== 'ValuesNode') return node;
    const names = node.columns.map(columnOf);
    if (!names.some((name) => sealed.has(name))) return node;
    const rows = (node.values as unknown as { values: OperationNode[] }).values.map((list) => {
      const values = [...(list as unknown as { values: unknown[] }).values];
      const primitive = list.kind === 'PrimitiveValueListNode';
      for (const [at, name] of names.entries()) {
        const column = sealed.get(name);
        const value = primitive ? values[at] : plainValue(values[at]);
        if (column === undefined || typeof value !== 'string') continue;
        const key = column.keys.map((one) => {
          const stands = names.indexOf(one);
          const part = primitive ? values[stands] : plainValue(values[stands]);
          if (typeof part !== 'string') throw new Error(`an insert into ${table} with ${name} must carry ${one}`);
          return part;
        });
        const text = this.#sealing.seal(table, name, key.join('/'), value);
        const stored = column.json ? JSON.stringify(text) : text;
        values[at] = primitive ? stored : ValueNode.create(stored);
      }
      return { ...list, values } as OperationNode;
    });
    return InsertQueryNode.cloneWith(node, { values: { ...node.values, values: rows } as OperationNode });
  }

  protected override transformUpdateQuery(given: UpdateQueryNode, queryId?: QueryId): UpdateQueryNode {
    const node = super.transformUpdateQuery(given, queryId);
    const table = node.table === undefined ? '' : tableOf(node.table);
    const sealed = this.#sealing.columns.get(table);
    if (sealed === undefined || node.updates === undefined) return node;
    const updates = node.updates.map((update): ColumnUpdateNode => {
      const name = columnOf(update.column);
      const column = sealed.get(name);
      const value = plainValue(update.value);
      if (column === undefined || typeof value !== 'string') return update;
      const key = column.keys.map((one) => {
        const part = equalTo(node.where?.where, one);
        if (part === null) throw new Error(`an update of ${table}.${name} must say where ${one} is one value`);
        return part;
      });
      const text = this.#sealing.seal(table, name, key.join('/'), value);
      return { ...update, value: ValueNode.create(column.json ? JSON.stringify(text) : text) };
    });
    return { ...node, updates };
  }
}

/** The value that a condition joined by AND gives a column, or null. */
function equalTo(node: OperationNode | undefined, column: string): string | null {
  if (node === undefined) return null;
  const parts = node as unknown as Record<string, OperationNode>;
  if (node.kind === 'ParensNode') return equalTo(parts.node, column);
  if (node.kind === 'AndNode') return equalTo(parts.left, column) ?? equalTo(parts.right, column);
  if (node.kind !== 'BinaryOperationNode') return null;
  if ((parts.operator as unknown as { operator?: string }).operator !== '=' || parts.leftOperand!.kind !== 'ReferenceNode') return null;
  if (columnOf((parts.leftOperand as unknown as { column: OperationNode }).column) !== column) return null;
  const value = plainValue(parts.rightOperand);
  return typeof value === 'string' ? value : null;
}

const plainValue = (node: unknown): unknown =>
  (node as OperationNode | undefined)?.kind === 'ValueNode' ? (node as ValueNode).value : undefined;

const columnOf = (node: OperationNode): string => (node as unknown as { column?: { name: string } }).column?.name ?? '';

function tableOf(node: OperationNode): string {
  if (node.kind === 'AliasNode') return tableOf((node as unknown as { node: OperationNode }).node);
  return node.kind === 'TableNode' ? (node as unknown as { table: { identifier: { name: string } } }).table.identifier.name : '';
}
