import { Card, Table } from 'antd';
import { Link, useParams } from 'react-router';
import { useDivisionName } from '../../api/names.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages, useRead } from '../../api/use-api.ts';
import { DivisionField } from '../../parts/division-field.tsx';
import { ChoiceField, TextField, TicksField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { Loaded, Page } from '../../parts/page.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import { FIRM_ROLES } from './firms-page.tsx';
import { WithdrawalTable } from './withdrawal-table.tsx';

interface Firm {
  readonly code: string;
  readonly name: string;
  readonly roles: readonly {
    readonly role: string;
    readonly prov: string;
    readonly city: string | null;
    readonly from: string;
    readonly until: string | null;
    readonly endedReason: string | null;
  }[];
}

interface System {
  readonly code: string;
  readonly name: string;
  readonly release: string;
  readonly deployment: 'standalone' | 'cloud' | null;
  readonly registeredAt: string;
}

/** One firm: what it may act as and since when, what it has registered, what of it was withdrawn. */
export default function FirmPage({ person }: { readonly person: Person }) {
  const { code = '' } = useParams();
  const { t, named } = useWords();
  const reading = useRead<Firm>(`/firms/${code}`);
  const divisionName = useDivisionName();
  const me = useRead<{ partyCode: string | null }>(person.level === 'party' ? '/me' : null);
  const holds = (role: string) => reading.data?.roles.some((one) => one.role === role && one.until === null) ?? false;
  const registers = may(person, 'postSystems') && holds('vendor') && (person.level !== 'party' || me.data?.partyCode === code);
  return (
    <Page
      title={reading.data?.name ?? code}
      state={<span className="faint">{code}</span>}
      actions={<Link to="/firms">{t('firms.title')}</Link>}
    >
      <Loaded of={reading}>
        {(firm) => (
          <>
            <Card
              title={t('firms.roles')}
              extra={
                may(person, 'postFirmsCodeRoles') && (
                  <Fill<{ roles: string[]; city?: string }>
                    label={t('firms.addRole')}
                    consequence={<span className="faint">{t('firms.addRoleWhat')}</span>}
                    act={(body) => ({ path: `/firms/${code}/roles`, body })}
                  >
                    <TicksField
                      name="roles"
                      label={t('firms.role')}
                      options={FIRM_ROLES.map((value) => ({ value, label: named('role', value) }))}
                    />
                    <DivisionField
                      name="city"
                      label={t('firms.city')}
                      hint={t('firms.cityHint')}
                      optional
                      person={person}
                      levels={['city']}
                    />
                  </Fill>
                )
              }
            >
              <Table
                size="small"
                pagination={false}
                rowKey={(one) => `${one.role} ${one.prov} ${one.city} ${one.from}`}
                scroll={{ x: 640 }}
                aria-label={t('firms.roles')}
                dataSource={[...firm.roles]}
                columns={[
                  { title: t('firms.role'), render: (_, one) => named('role', one.role) },
                  { title: t('firms.where'), render: (_, one) => divisionName(one.city ?? one.prov) },
                  { title: t('common.since'), render: (_, one) => shortTime(one.from) },
                  {
                    title: t('firms.until'),
                    render: (_, one) => (one.until === null ? t('firms.standing') : `${shortTime(one.until)} ${one.endedReason ?? ''}`),
                  },
                  {
                    title: t('common.act'),
                    render: (_, one) =>
                      one.until === null &&
                      may(person, 'postFirmsCodeRolesEnd') && (
                        <Fill<{ reason: string }>
                          label={t('firms.endRole')}
                          danger
                          consequence={<span>{t('firms.endRoleWhat')}</span>}
                          act={({ reason }) => ({
                            path: `/firms/${code}/roles/end`,
                            body: { role: one.role, reason, ...(one.city === null ? {} : { city: one.city }) },
                          })}
                        >
                          <TextField name="reason" label={t('firms.endReason')} rows={3} max={2000} />
                        </Fill>
                      ),
                  },
                ]}
              />
              {holds('carrier') && may(person, 'getListsLineFilings') && (
                <p>
                  <Link to={`/lists/line-filings?carrier=${code}`}>{t('firms.lines')}</Link>
                </p>
              )}
            </Card>
            {(holds('vendor') || firm.roles.some((one) => one.role === 'vendor')) && (
              <Card
                title={t('firms.systems')}
                extra={
                  registers && (
                    <Fill<Record<string, string>>
                      label={t('systems.register')}
                      primary
                      consequence={<span className="faint">{t('systems.registerWhat')}</span>}
                      act={(body) => ({ path: '/systems', body: { ...body, ...(person.level === 'party' ? {} : { vendor: code }) } })}
                    >
                      <TextField name="code" label={t('systems.code')} hint={t('firms.codeHint')} max={63} />
                      <TextField name="name" label={t('systems.name')} />
                      <TextField name="release" label={t('systems.release')} max={60} />
                      <ChoiceField
                        name="deployment"
                        label={t('systems.deployment')}
                        optional
                        options={(['standalone', 'cloud'] as const).map((value) => ({ value, label: t(`systems.${value}`) }))}
                      />
                    </Fill>
                  )
                }
              >
                <Systems vendor={code} />
              </Card>
            )}
            {may(person, 'getWithdrawals') && firm.roles.some((one) => one.role === 'carrier') && (
              <Card title={t('firms.withdrawals')}>
                <WithdrawalTable person={person} of={code} open={false} />
              </Card>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Systems({ vendor }: { readonly vendor: string }) {
  const { t } = useWords();
  const pages = usePages<{ systems: System[]; next: string | null }>(
    (after) => `/systems?vendor=${vendor}&limit=50${after === null ? '' : `&after=${after}`}`,
  );
  return (
    <PagedTable
      pages={pages}
      rows={pages.data?.pages.flatMap((page) => page.systems) ?? []}
      rowKey="code"
      label={t('firms.systems')}
      empty={t('firms.noSystems')}
      columns={[
        { title: t('systems.name'), render: (_, one) => <Link to={`/systems/${one.code}`}>{one.name}</Link> },
        { title: t('systems.release'), dataIndex: 'release' },
        { title: t('systems.code'), dataIndex: 'code' },
        {
          title: t('systems.deployment'),
          render: (_, one) => (one.deployment === null ? t('common.none') : t(`systems.${one.deployment}`)),
        },
        { title: t('systems.registeredAt'), render: (_, one) => shortTime(one.registeredAt) },
      ]}
    />
  );
}
