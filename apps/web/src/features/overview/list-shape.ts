import type { Text } from '../../words/language.tsx';

/** A list as the server describes it: its columns, what narrows it, its orders. */
export interface ListShape {
  readonly name: string;
  readonly title: Text;
  readonly columns: readonly {
    readonly name: string;
    readonly title: Text;
    readonly grade: string;
    /** words for its values, in Chinese; null: the values speak for themselves */
    readonly words: Readonly<Record<string, string>> | null;
  }[];
  readonly filters: readonly string[];
  readonly sorts: readonly string[];
}

/** The data dictionary's grade of what identifies a person, by its two signs: a name of the server's, never shown. */
export const PERSONAL = String.fromCodePoint(0x4e2a, 0x4eba);

export type Cell = string | number | boolean | null;
export type ListRow = Readonly<Record<string, Cell>>;

/** What the address says of a list: everything that makes its rows and columns what they are. */
export interface Asked {
  readonly filter: Readonly<Record<string, string>>;
  readonly sort: string;
  /** in their order */
  readonly columns: readonly string[];
}

/** Columns shown where nobody chose: what identifies persons is asked for by name. */
const shownAtFirst = (shape: ListShape) => shape.columns.filter((one) => one.grade !== PERSONAL).map((one) => one.name);

/** Reads the address; what the list does not know is passed over. */
export function askedOf(shape: ListShape, search: URLSearchParams): Asked {
  const filter = Object.fromEntries(
    shape.filters.map((name) => [name, search.get(name) ?? ''] as const).filter(([, value]) => value !== ''),
  );
  const sort = search.get('sort') ?? '';
  const known = shape.columns.map((one) => one.name);
  const chosen = (search.get('columns') ?? '').split(',').filter((name) => known.includes(name));
  return { filter, sort: shape.sorts.includes(sort) ? sort : '', columns: chosen.length > 0 ? chosen : shownAtFirst(shape) };
}

/** The query parameters of what is asked, as the list, its export and a saved search all take them. */
export const parametersOf = ({ filter, sort, columns }: Asked): Record<string, string> => ({
  ...filter,
  ...(sort === '' ? {} : { sort }),
  columns: columns.join(','),
});

/** A filter is called by its column; one end of a period by the column and which end. */
export function filterTitle(shape: ListShape, filter: string, said: (text: Text) => string, ends: { from: string; to: string }): string {
  const column = (name: string) => shape.columns.find((one) => one.name === name);
  const own = column(filter);
  if (own !== undefined) return said(own.title);
  const [, base, end] = /^(.*)(From|To|Since|Until)$/.exec(filter) ?? [];
  const period = base === undefined ? undefined : column(base);
  return period === undefined ? filter : `${said(period.title)}${end === 'From' || end === 'Since' ? ends.from : ends.to}`;
}
