import { Card, Flex, Table } from 'antd';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { ChoiceField, CountField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { Loaded, Page } from '../../parts/page.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { type Text, useWords } from '../../words/language.tsx';
import { RangesCard } from './ranges-card.tsx';
import { SigningCard } from './signing-card.tsx';

interface Setting {
  readonly name: string;
  readonly title: Text;
  readonly value: string | number;
  readonly byDefault: string | number;
  readonly source: 'default' | 'installation' | 'province';
  readonly unit: string | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly choices: readonly string[] | null;
  readonly clause: string | null;
}

/** 登录与账号设置: each with its bounds, where it comes from and the clause; the security officer's alone to change. */
export default function SettingsPage({ person }: { readonly person: Person }) {
  const { t, named, said } = useWords();
  const reading = useRead<{ settings: readonly Setting[] }>('/identity-settings');
  const changes = may(person, 'postIdentitySettingsName');
  const say = (setting: Setting, value: string | number) =>
    setting.unit === null ? named('choice', String(value)) : `${value} ${named('unit', setting.unit)}`;
  return (
    <Page title={t('settings.title')}>
      <Card>
        <Loaded of={reading} rows={10}>
          {({ settings }) => (
            <Table
              size="small"
              rowKey="name"
              pagination={false}
              dataSource={[...settings]}
              scroll={{ x: 860 }}
              aria-label={t('settings.title')}
              columns={[
                {
                  title: t('settings.what'),
                  render: (_, one) => (
                    <>
                      {said(one.title)} {one.clause !== null && <ClauseLink clause={one.clause} />}
                    </>
                  ),
                },
                { title: t('settings.value'), width: 140, render: (_, one) => <b>{say(one, one.value)}</b> },
                {
                  title: t('settings.bounds'),
                  width: 190,
                  render: (_, one) =>
                    one.choices === null
                      ? `${one.min} — ${one.max} ${named('unit', one.unit ?? '')}`
                      : one.choices.map((choice) => named('choice', choice)).join('、'),
                },
                { title: t('settings.source'), width: 120, render: (_, one) => named('settings.source', one.source) },
                {
                  title: t('common.act'),
                  width: 200,
                  render: (_, one) =>
                    changes && (
                      <Flex gap={8}>
                        <Fill<{ value: string | number }>
                          label={t('settings.change')}
                          initial={{ value: one.value }}
                          consequence={<span>{t('settings.changeWhat', { what: said(one.title) })}</span>}
                          act={(body) => ({ path: `/identity-settings/${one.name}`, body })}
                        >
                          {one.choices === null ? (
                            <CountField name="value" label={t('settings.value')} min={one.min ?? 0} max={one.max ?? 0} />
                          ) : (
                            <ChoiceField
                              name="value"
                              label={t('settings.value')}
                              options={one.choices.map((value) => ({ value, label: named('choice', value) }))}
                            />
                          )}
                        </Fill>
                        {one.source !== 'default' && (
                          <Ask
                            label={t('settings.back')}
                            consequence={<span>{t('settings.backWhat')}</span>}
                            act={() => ({ path: `/identity-settings/${one.name}`, body: { value: null } })}
                          />
                        )}
                      </Flex>
                    ),
                },
              ]}
            />
          )}
        </Loaded>
      </Card>
      <RangesCard person={person} />
      {may(person, 'getSettingsSigning') && <SigningCard person={person} titles={reading.data?.settings ?? []} />}
    </Page>
  );
}
