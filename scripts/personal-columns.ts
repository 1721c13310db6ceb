import { readDataDictionary } from './data-dictionary.ts';

/**
 * Columns of grade 个人 in the data dictionary as "table.column", and those of them that are stored in the clear, each with its reason
 * (`open` of the dictionary).
 */
export function personalColumns(): { personal: string[]; open: Readonly<Record<string, string>> } {
  const { dictionary } = readDataDictionary();
  const personal = Object.entries(dictionary.tables ?? {}).flatMap(([table, { columns }]) =>
    Object.entries(columns ?? {}).flatMap(([column, entry]) => (Array.isArray(entry) && entry[0] === '个人' ? [`${table}.${column}`] : [])),
  );
  return { personal, open: dictionary.open ?? {} };
}
