import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readYaml } from '@anjie/rulebook';
import { ROOT } from '@anjie/test-system';

const FILE = 'apps/server/migrations/data-dictionary.yaml';

interface Table {
  readonly means?: { readonly zh?: string; readonly en?: string };
  readonly retention?: string;
  readonly columns?: Record<string, unknown>;
}
interface Dictionary {
  readonly grades?: Record<string, unknown>;
  readonly retentions?: Record<string, unknown>;
  readonly tables?: Record<string, Table>;
  /** columns of grade 个人 that are stored in the clear, each with its reason */
  readonly open?: Readonly<Record<string, string>>;
}

/** The data dictionary of the project, parsed; a broken file has no content and its faults are told. */
export function readDataDictionary(): { dictionary: Dictionary; faults: string[] } {
  const { tree, problems } = readYaml({ file: FILE, content: readFileSync(join(ROOT, FILE), 'utf8') });
  return { dictionary: (tree ?? {}) as Dictionary, faults: problems.map((one) => `${one.file} ${one.path}: ${one.message}`) };
}

/**
 * What the dictionary and the database do not say alike: each line names the file, the column and what to do.
 *
 * @param columns of the migrated database, by table
 */
export function dictionaryFaults(dictionary: Dictionary, columns: ReadonlyMap<string, readonly string[]>): string[] {
  const faults: string[] = [];
  const add = (path: string, message: string) => faults.push(`${FILE} ${path}: ${message}`);
  const tables = new Map(Object.entries(dictionary.tables ?? {}));
  for (const [name, table] of tables) {
    const present = columns.get(name);
    if (present === undefined) {
      add(`tables.${name}`, '数据库没有这张表，请删去 / the database has no such table; take it out');
      continue;
    }
    if (!table.means?.zh || !table.means.en) add(`tables.${name}.means`, '缺少 zh 或 en / zh or en is missing');
    if (!known(dictionary.retentions, table.retention)) add(`tables.${name}.retention`, retentionWords(table.retention));
    for (const [column, entry] of Object.entries(table.columns ?? {})) {
      const path = `tables.${name}.columns.${column}`;
      if (!present.includes(column)) add(path, '数据库没有这一列，请删去 / the database has no such column; take it out');
      for (const fault of entryFaults(dictionary, entry)) add(path, fault);
    }
  }
  for (const [name, present] of columns)
    for (const column of present)
      if (tables.get(name)?.columns?.[column] === undefined)
        add(`tables.${name}.columns.${column}`, '缺少，请写 [等级, 含义, meaning] / missing; write [grade, 含义, meaning]');
  return faults;
}

function entryFaults(dictionary: Dictionary, entry: unknown): string[] {
  if (!Array.isArray(entry) || entry.length < 3 || entry.length > 4 || entry.some((part) => typeof part !== 'string' || part === ''))
    return ['应为 [等级, 含义, meaning] 或再加保存期限 / must be [grade, 含义, meaning] and perhaps a retention'];
  const [grade, , , retention] = entry as string[];
  const grades = Object.keys(dictionary.grades ?? {}).join('、');
  return [
    ...(known(dictionary.grades, grade) ? [] : [`没有“${grade}”这一等级，只有 ${grades} / no such grade`]),
    ...(retention === undefined || known(dictionary.retentions, retention) ? [] : [retentionWords(retention)]),
  ];
}

function known(list: Record<string, unknown> | undefined, key: string | undefined): boolean {
  return key !== undefined && list !== undefined && Object.hasOwn(list, key);
}

function retentionWords(retention: string | undefined): string {
  return `retentions 里没有“${retention ?? ''}” / retentions has no such entry`;
}
