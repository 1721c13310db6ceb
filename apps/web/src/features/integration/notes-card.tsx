import { Button, Card, Modal, Table } from 'antd';
import { useState } from 'react';
import { Ask } from '../../parts/ask.tsx';
import { CaseState } from '../../parts/case-state.tsx';
import { FileViewer } from '../../parts/file-viewer.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import type { CaseNote, Standing } from './joint-test.ts';

/** What people said of cases: those that wait for another person first, with the evidence to look at before. */
export function NotesCard({ path, run }: { readonly path: string; readonly run: Standing }) {
  const { t, named, said } = useWords();
  const titles = new Map(run.cases.map((one) => [one.id, one.title]));
  const waiting = run.notes.filter((one) => !one.approved && one.kind !== 'comment');
  const rows = [...waiting, ...run.notes.filter((one) => !waiting.includes(one)).reverse()];
  return (
    <Card title={t('joint.notes', { count: waiting.length })}>
      <Table
        size="small"
        pagination={false}
        rowKey="id"
        dataSource={rows}
        scroll={{ x: 'max-content' }}
        aria-label={t('joint.notesOf')}
        columns={[
          {
            title: t('joint.case'),
            render: (_, one) => (
              <>
                {titles.has(one.case) ? said(titles.get(one.case)!) : ''} <span className="faint">{one.case}</span>
              </>
            ),
          },
          {
            title: t('common.kind'),
            render: (_, one) => (
              <>
                {named('casenote', one.kind)} {one.state !== null && one.kind === 'override' && <CaseState state={one.state} />}
              </>
            ),
          },
          { title: t('joint.reason'), width: 280, render: (_, one) => <span className="value">{one.reason}</span> },
          { title: t('joint.evidence'), render: (_, one) => <Evidence path={`${path}/runs/${run.run}/evidence`} note={one} /> },
          {
            title: t('common.state'),
            render: (_, one) => (
              <>
                <Stands note={one} />
                <div className="faint">{`${shortTime(one.at)} ${one.byYou ? t('joint.byYou') : t('joint.byOther')}`}</div>
              </>
            ),
          },
          {
            title: t('common.act'),
            render: (_, one) =>
              one.youMayApprove ? (
                <Ask
                  primary
                  label={t('joint.approve')}
                  consequence={
                    <p>
                      {t('joint.approveWhat', { case: one.case, state: named('casestate', one.state ?? 'attested') })}
                      {one.evidence === null || one.evidence.kept ? '' : ` ${t('joint.evidenceAway')}`}
                    </p>
                  }
                  act={() => ({ path: `${path}/notes/${one.id}/approval`, body: {} })}
                />
              ) : one.byYou && !one.approved && one.kind !== 'comment' ? (
                <span className="faint">{t('joint.waitsOther')}</span>
              ) : null,
          },
        ]}
      />
    </Card>
  );
}

function Stands({ note }: { readonly note: CaseNote }) {
  const { t } = useWords();
  if (note.kind === 'comment') return <span className="faint">{t('joint.isComment')}</span>;
  return <StateTag state={note.approved ? 'approved' : 'open'} word={t(note.approved ? 'joint.approved' : 'joint.waits')} />;
}

/** The file that a note rests on: shown where it is kept with the run, else named by its SM3. */
function Evidence({ path, note: { evidence } }: { readonly path: string; readonly note: CaseNote }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  if (evidence === null) return <span className="faint">{t('common.none')}</span>;
  if (!evidence.kept)
    return (
      <span className="faint value">
        {`${evidence.name} SM3 ${evidence.sm3.slice(0, 12)}…`} {t('joint.evidenceAway')}
      </span>
    );
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t('joint.look', { name: evidence.name })}
      </Button>
      <Modal open={open} title={evidence.name} footer={null} width={900} onCancel={() => setOpen(false)} destroyOnHidden>
        <FileViewer path={`${path}/${evidence.sm3}`} name={evidence.name} />
        <p className="faint value">{`SM3 ${evidence.sm3}`}</p>
      </Modal>
    </>
  );
}
