import { Checkbox } from 'antd';
import { Link } from 'react-router';
import { useDivisionName } from '../../api/names.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages } from '../../api/use-api.ts';
import { Page } from '../../parts/page.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';

interface Bureau {
  readonly code: string;
  readonly gbCode: string | null;
  readonly name: string;
  readonly level: string;
  readonly parent: string | null;
  readonly prov: string | null;
  readonly city: string | null;
  readonly div: string | null;
  readonly endedOn: string | null;
  readonly institutions: number | null;
  readonly accounts: number | null;
}

const PAGE = 100;

/** Divisions and their authorities, with what lies in each. */
export default function BureausPage({ person }: { readonly person: Person }) {
  const { t, named } = useWords();
  const [at, set] = useUrlState();
  const ended = at('ended') === 'true';
  const divisionName = useDivisionName();
  const pages = usePages<{ bureaus: Bureau[]; next: string | null }>(
    (after) => `/bureaus?ended=${ended}&limit=${PAGE}${after === null ? '' : `&after=${after}`}`,
  );
  const count = (value: number | null) => (value === null ? t('bureaus.notYours') : value.toLocaleString('en-US'));
  const listed = may(person, 'getListsStandings');
  return (
    <Page
      title={t('bureaus.title')}
      actions={may(person, 'getDivisionChanges') && <Link to="/division-changes">{t('bureaus.changes')}</Link>}
    >
      <div className="filters">
        <Checkbox checked={ended} onChange={(event) => set('ended', event.target.checked ? 'true' : '')}>
          {t('bureaus.withEnded')}
        </Checkbox>
      </div>
      <PagedTable
        pages={pages}
        rows={pages.data?.pages.flatMap((page) => page.bureaus) ?? []}
        rowKey="code"
        label={t('bureaus.caption')}
        empty={t('bureaus.none')}
        columns={[
          {
            title: t('common.name'),
            render: (_, one) => (one.endedOn === null ? one.name : `${one.name}（${t('bureaus.ended', { day: one.endedOn })}）`),
          },
          { title: t('bureaus.level'), render: (_, one) => named('level', one.level) },
          {
            title: t('bureaus.territory'),
            render: (_, one) => {
              const territory = one.div ?? one.city ?? one.prov;
              const code = one.gbCode ?? t('bureaus.noCode');
              return territory === null ? code : `${divisionName(territory)}（${code}）`;
            },
          },
          { title: t('bureaus.above'), render: (_, one) => one.parent ?? t('common.none') },
          {
            title: t('bureaus.institutions'),
            align: 'right',
            render: (_, one) => {
              const territory = one.div ?? (one.level === 'city' ? one.city : null);
              if (!listed || one.institutions === null || territory === null) return count(one.institutions);
              return <Link to={`/lists/standings?div=${territory}`}>{count(one.institutions)}</Link>;
            },
          },
          { title: t('bureaus.accounts'), align: 'right', render: (_, one) => count(one.accounts) },
        ]}
      />
    </Page>
  );
}
