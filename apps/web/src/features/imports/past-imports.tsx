import { Button, Card, Table } from 'antd';
import { useRead } from '../../api/use-api.ts';
import { Loaded } from '../../parts/page.tsx';
import { ScanMark } from '../../parts/scan-mark.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import type { ImportJob } from './import-job.ts';

/** Imports of the same list before: trials and those that recorded. */
export function PastImports({ list, choose }: { readonly list: string; readonly choose: (id: string) => void }) {
  const { t, named } = useWords();
  const reading = useRead<{ imports: ImportJob[] }>(`/imports?list=${list}&limit=20`);
  return (
    <Card title={t('import.past')}>
      <Loaded of={reading} rows={2}>
        {({ imports }) => (
          <Table
            size="small"
            rowKey="id"
            pagination={false}
            dataSource={imports}
            scroll={{ x: 'max-content' }}
            aria-label={t('import.past')}
            locale={{ emptyText: t('common.none') }}
            columns={[
              { title: t('common.time'), render: (_, one) => shortTime(one.createdAt) },
              {
                title: t('import.file'),
                render: (_, one) => (
                  <>
                    <Button type="link" size="small" className="inline-button" onClick={() => choose(one.id)}>
                      {one.fileName}
                    </Button>
                    <div>
                      <ScanMark scan={one.scan} at={one.createdAt} />
                    </div>
                  </>
                ),
              },
              {
                title: t('common.state'),
                render: (_, one) => `${one.dryRun ? t('import.trial') : ''}${named('importstate', one.state)}`,
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}
