import { useQueryClient } from '@tanstack/react-query';
import { Button, Card, Table } from 'antd';
import { useState } from 'react';
import { call, fetchFile } from '../../api/client.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { download } from '../../parts/csv.ts';
import { DropFile } from '../../parts/drop-file.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { ScanMark } from '../../parts/scan-mark.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import type { Application, Material } from './application.ts';
import { FindingWords } from './finding.tsx';

/** The materials that the rules ask for, each with its file and its finding. What is accepted is said beforehand. */
export function Materials({ application, person }: { readonly application: Application; readonly person: Person }) {
  const { t, said } = useWords();
  const [error, setError] = useState<unknown>(null);
  const handsIn = application.editable && may(person, 'postApplicationsNumberMaterials');
  return (
    <Card title={t('application.evidence')} extra={handsIn && <span className="faint">{t('application.accepted')}</span>}>
      {error !== null && <ProblemNotice error={error} />}
      <Table
        size="small"
        rowKey="code"
        pagination={false}
        dataSource={[...application.materials]}
        scroll={{ x: 'max-content' }}
        columns={[
          {
            title: t('application.evidence'),
            render: (_, one) => (
              <>
                <span className="material-title">{said(one.title)}</span> <ClauseLink clause={one.clause} />
              </>
            ),
          },
          { title: t('common.state'), render: (_, one) => <FileOf material={one} application={application} failed={setError} /> },
          { title: t('application.findConforms'), render: (_, one) => <FindingWords material={one} /> },
          ...(handsIn
            ? [
                {
                  title: t('application.handIn'),
                  width: 280,
                  render: (_: unknown, one: Material) => <HandIn material={one} application={application} />,
                },
              ]
            : []),
        ]}
      />
    </Card>
  );
}

interface RowProps {
  readonly material: Material;
  readonly application: Application;
  readonly failed: (error: unknown) => void;
}

function FileOf({ material: { handedIn }, application, failed }: RowProps) {
  const { t } = useWords();
  if (handedIn === null) return <span className="faint">{t('application.notHandedIn')}</span>;
  const open = () =>
    fetchFile(`/institutions/${application.institution}/documents/${handedIn.documentId}`).then(
      (file) => download(handedIn.name, file),
      failed,
    );
  return (
    <>
      <Button type="link" size="small" className="inline-button" onClick={() => void open()}>
        {handedIn.name}
      </Button>{' '}
      <span className="faint">{shortTime(handedIn.at)}</span>
      <div>
        <ScanMark scan={handedIn.scan} at={handedIn.scannedAt} />
      </div>
    </>
  );
}

/** The bytes are stored first, then handed in as this material. */
function HandIn({ material, application }: Omit<RowProps, 'failed'>) {
  const { said } = useWords();
  const client = useQueryClient();
  return (
    <DropFile
      label={said(material.title)}
      institution={application.institution}
      stored={async ({ id }) => {
        await call('POST', `/applications/${application.number}/materials`, { body: { material: material.code, documentId: id } });
        await client.invalidateQueries();
      }}
    />
  );
}
