import { Card, Table } from 'antd';
import { useDivisionName } from '../../api/names.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { PickField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { Loaded, Nothing } from '../../parts/page.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import { PARTY_ROLES, STAFF_ROLES } from './account.ts';

interface Range {
  readonly id: string;
  readonly role: string;
  readonly range: string;
  readonly prov: string | null;
  readonly setAt: string;
}

/** 登录地址范围: a role that has ranges logs in from them alone (NX-附3.2-1c). */
export function RangesCard({ person }: { readonly person: Person }) {
  const { t, named } = useWords();
  const divisionName = useDivisionName();
  const reading = useRead<{ ranges: readonly Range[] }>('/management-ranges');
  const changes = may(person, 'postManagementRanges');
  return (
    <Card size="small" title={t('ranges.title')} extra={changes && <SetRange />}>
      <p className="faint">{t('ranges.what')}</p>
      <Loaded of={reading}>
        {({ ranges }) => (
          <Table
            size="small"
            rowKey="id"
            pagination={false}
            dataSource={[...ranges]}
            scroll={{ x: 640 }}
            aria-label={t('ranges.title')}
            locale={{ emptyText: <Nothing what={t('ranges.none')} /> }}
            columns={[
              { title: t('accounts.role'), render: (_, one) => named('role', one.role) },
              { title: t('ranges.range'), render: (_, one) => <code>{one.range}</code> },
              {
                title: t('ranges.place'),
                render: (_, one) => (one.prov === null ? t('settings.source.installation') : divisionName(one.prov)),
              },
              { title: t('ranges.setAt'), render: (_, one) => shortTime(one.setAt) },
              {
                title: t('common.act'),
                width: 140,
                render: (_, one) =>
                  changes &&
                  (person.level === 'nation' || one.prov !== null) && (
                    <Ask
                      danger
                      label={t('ranges.end')}
                      consequence={<span>{t('ranges.endWhat', { role: named('role', one.role), range: one.range })}</span>}
                      act={() => ({ path: `/management-ranges/${one.id}/end` })}
                    />
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}

function SetRange() {
  const { t, named } = useWords();
  return (
    <Fill<{ role: string; range: string }>
      label={t('ranges.set')}
      consequence={<span>{t('ranges.setWhat')}</span>}
      act={(body) => ({ path: '/management-ranges', body })}
    >
      <PickField
        name="role"
        label={t('accounts.role')}
        options={[...STAFF_ROLES, ...PARTY_ROLES].map((value) => ({ value, label: named('role', value) }))}
      />
      <TextField name="range" label={t('ranges.range')} max={50} hint={t('ranges.form')} />
    </Fill>
  );
}
