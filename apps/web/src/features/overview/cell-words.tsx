import { Link } from 'react-router';
import { useDivisionName } from '../../api/names.ts';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import type { ListRow, ListShape } from './list-shape.ts';

const DIVISION = ['div', 'city', 'prov'];
/** what stands between several values of one cell */
const SEVERAL = /[,、]\s*/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** The vocabulary of the language files that names a column's values; where there is none, the server's own words do, in Chinese. */
const VOCABULARIES: Readonly<Record<string, string>> = {
  'institutions.kind': 'institution',
  'standings.kind': 'institution',
  'applications.kind': 'application.kind',
  'applications.state': 'appstate',
  'restrictions.kind': 'restriction',
  'clocks.kind': 'clockkind',
  'agreements.kind': 'agreement',
  'test-records.kind': 'test',
  'operators.role': 'operator',
  'line-filings.kind': 'filings.lineKind',
  'address-filings.environment': 'environment',
  'firms.roles': 'role',
  'systems.deployment': 'application.deployment',
  act: 'filings.act',
  state: 'state',
};

interface CellProps {
  readonly list: string;
  readonly column: ListShape['columns'][number];
  readonly row: ListRow;
}

/** A value in words: a time as people write it, a place by its name, and what has a page of its own as the way there. */
export function CellWords({ list, column: { name, words }, row }: CellProps) {
  const { t, named } = useWords();
  const divisionName = useDivisionName();
  const value = row[name] ?? null;
  if (value === null || value === '') return t('common.none');
  if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no');
  const text = String(value);
  const to = pageOf(list, name, text, row);
  const vocabulary = VOCABULARIES[`${list}.${name}`] ?? VOCABULARIES[name];
  const own =
    vocabulary === undefined
      ? text
      : text
          .split(SEVERAL)
          .map((one) => named(vocabulary, one))
          .join('、');
  const shown = DIVISION.includes(name)
    ? divisionName(text)
    : INSTANT.test(text)
      ? shortTime(text)
      : own === text
        ? (words?.[text] ?? text)
        : own;
  return to === null ? shown : <Link to={to}>{shown}</Link>;
}

function pageOf(list: string, column: string, value: string, row: ListRow): string | null {
  if (column === 'institution' || (list === 'institutions' && column === 'code')) return `/institutions/${value}`;
  if (list === 'institutions' && column === 'name' && typeof row.code === 'string') return `/institutions/${row.code}`;
  if (list === 'firms' && column === 'code') return `/firms/${value}`;
  if (column === 'vendor' || column === 'carrier') return `/firms/${value}`;
  if ((list === 'systems' && column === 'code') || column === 'system') return `/systems/${value}`;
  if ((list === 'applications' && column === 'number') || column === 'application') return `/applications/${value}`;
  return null;
}
