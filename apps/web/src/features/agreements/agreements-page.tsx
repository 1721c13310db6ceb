import { Table } from 'antd';
import { useParams } from 'react-router';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import type { Agreement } from '../../api/views.ts';
import { Ask } from '../../parts/ask.tsx';
import { InstitutionName } from '../../parts/institution-name.tsx';
import { Loaded, Page } from '../../parts/page.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { useWords } from '../../words/language.tsx';
import { RecordAgreement } from './record-agreement.tsx';

/** 协议: what was signed with whom, until when, and what has ended. */
export default function AgreementsPage({ person }: { readonly person: Person }) {
  const { code = '' } = useParams();
  const { t, named } = useWords();
  const reading = useRead<{ agreements: Agreement[] }>(`/institutions/${code}/agreements`);
  const records = may(person, 'postInstitutionsCodeAgreements');
  const standing = reading.data?.agreements.filter((one) => one.ended === null) ?? [];
  return (
    <Page
      title={t('agreement.title')}
      state={<InstitutionName code={code} />}
      actions={records && reading.data !== undefined && <RecordAgreement code={code} standing={standing} person={person} />}
    >
      <Loaded of={reading}>
        {({ agreements }) => (
          <div className="table-card">
            <Table
              size="small"
              pagination={false}
              rowKey="id"
              dataSource={agreements}
              scroll={{ x: 'max-content' }}
              locale={{ emptyText: t('agreement.none') }}
              aria-label={t('agreement.title')}
              columns={[
                { title: t('common.kind'), render: (_, one) => named('agreement', one.kind) },
                { title: t('common.number'), render: (_, one) => one.number ?? t('common.none') },
                { title: t('agreement.signatories'), render: (_, one) => <Signatories agreement={one} /> },
                { title: t('agreement.signedOn'), dataIndex: 'signedOn' },
                { title: t('agreement.validTo'), render: (_, one) => one.validTo ?? t('common.none') },
                {
                  title: t('common.state'),
                  render: (_, one) =>
                    one.ended === null ? (
                      <StateTag state="accepted" word={t('agreement.inForce')} />
                    ) : (
                      <>
                        <StateTag state="ended" /> <span className="faint">{one.ended.reason}</span>
                      </>
                    ),
                },
                {
                  title: t('common.act'),
                  render: (_, one) =>
                    one.ended === null &&
                    may(person, 'postAgreementsIdEnd') && (
                      <Ask
                        label={t('agreement.end')}
                        text={t('common.reason')}
                        act={(reason) => ({ path: `/agreements/${one.id}/end`, body: { reason }, version: one.version })}
                      />
                    ),
                },
              ]}
            />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Signatories({ agreement: { signatories, firmName } }: { readonly agreement: Agreement }) {
  const { t } = useWords();
  const { institution, bureau, firm } = signatories;
  return [institution ? t('common.institution') : null, bureau, firmName ?? firm].filter((one) => one !== null).join('、');
}
