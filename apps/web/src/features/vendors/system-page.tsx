import { Card, Descriptions, Table } from 'antd';
import { Link, useParams } from 'react-router';
import { useDivisionName } from '../../api/names.ts';
import { may } from '../../api/permission.ts';
import { serverNow } from '../../api/server-time.ts';
import type { Person } from '../../api/session.ts';
import { usePages, useRead } from '../../api/use-api.ts';
import { CountField, DayField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { Loaded, Page } from '../../parts/page.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { dateOf, shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import { CertificationCard } from './certification-card.tsx';
import { WithdrawalTable } from './withdrawal-table.tsx';

interface System {
  readonly code: string;
  readonly vendor: string;
  readonly name: string;
  readonly release: string;
  readonly deployment: 'standalone' | 'cloud' | null;
  readonly registeredAt: string;
  readonly certificates: readonly {
    readonly number: string;
    readonly level: number;
    readonly validFrom: string;
    readonly validTo: string;
    readonly withdrawnAt: string | null;
    readonly withdrawnReason: string | null;
  }[];
}

interface Running {
  readonly code: string;
  readonly name: string;
  readonly div: string;
  readonly from: string;
}

const PAGE = 100;

/** One release of a system: its certificates, who runs it, what was withdrawn of it. */
export default function SystemPage({ person }: { readonly person: Person }) {
  const { code = '' } = useParams();
  const { t } = useWords();
  const reading = useRead<System>(`/systems/${code}`);
  const divisionName = useDivisionName();
  const me = useRead<{ partyCode: string | null }>(person.level === 'party' ? '/me' : null);
  const sees = may(person, 'getSystemsCodeInstitutions');
  const pages = usePages<{ institutions: Running[]; next: string | null }>(
    (after) => `/systems/${code}/institutions?limit=${PAGE}${after === null ? '' : `&after=${after}`}`,
    sees,
  );
  const running = pages.data?.pages.flatMap((page) => page.institutions) ?? [];
  const name = reading.data === undefined ? code : `${reading.data.name} ${reading.data.release}`;
  const records = may(person, 'postSystemsCodeCertificates') && (person.level !== 'party' || me.data?.partyCode === reading.data?.vendor);
  const today = dateOf(serverNow());
  return (
    <Page title={name} state={<span className="faint">{code}</span>} actions={<Link to="/firms">{t('firms.title')}</Link>}>
      <Loaded of={reading}>
        {(system) => (
          <>
            <Card>
              <Descriptions
                column={{ xs: 1, md: 2 }}
                items={[
                  { key: 'vendor', label: t('systems.vendor'), children: <Link to={`/firms/${system.vendor}`}>{system.vendor}</Link> },
                  { key: 'release', label: t('systems.release'), children: system.release },
                  {
                    key: 'deployment',
                    label: t('systems.deployment'),
                    children: system.deployment === null ? t('common.none') : t(`systems.${system.deployment}`),
                  },
                  { key: 'at', label: t('systems.registeredAt'), children: shortTime(system.registeredAt) },
                ]}
              />
            </Card>
            <Card
              title={t('systems.certificates')}
              extra={
                records && (
                  <Fill<object>
                    label={t('systems.record')}
                    consequence={<span className="faint">{t('systems.recordWhat')}</span>}
                    act={(body) => ({ path: `/systems/${code}/certificates`, body })}
                  >
                    <TextField name="number" label={t('systems.number')} max={60} />
                    <CountField name="level" label={t('systems.level')} max={5} />
                    <DayField name="validFrom" label={t('systems.validFrom')} />
                    <DayField name="validTo" label={t('systems.validTo')} />
                  </Fill>
                )
              }
            >
              <Table
                size="small"
                pagination={false}
                rowKey="number"
                scroll={{ x: 640 }}
                aria-label={t('systems.certificates')}
                dataSource={[...system.certificates]}
                locale={{ emptyText: t('systems.noCertificates') }}
                columns={[
                  { title: t('systems.number'), dataIndex: 'number' },
                  { title: t('systems.level'), render: (_, one) => t('systems.levelOf', { level: one.level }) },
                  { title: t('systems.validFrom'), dataIndex: 'validFrom' },
                  { title: t('systems.validTo'), dataIndex: 'validTo' },
                  {
                    title: t('common.state'),
                    render: (_, one) =>
                      one.withdrawnAt !== null
                        ? `${t('systems.takenBack')} ${shortTime(one.withdrawnAt)} ${one.withdrawnReason ?? ''}`
                        : t(one.validTo < today ? 'systems.expired' : 'systems.valid'),
                  },
                  {
                    title: t('common.act'),
                    render: (_, one) =>
                      one.withdrawnAt === null &&
                      may(person, 'postSystemsCodeCertificatesWithdrawal') && (
                        <Fill<{ reason: string }>
                          label={t('systems.takeBack')}
                          danger
                          consequence={
                            <span>
                              {t(pages.hasNextPage ? 'systems.takeBackWhatMore' : 'systems.takeBackWhat', { count: running.length })}
                            </span>
                          }
                          act={({ reason }) => ({
                            path: `/systems/${code}/certificates/withdrawal`,
                            body: { number: one.number, reason },
                          })}
                        >
                          <TextField name="reason" label={t('common.reason')} rows={3} max={2000} />
                        </Fill>
                      ),
                  },
                ]}
              />
            </Card>
            {may(person, 'getSystemsCodeCertifications') && <CertificationCard person={person} code={code} />}
            {sees && (
              <Card title={t('systems.running')}>
                <PagedTable
                  pages={pages}
                  rows={running}
                  rowKey="code"
                  label={t('systems.running')}
                  empty={t('systems.nobody')}
                  columns={[
                    {
                      title: t('common.name'),
                      render: (_, one) =>
                        may(person, 'getInstitutionsCodeDossier') ? <Link to={`/institutions/${one.code}`}>{one.name}</Link> : one.name,
                    },
                    { title: t('common.code'), dataIndex: 'code' },
                    { title: t('common.division'), render: (_, one) => divisionName(one.div) },
                    { title: t('systems.from'), render: (_, one) => shortTime(one.from) },
                  ]}
                />
              </Card>
            )}
            {may(person, 'getWithdrawals') && (
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
