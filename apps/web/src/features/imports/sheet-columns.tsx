import { Button, Card, Table } from 'antd';
import { fetchFile } from '../../api/client.ts';
import { download } from '../../parts/csv.ts';
import { useWords } from '../../words/language.tsx';
import { headerOf, type Sheet } from './import-job.ts';

/** The columns of a list as they must stand in the file, and an empty file that has them. */
export function SheetColumns({ sheet }: { readonly sheet: Sheet }) {
  const { t, said, language } = useWords();
  const template = () => void fetchFile(`/import-sheets/${sheet.list}`).then((file) => download(`${said(sheet.title)}.xlsx`, file));
  return (
    <Card
      title={t('import.columns')}
      extra={
        <Button size="small" onClick={template}>
          {t('import.template')}
        </Button>
      }
    >
      <Table
        size="small"
        rowKey="field"
        pagination={false}
        dataSource={[...sheet.columns]}
        aria-label={t('import.columns')}
        columns={[
          {
            title: t('import.column'),
            render: (_, one) => (
              <>
                {headerOf(one, language)} {one.required && <span className="owed">{t('import.required')}</span>}
              </>
            ),
          },
          { title: t('import.rule'), render: (_, one) => <span className="material-title">{said(one.mend)}</span> },
        ]}
      />
    </Card>
  );
}
