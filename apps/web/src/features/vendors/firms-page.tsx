import { Button, Select } from 'antd';
import { Link } from 'react-router';
import { query } from '../../api/client.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages, useRead } from '../../api/use-api.ts';
import { DivisionField } from '../../parts/division-field.tsx';
import { TextField, TicksField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { Page } from '../../parts/page.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';

export const FIRM_ROLES = ['vendor', 'platform-vendor', 'integration-partner', 'carrier', 'agency'] as const;

interface Firm {
  readonly code: string;
  readonly name: string;
  readonly roles: readonly string[];
}

/** Everybody who has a part besides institutions and authorities: vendors, partners, carriers, agencies. */
export default function FirmsPage({ person }: { readonly person: Person }) {
  const { t, named } = useWords();
  const [at, set] = useUrlState();
  const role = at('role');
  const pages = usePages<{ firms: Firm[]; next: string | null }>(
    (after) => `/firms${query({ role: role === '' ? null : role, after, limit: 50 })}`,
  );
  const me = useRead<{ partyCode: string | null }>(person.level === 'party' && person.role !== 'institution' ? '/me' : null);
  const own = me.data?.partyCode ?? null;
  const roles = FIRM_ROLES.map((value) => ({ value, label: named('role', value) }));
  return (
    <Page
      title={t('firms.title')}
      actions={
        <>
          {own !== null && (
            <Link to={`/firms/${own}`}>
              <Button size="small">{t('firms.own')}</Button>
            </Link>
          )}
          {may(person, 'postFirms') && (
            <Fill<{ code: string; name: string; roles: string[]; city?: string }>
              label={t('firms.register')}
              primary
              consequence={<span className="faint">{t('firms.registerWhat')}</span>}
              act={(body) => ({ path: '/firms', body })}
            >
              <TextField name="code" label={t('firms.code')} hint={t('firms.codeHint')} max={63} />
              <TextField name="name" label={t('common.name')} />
              <TicksField name="roles" label={t('firms.role')} options={roles} />
              <DivisionField name="city" label={t('firms.city')} hint={t('firms.cityHint')} optional person={person} levels={['city']} />
            </Fill>
          )}
        </>
      }
    >
      <search className="filters" aria-label={t('common.filter')}>
        <Select
          aria-label={t('firms.role')}
          value={role}
          style={{ width: 240 }}
          onChange={(value) => set('role', value)}
          options={[{ value: '', label: `${t('firms.role')}：${t('common.all')}` }, ...roles]}
        />
      </search>
      <PagedTable
        pages={pages}
        rows={pages.data?.pages.flatMap((page) => page.firms) ?? []}
        rowKey="code"
        label={t('firms.caption')}
        empty={t('firms.none')}
        emptyWhy={t('firms.noneWhy')}
        columns={[
          { title: t('common.name'), render: (_, firm) => <Link to={`/firms/${firm.code}`}>{firm.name}</Link> },
          { title: t('firms.code'), dataIndex: 'code' },
          { title: t('firms.role'), render: (_, firm) => firm.roles.map((one) => named('role', one)).join('、') },
        ]}
      />
    </Page>
  );
}
