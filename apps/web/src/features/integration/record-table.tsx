import { Button, Card, Input, Radio } from 'antd';
import { useId, useState } from 'react';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useAct } from '../../api/use-api.ts';
import { ClauseLink } from '../../parts/clause-link.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { useWords } from '../../words/language.tsx';
import type { ResultRecord } from './joint-test.ts';

const VERDICTS = ['meets', 'does-not-meet', 'not-applicable'];

interface RecordTableProps {
  readonly path: string;
  readonly records: readonly ResultRecord[];
  readonly person: Person;
  readonly open: boolean;
}

/** 附件三 part 2: the result records of the security assessment, each entered by a person where it stands. */
export function RecordTable({ path, records, person, open }: RecordTableProps) {
  const { t } = useWords();
  const enters = open && may(person, 'postApplicationsNumberTestCampaignsCampaignRecordsItem');
  return (
    <Card title={t('joint.records', { done: records.filter((one) => one.verdict !== null).length, all: records.length })}>
      <ol className="record-list" aria-label={t('joint.recordsOf')}>
        {records.map((one) => (
          <li key={one.item} className="record-row" data-item={one.item}>
            <div>
              <ClauseLink clause={one.clause} /> <Verdict of={one} />
              <div className="value record-text">{one.text}</div>
            </div>
            {enters ? (
              <Entry key={`${one.verdict} ${one.record}`} path={path} of={one} />
            ) : (
              <span className="value">{one.record ?? ''}</span>
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}

function Verdict({ of: { verdict } }: { readonly of: ResultRecord }) {
  const { t, named } = useWords();
  if (verdict === null) return <span className="owed">{t('joint.notEntered')}</span>;
  return <b className={verdict === 'does-not-meet' ? 'owed' : ''}>{named('verdict', verdict)}</b>;
}

/** What was found of one item, written beside it; a correction is written over it and kept as a new record. */
function Entry({ path, of }: { readonly path: string; readonly of: ResultRecord }) {
  const { t, named } = useWords();
  const id = useId();
  const [verdict, setVerdict] = useState(of.verdict ?? '');
  const [record, setRecord] = useState(of.record ?? '');
  const act = useAct();
  const ready = verdict !== '' && record.trim().length >= 2 && (verdict !== of.verdict || record.trim() !== of.record);
  return (
    <div className="record-entry">
      <Radio.Group
        size="small"
        aria-label={t('joint.resultOf', { item: of.item })}
        value={verdict}
        onChange={(event) => setVerdict(String(event.target.value))}
        options={VERDICTS.map((value) => ({ value, label: named('verdict', value) }))}
      />
      <label className="hidden" htmlFor={id}>
        {t('joint.recordOf', { item: of.item })}
      </label>
      <Input.TextArea
        id={id}
        rows={2}
        maxLength={2000}
        value={record}
        placeholder={t('joint.record')}
        onChange={(event) => setRecord(event.target.value)}
      />
      <Button
        size="small"
        disabled={!ready}
        loading={act.isPending}
        onClick={() => act.mutate({ path: `${path}/records/${of.item}`, body: { verdict, record: record.trim() } })}
      >
        {t('joint.saveRecord', { item: of.item })}
      </Button>
      {act.error !== null && <ProblemNotice error={act.error} />}
    </div>
  );
}
