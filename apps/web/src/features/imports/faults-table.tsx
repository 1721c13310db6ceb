import { Button, Table } from 'antd';
import { query } from '../../api/client.ts';
import { usePages } from '../../api/use-api.ts';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { useWords } from '../../words/language.tsx';
import { type Fault, headerOf, type Sheet } from './import-job.ts';

/** What is wrong, row by row as the spreadsheet counts them, and how it is mended. */
export function FaultsTable({ id, columns }: { readonly id: string; readonly columns: Sheet['columns'] }) {
  const { t, said, language } = useWords();
  const pages = usePages<{ faults: Fault[]; next: string | null }>((after) => `/imports/${id}/faults${query({ after, limit: 100 })}`);
  const faults = pages.data?.pages.flatMap((page) => page.faults) ?? [];
  const header = (field: string) => {
    const column = columns.find((one) => one.field === field);
    return column === undefined ? field : headerOf(column, language);
  };
  return (
    <>
      {pages.error !== null && <ProblemNotice error={pages.error} retry={() => void pages.refetch()} />}
      <Table
        size="small"
        rowKey={(one) => `${one.row} ${one.column} ${one.rule}`}
        pagination={false}
        loading={pages.isPending}
        dataSource={faults}
        scroll={{ x: 'max-content' }}
        aria-label={t('import.faults')}
        columns={[
          { title: t('import.row'), dataIndex: 'row', width: 70 },
          { title: t('import.column'), render: (_, one) => header(one.column) },
          { title: t('import.value'), render: (_, one) => <span className="value">{one.value ?? t('import.empty')}</span> },
          {
            title: t('reason.mend'),
            render: (_, one) => (
              <>
                {said(one.mend)} {one.clause !== null && <ClauseLink clause={one.clause} />}
              </>
            ),
          },
        ]}
      />
      {pages.hasNextPage && (
        <Button size="small" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('page.more')}
        </Button>
      )}
    </>
  );
}
