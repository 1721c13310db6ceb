import { Button, Table, type TableProps } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../words/language.tsx';
import { Nothing } from './page.tsx';
import { ProblemNotice } from './problem-notice.tsx';

interface Pages {
  readonly error: unknown;
  readonly isPending: boolean;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly refetch: () => unknown;
  readonly fetchNextPage: () => unknown;
}

interface PagedTableProps<Row> {
  readonly pages: Pages;
  readonly rows: readonly Row[];
  readonly rowKey: keyof Row & string;
  /** what the table is: read out, and its caption */
  readonly label: string;
  readonly empty: string;
  readonly emptyWhy?: string;
  readonly width?: number;
  readonly columns: TableProps<Row>['columns'];
  readonly detail?: (row: Row) => ReactNode;
}

/** Rows that are read page by page, with what an empty or unreadable list says. */
export function PagedTable<Row extends object>({
  pages,
  rows,
  rowKey,
  label,
  empty,
  emptyWhy,
  width = 760,
  columns,
  detail,
}: PagedTableProps<Row>) {
  const { t } = useWords();
  if (pages.error !== null && rows.length === 0) return <ProblemNotice error={pages.error} retry={() => void pages.refetch()} />;
  const nothing = emptyWhy === undefined ? <Nothing what={empty} /> : <Nothing what={empty} mend={emptyWhy} />;
  return (
    <div className="table-card">
      {pages.error !== null && <ProblemNotice error={pages.error} retry={() => void pages.refetch()} />}
      <Table<Row>
        size="small"
        rowKey={rowKey}
        loading={pages.isPending}
        pagination={false}
        dataSource={[...rows]}
        scroll={{ x: width }}
        aria-label={label}
        locale={{ emptyText: pages.isPending ? t('page.loading') : nothing }}
        columns={columns}
        {...(detail === undefined ? {} : { expandable: { expandedRowRender: detail } })}
      />
      {pages.hasNextPage && (
        <div className="table-foot">
          <Button size="small" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t('page.more')}
          </Button>
        </div>
      )}
    </div>
  );
}
