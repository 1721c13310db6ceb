import { useQueryClient } from '@tanstack/react-query';
import { Button, Card, Flex, Input, Radio, Table, Upload } from 'antd';
import { useState } from 'react';
import { call, fetchFile } from '../../api/client.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { Ask } from '../../parts/ask.tsx';
import { download } from '../../parts/csv.ts';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import type { Application, Material } from './application.ts';

const ACCEPTED = '.pdf,.jpg,.jpeg,.png';

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
          { title: t('application.findConforms'), render: (_, one) => <FindingOf material={one} /> },
          {
            title: t('common.act'),
            render: (_, one) => (
              <Flex gap={8}>
                {handsIn && <HandIn material={one} application={application} failed={setError} />}
                {one.handedIn !== null && may(person, 'postApplicationsNumberFindings') && (
                  <Find material={one} application={application} />
                )}
              </Flex>
            ),
          },
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
    </>
  );
}

function FindingOf({ material: { finding } }: { readonly material: Material }) {
  const { t } = useWords();
  if (finding === null) return <span className="faint">{t('application.unfound')}</span>;
  return `${t(finding.conforms ? 'application.conforms' : 'application.notConforms')}${finding.note === null ? '' : `：${finding.note}`}`;
}

/** Uploads the bytes first, then hands the document in. */
function HandIn({ material, application, failed }: RowProps) {
  const { t } = useWords();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const handIn = async (file: File) => {
    setBusy(true);
    failed(null);
    try {
      const { id } = await call<{ id: string }>('POST', `/institutions/${application.institution}/documents`, { body: file });
      await call('POST', `/applications/${application.number}/materials`, { body: { material: material.code, documentId: id } });
      await client.invalidateQueries();
    } catch (error) {
      failed(error);
    }
    setBusy(false);
  };
  return (
    <Upload
      accept={ACCEPTED}
      showUploadList={false}
      beforeUpload={(file) => {
        void handIn(file);
        return false;
      }}
    >
      <Button size="small" loading={busy}>
        {t('application.handIn')}
      </Button>
    </Upload>
  );
}

function Find({ material, application }: { readonly material: Material; readonly application: Application }) {
  const { t } = useWords();
  const [conforms, setConforms] = useState(true);
  const [note, setNote] = useState('');
  const fields = (
    <>
      <Radio.Group
        aria-label={t('application.findConforms')}
        value={conforms}
        onChange={(event) => setConforms(event.target.value as boolean)}
        options={[
          { value: true, label: t('application.conforms') },
          { value: false, label: t('application.notConforms') },
        ]}
      />
      <Input
        aria-label={t('application.findNote')}
        placeholder={t('application.findNote')}
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.target.value)}
      />
    </>
  );
  return (
    <Ask
      label={t('application.find')}
      fields={fields}
      act={() => ({
        path: `/applications/${application.number}/findings`,
        body: { material: material.code, conforms, ...(note.trim() === '' ? {} : { note: note.trim() }) },
      })}
    />
  );
}
