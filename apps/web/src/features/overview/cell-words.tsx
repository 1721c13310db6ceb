import { Link } from 'react-router';
import { useDivisionName } from '../../api/names.ts';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import type { ListRow, ListShape } from './list-shape.ts';

const DIVISION = ['div', 'city', 'prov'];
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

interface CellProps {
  readonly list: string;
  readonly column: ListShape['columns'][number];
  readonly row: ListRow;
}

/** A value in words: a time as people write it, a place by its name, and what has a page of its own as the way there. */
export function CellWords({ list, column: { name, words }, row }: CellProps) {
  const { t } = useWords();
  const divisionName = useDivisionName();
  const value = row[name] ?? null;
  if (value === null || value === '') return t('common.none');
  if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no');
  const text = String(value);
  const to = pageOf(list, name, text, row);
  const shown = DIVISION.includes(name) ? divisionName(text) : INSTANT.test(text) ? shortTime(text) : (words?.[text] ?? text);
  return to === null ? shown : <Link to={to}>{shown}</Link>;
}

function pageOf(list: string, column: string, value: string, row: ListRow): string | null {
  if (column === 'institution' || (list === 'institutions' && column === 'code')) return `/institutions/${value}`;
  if (list === 'institutions' && column === 'name' && typeof row.code === 'string') return `/institutions/${row.code}`;
  if ((list === 'applications' && column === 'number') || column === 'application') return `/applications/${value}`;
  return null;
}
