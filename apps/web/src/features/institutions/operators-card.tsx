import { Card, Table } from 'antd';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { PickField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { Loaded } from '../../parts/page.tsx';
import { dateOf } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';

interface Operator {
  readonly id: string;
  readonly role: string;
  readonly name: string;
  readonly phone: string | null;
  readonly from: string;
  readonly until: string | null;
}

const ROLES = ['operator', 'responsible', 'is_officer', 'manager'];

/** Who is named for the institution: operators and officers, each with their time. */
export function OperatorsCard({ code, person }: { readonly code: string; readonly person: Person }) {
  const { t, named } = useWords();
  const reading = useRead<{ operators: Operator[] }>(`/institutions/${code}/operators`);
  const mayName = may(person, 'postInstitutionsCodeOperators');
  const name = mayName && (
    <Fill<{ role: string; name: string; phone?: string }>
      label={t('operators.name')}
      initial={{ role: 'operator' }}
      act={(body) => ({ path: `/institutions/${code}/operators`, body })}
    >
      <PickField name="role" label={t('operators.role')} options={ROLES.map((one) => ({ value: one, label: named('operator', one) }))} />
      <TextField name="name" label={t('operators.person')} max={50} />
      <TextField name="phone" label={t('application.contactPhone')} max={20} tel optional />
    </Fill>
  );
  return (
    <Card title={t('operators.title')} extra={name}>
      <Loaded of={reading} rows={2}>
        {({ operators }) => (
          <Table
            size="small"
            pagination={false}
            rowKey="id"
            dataSource={operators}
            scroll={{ x: 'max-content' }}
            locale={{ emptyText: t('operators.none') }}
            aria-label={t('operators.title')}
            columns={[
              { title: t('operators.role'), render: (_, one) => named('operator', one.role) },
              { title: t('operators.person'), dataIndex: 'name' },
              { title: t('application.contactPhone'), render: (_, one) => one.phone ?? t('common.none') },
              {
                title: t('operators.time'),
                render: (_, one) => `${dateOf(one.from)} ${one.until === null ? t('operators.present') : dateOf(one.until)}`,
              },
              {
                title: t('common.act'),
                render: (_, one) =>
                  mayName &&
                  one.until === null && (
                    <Ask
                      label={t('operators.end')}
                      consequence={t('operators.endConsequence', { name: one.name, role: named('operator', one.role) })}
                      act={() => ({ path: `/institutions/${code}/operators/${one.id}/end` })}
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
