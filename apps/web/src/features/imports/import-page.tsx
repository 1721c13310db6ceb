import { Select } from 'antd';
import { roleOf } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { Loaded, Nothing, Page } from '../../parts/page.tsx';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';
import type { Sheet } from './import-job.ts';
import { ImportJobView } from './import-job-view.tsx';
import { PastImports } from './past-imports.tsx';
import { SendFile } from './send-file.tsx';
import { SheetColumns } from './sheet-columns.tsx';

/** 批量导入: what the file must hold is said first; it is tried before it is taken; what is wrong is listed, mended and tried again. */
export default function ImportPage({ person }: { readonly person: Person }) {
  const { t, said } = useWords();
  const [at, set] = useUrlState();
  const sheets = useRead<{ sheets: Sheet[] }>('/import-sheets');
  return (
    <Page title={t('import.title')}>
      <Loaded of={sheets}>
        {(data) => {
          const mine = data.sheets.filter((one) => one.roles.includes(roleOf(person)));
          const sheet = mine.find((one) => one.list === at('list')) ?? mine[0];
          if (sheet === undefined) return <Nothing what={t('import.none')} />;
          return (
            <>
              <div className="filters">
                <Select
                  aria-label={t('import.list')}
                  value={sheet.list}
                  style={{ width: 240 }}
                  onChange={(list) => {
                    set('job', '');
                    set('list', list);
                  }}
                  options={mine.map((one) => ({ value: one.list, label: said(one.title) }))}
                />
              </div>
              <div className="two-columns">
                <div className="column">
                  <SendFile sheet={sheet} sent={(id) => set('job', id)} />
                  {at('job') !== '' && <ImportJobView key={at('job')} id={at('job')} sheet={sheet} started={(id) => set('job', id)} />}
                </div>
                <div className="column">
                  <SheetColumns sheet={sheet} />
                  <PastImports list={sheet.list} choose={(id) => set('job', id)} />
                </div>
              </div>
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
