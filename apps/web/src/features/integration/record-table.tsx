import { Card, Table } from 'antd';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { ChoiceField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { useWords } from '../../words/language.tsx';
import type { ResultRecord } from './joint-test.ts';

const VERDICTS = ['meets', 'does-not-meet', 'not-applicable'];

interface RecordTableProps {
  readonly path: string;
  readonly records: readonly ResultRecord[];
  readonly person: Person;
  readonly open: boolean;
}

/** 附件三 part 2: the result records of the security assessment, each entered by a person. */
export function RecordTable({ path, records, person, open }: RecordTableProps) {
  const { t, named } = useWords();
  const enters = open && may(person, 'postApplicationsNumberTestCampaignsCampaignRecordsItem');
  const verdicts = VERDICTS.map((value) => ({ value, label: named('verdict', value) }));
  return (
    <Card title={t('joint.records', { done: records.filter((one) => one.verdict !== null).length, all: records.length })}>
      <Table
        size="small"
        pagination={false}
        rowKey="item"
        dataSource={records}
        aria-label={t('joint.recordsOf')}
        columns={[
          { title: t('joint.item'), width: 90, render: (_, one) => <ClauseLink clause={one.clause} /> },
          { title: t('joint.asked'), render: (_, one) => <span className="value">{one.text}</span> },
          {
            title: t('joint.result'),
            width: 260,
            render: (_, one) => (
              <>
                {one.verdict === null ? <span className="owed">{t('joint.notEntered')}</span> : named('verdict', one.verdict)}
                {one.record !== null && <div className="faint value">{one.record}</div>}
              </>
            ),
          },
          ...(enters
            ? [
                {
                  title: '',
                  width: 90,
                  render: (_: unknown, one: ResultRecord) => (
                    <Fill<{ verdict: string; record: string }>
                      label={t('joint.enter')}
                      initial={{ verdict: one.verdict ?? 'meets', ...(one.record === null ? {} : { record: one.record }) }}
                      act={(values) => ({ path: `${path}/records/${one.item}`, body: values })}
                    >
                      <ChoiceField name="verdict" label={t('joint.result')} options={verdicts} />
                      <TextField name="record" label={t('joint.record')} rows={3} max={2000} />
                    </Fill>
                  ),
                },
              ]
            : []),
        ]}
      />
    </Card>
  );
}
