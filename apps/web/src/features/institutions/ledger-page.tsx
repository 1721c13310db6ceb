import { Button, Input, Select, Table } from 'antd';
import { Link } from 'react-router';
import { query } from '../../api/client.ts';
import { useDivisionName } from '../../api/names.ts';
import { usePages } from '../../api/use-api.ts';
import type { Institution } from '../../api/views.ts';
import { csvOf, download } from '../../parts/csv.ts';
import { Nothing, Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { shortTime } from '../../parts/time.ts';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';

interface LedgerPage {
  readonly institutions: readonly Institution[];
  readonly next: string | null;
}

const KINDS = ['hospital', 'pharmacy'] as const;
const SORTS = ['code', 'name', 'newest'] as const;

/** 机构台账: conditions in the address, page after page, export of exactly what is shown. */
export default function LedgerPage() {
  const { t, named } = useWords();
  const divisionName = useDivisionName();
  const [at, set] = useUrlState();
  const filter = { name: at('name'), code: at('code'), address: at('address'), ip: at('ip'), kind: at('kind'), sort: at('sort') };
  const pages = usePages<LedgerPage>((after) => `/institutions${query({ ...filter, after, limit: 50 })}`);
  const rows = pages.data?.pages.flatMap((page) => page.institutions) ?? [];
  const columns = [
    { title: t('common.code'), dataIndex: 'code', render: (code: string) => <Link to={`/institutions/${code}`}>{code}</Link> },
    {
      title: t('common.name'),
      dataIndex: 'name',
      render: (name: string, row: Institution) => <Link to={`/institutions/${row.code}`}>{name}</Link>,
    },
    { title: t('common.kind'), dataIndex: 'kind', render: (kind: string) => named('institution', kind) },
    { title: t('common.division'), dataIndex: 'div', render: (div: string) => divisionName(div) },
    { title: t('common.address'), dataIndex: 'address', render: (address: string | null) => address ?? t('common.none') },
    { title: t('common.registeredAt'), dataIndex: 'registeredAt', render: shortTime },
  ];
  const save = () =>
    download(
      `${t('ledger.title')}.csv`,
      csvOf(
        columns.map((column) => column.title),
        rows.map((row) => [
          row.code,
          row.name,
          named('institution', row.kind),
          divisionName(row.div),
          row.address ?? '',
          shortTime(row.registeredAt),
        ]),
      ),
    );
  return (
    <Page
      title={t('ledger.title')}
      actions={
        <Button onClick={save} disabled={rows.length === 0}>
          {t('page.export')}
        </Button>
      }
    >
      <search className="filters" aria-label={t('common.filter')}>
        <Searched label={t('ledger.searchName')} value={filter.name} change={(value) => set('name', value)} />
        <Searched label={t('ledger.searchCode')} value={filter.code} change={(value) => set('code', value.toUpperCase())} />
        <Searched label={t('common.address')} value={filter.address} change={(value) => set('address', value)} />
        <Searched label={t('filings.ip')} value={filter.ip} change={(value) => set('ip', value)} />
        <Select
          aria-label={t('common.kind')}
          value={filter.kind}
          style={{ width: 150 }}
          onChange={(value) => set('kind', value)}
          options={[
            { value: '', label: `${t('common.kind')}：${t('common.all')}` },
            ...KINDS.map((kind) => ({ value: kind, label: named('institution', kind) })),
          ]}
        />
        <Select
          aria-label={t('ledger.sort')}
          value={filter.sort || 'code'}
          style={{ width: 150 }}
          onChange={(value) => set('sort', value === 'code' ? '' : value)}
          options={SORTS.map((sort) => ({ value: sort, label: named('ledger.sort', sort) }))}
        />
      </search>
      {pages.error !== null && <ProblemNotice error={pages.error} retry={() => void pages.refetch()} />}
      <div className="table-card">
        <Table
          size="small"
          rowKey="code"
          sticky={{ offsetHeader: 52 }}
          loading={pages.isPending}
          pagination={false}
          dataSource={rows}
          columns={columns}
          scroll={{ x: 860 }}
          title={undefined}
          aria-label={t('ledger.caption')}
          locale={{ emptyText: pages.isPending ? t('page.loading') : <Nothing what={t('ledger.empty')} mend={t('ledger.emptyMend')} /> }}
        />
        {rows.length > 0 && (
          <div className="table-foot">
            <span aria-live="polite">{t(pages.hasNextPage ? 'ledger.moreThan' : 'ledger.shown', { count: rows.length })}</span>
            {pages.hasNextPage && (
              <Button size="small" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                {t('page.more')}
              </Button>
            )}
          </div>
        )}
      </div>
    </Page>
  );
}

/** Searches when Enter is pressed or the field is left, not at each letter: Chinese is composed. */
function Searched({ label, value, change }: { readonly label: string; readonly value: string; readonly change: (value: string) => void }) {
  return (
    <Input
      key={value}
      aria-label={label}
      placeholder={label}
      defaultValue={value}
      allowClear
      style={{ width: 170 }}
      onPressEnter={(event) => change(event.currentTarget.value.trim())}
      onBlur={(event) => event.target.value.trim() !== value && change(event.target.value.trim())}
      onClear={() => change('')}
    />
  );
}
