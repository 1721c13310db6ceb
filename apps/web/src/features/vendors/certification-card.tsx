import { Card, Table } from 'antd';
import { useDivisionName } from '../../api/names.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { ClauseLink } from '../../parts/clause-link.tsx';
import { TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { Loaded } from '../../parts/page.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';

interface Certification {
  readonly prov: string;
  readonly kind: string;
  readonly clause: string;
  readonly stated: boolean;
  readonly report: string;
  readonly from: string;
  readonly until: string | null;
  readonly reason: string | null;
}

/** Where and when a release was certified by the whole suite; shown where it ever was. */
export function CertificationCard({ person, code }: { readonly person: Person; readonly code: string }) {
  const { t, named } = useWords();
  const divisionName = useDivisionName();
  const reading = useRead<{ certifications: readonly Certification[] }>(`/systems/${code}/certifications`);
  return (
    <Card title={t('systems.certified')}>
      <Loaded of={reading}>
        {({ certifications }) => (
          <Table
            size="small"
            pagination={false}
            rowKey={(one) => `${one.prov} ${one.kind} ${one.from}`}
            scroll={{ x: 640 }}
            aria-label={t('systems.certified')}
            dataSource={[...certifications]}
            locale={{ emptyText: t('systems.neverCertified') }}
            columns={[
              { title: t('common.division'), render: (_, one) => divisionName(one.prov) },
              { title: t('systems.certifiedFor'), render: (_, one) => named('institution', one.kind) },
              { title: t('systems.certifiedFrom'), render: (_, one) => shortTime(one.from) },
              {
                title: t('common.state'),
                render: (_, one) =>
                  one.until === null
                    ? t('systems.certifiedNow')
                    : `${t('systems.certifiedUntil', { time: shortTime(one.until) })} ${one.reason ?? ''}`,
              },
              {
                title: t('systems.certifiedBy'),
                render: (_, one) => (
                  <>
                    <ClauseLink clause={one.clause} /> {!one.stated && <span className="faint">{t('systems.certifiedOurs')}</span>}
                  </>
                ),
              },
              {
                title: t('systems.certifiedReport'),
                render: (_, one) => (
                  <span className="value" title={one.report}>
                    {one.report.slice(0, 12)}
                  </span>
                ),
              },
              {
                title: t('common.act'),
                render: (_, one) =>
                  one.until === null &&
                  one.prov === person.territory &&
                  may(person, 'postSystemsCodeCertificationsEnd') && (
                    <Fill<{ reason: string }>
                      label={t('systems.uncertify')}
                      danger
                      consequence={<span>{t('systems.uncertifyWhat')}</span>}
                      act={({ reason }) => ({ path: `/systems/${code}/certifications/end`, body: { kind: one.kind, reason } })}
                    >
                      <TextField name="reason" label={t('common.reason')} rows={3} max={2000} />
                    </Fill>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}
