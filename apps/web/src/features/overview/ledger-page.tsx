import { Button, Select, Table } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { query } from '../../api/client.ts';
import type { Person } from '../../api/session.ts';
import { usePages, useRead } from '../../api/use-api.ts';
import { Loaded, Nothing, Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { Searched } from '../../parts/searched.tsx';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';
import { CellWords } from './cell-words.tsx';
import { ColumnChoice } from './column-choice.tsx';
import { ExportList } from './export-list.tsx';
import { askedOf, filterTitle, type ListRow, type ListShape, parametersOf } from './list-shape.ts';
import { RowDrawer } from './row-drawer.tsx';
import { SavedQueries } from './saved-queries.tsx';

/** A row's key: which columns identify it is not known here. */
const PLACE = ' place';

interface LedgerProps {
  readonly person: Person;
  /** the list; without it the address names one */
  readonly list?: string;
  readonly actions?: ReactNode;
}

interface ListPage {
  readonly rows: readonly ListRow[];
  readonly next: string | null;
  readonly total: { readonly count: number; readonly exact: boolean } | null;
}

/** 台账: any list of the server; the address holds conditions, order and columns, and what is exported is exactly what is shown. */
export default function LedgerPage({ person, list, actions }: LedgerProps) {
  const { name = '' } = useParams();
  const { t, said } = useWords();
  const wanted = list ?? name;
  const lists = useRead<{ lists: ListShape[] }>('/lists');
  const shape = lists.data?.lists.find((one) => one.name === wanted);
  const title = wanted === 'institutions' ? t('ledger.title') : shape === undefined ? t('menu.lists') : said(shape.title);
  return (
    <Page title={title} actions={actions}>
      <Loaded of={lists}>
        {(data) =>
          shape === undefined ? (
            <Nothing what={t('page.notFound')} mend={t('page.notFoundMend')} />
          ) : (
            <>
              {list === undefined && <OtherLists lists={data.lists} chosen={shape.name} />}
              <Ledger key={shape.name} shape={shape} person={person} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function OtherLists({ lists, chosen }: { readonly lists: readonly ListShape[]; readonly chosen: string }) {
  const { t, said } = useWords();
  const navigate = useNavigate();
  return (
    <Select
      aria-label={t('menu.lists')}
      value={chosen}
      style={{ width: 240 }}
      onChange={(name) => navigate(`/lists/${name}`)}
      options={lists.map((one) => ({ value: one.name, label: said(one.title) }))}
    />
  );
}

function Ledger({ shape, person }: { readonly shape: ListShape; readonly person: Person }) {
  const { t, said, named } = useWords();
  const [search] = useSearchParams();
  const [, set] = useUrlState();
  const asked = askedOf(shape, search);
  const pages = usePages<ListPage>(
    (after) => `/lists/${shape.name}${query({ ...parametersOf(asked), after, limit: 50, ...(after === null ? { total: 'true' } : {}) })}`,
  );
  const rows = (pages.data?.pages.flatMap((page) => page.rows) ?? []).map((row, place): ListRow => ({ ...row, [PLACE]: place }));
  const total = pages.data?.pages[0]?.total ?? null;
  const ends = { from: t('ledger.from'), to: t('ledger.to') };
  const columns = asked.columns.map((name) => shape.columns.find((one) => one.name === name)!);
  return (
    <>
      <search className="filters" aria-label={t('common.filter')}>
        {shape.filters.map((name) => {
          const label = named('field', filterTitle(shape, name, said, ends));
          const words = shape.columns.find((one) => one.name === name)?.words;
          return words == null ? (
            <Searched key={name} label={label} value={asked.filter[name] ?? ''} change={(value) => set(name, value)} />
          ) : (
            <Select
              key={name}
              aria-label={label}
              value={asked.filter[name] ?? ''}
              style={{ width: 170 }}
              onChange={(value) => set(name, value)}
              options={[
                { value: '', label: `${label}：${t('common.all')}` },
                ...Object.entries(words).map(([value, word]) => ({ value, label: word })),
              ]}
            />
          );
        })}
        <Select
          aria-label={t('ledger.sort')}
          value={asked.sort === '' ? shape.sorts[0] : asked.sort}
          style={{ width: 170 }}
          onChange={(value) => set('sort', value === shape.sorts[0] ? '' : (value ?? ''))}
          options={shape.sorts.map((sort) => ({ value: sort, label: <SortWords shape={shape} sort={sort} /> }))}
        />
      </search>
      <div className="filters">
        <SavedQueries shape={shape} asked={asked} />
        <ColumnChoice shape={shape} chosen={asked.columns} change={(names) => set('columns', names.join(','))} />
        <ExportList shape={shape} asked={asked} person={person} total={total} />
      </div>
      {pages.error !== null && <ProblemNotice error={pages.error} retry={() => void pages.refetch()} />}
      <div className="table-card">
        <Table
          size="small"
          rowKey={PLACE}
          sticky={{ offsetHeader: 52 }}
          loading={pages.isPending}
          pagination={false}
          dataSource={rows}
          scroll={{ x: 'max-content' }}
          aria-label={said(shape.title)}
          locale={{
            emptyText:
              pages.data === undefined ? (
                t(pages.error === null ? 'page.loading' : 'page.notRead')
              ) : (
                <Nothing what={t('ledger.nothing')} mend={t('ledger.emptyMend')} />
              ),
          }}
          columns={[
            ...columns.map((column) => ({
              title: said(column.title),
              key: column.name,
              render: (_: unknown, row: ListRow) => <CellWords list={shape.name} column={column} row={row} />,
            })),
            {
              title: t('common.act'),
              key: PLACE,
              fixed: 'end',
              width: 110,
              render: (_, row) => <RowDrawer list={shape.name} columns={columns} row={row} />,
            },
          ]}
        />
        {rows.length > 0 && (
          <div className="table-foot">
            <span aria-live="polite">
              {t('ledger.rows', { count: rows.length })}
              {total !== null && t(total.exact ? 'ledger.ofTotal' : 'ledger.ofMore', { total: total.count })}
            </span>
            {pages.hasNextPage && (
              <Button size="small" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                {t('page.more')}
              </Button>
            )}
          </div>
        )}
      </div>
    </>
  );
}

function SortWords({ shape, sort }: { readonly shape: ListShape; readonly sort: string }) {
  const { t, said } = useWords();
  const name = sort.replace(/^-/, '');
  const title = shape.columns.find((one) => one.name === name)?.title;
  const words = title === undefined ? name : said(title);
  return t(sort.startsWith('-') ? 'ledger.sortDown' : 'ledger.sortUp', { column: words });
}
