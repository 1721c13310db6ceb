import { Table } from 'antd';
import { useParams } from 'react-router';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { beijing, ChoiceField, MinuteField, TextField, YesNoField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { InstitutionName } from '../../parts/institution-name.tsx';
import { Loaded, Page } from '../../parts/page.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';

interface TestRecord {
  readonly kind: string;
  readonly passed: boolean;
  readonly testedAt: string;
  readonly note: string | null;
  readonly recordedAt: string;
}

const KINDS = ['network-test', 'system-test'];

/** 测试记录: network and system tests (JC-7), passed and failed; a passed one takes the step that waits for it. */
export default function TestRecordsPage({ person }: { readonly person: Person }) {
  const { code = '' } = useParams();
  const { t, named } = useWords();
  const reading = useRead<{ tests: TestRecord[] }>(`/institutions/${code}/test-records`);
  const record = may(person, 'postInstitutionsCodeTestRecords') && (
    <Fill<{ kind: string; passed: boolean; testedAt: string; note?: string }>
      label={t('tests.record')}
      primary
      consequence={
        <span className="faint">
          {t('tests.consequence')} <ClauseLink clause="JC-7" />
        </span>
      }
      initial={{ kind: KINDS[0]! }}
      act={({ testedAt, ...rest }) => ({ path: `/institutions/${code}/test-records`, body: { ...rest, testedAt: beijing(testedAt) } })}
    >
      <ChoiceField name="kind" label={t('common.kind')} options={KINDS.map((one) => ({ value: one, label: named('test', one) }))} />
      <YesNoField name="passed" label={t('tests.result')} yes={t('carrier.passed')} no={t('carrier.failed')} />
      <MinuteField name="testedAt" label={t('tests.testedAt')} />
      <TextField name="note" label={t('common.note')} rows={2} max={2000} optional />
    </Fill>
  );
  return (
    <Page title={t('tests.title')} state={<InstitutionName code={code} />} actions={record}>
      <Loaded of={reading}>
        {({ tests }) => (
          <div className="table-card">
            <Table
              size="small"
              pagination={false}
              rowKey={(one) => `${one.kind} ${one.testedAt} ${one.recordedAt}`}
              dataSource={tests}
              scroll={{ x: 'max-content' }}
              locale={{ emptyText: t('tests.none') }}
              aria-label={t('tests.title')}
              columns={[
                { title: t('common.kind'), render: (_, one) => named('test', one.kind) },
                { title: t('tests.result'), render: (_, one) => t(one.passed ? 'carrier.passed' : 'carrier.failed') },
                { title: t('tests.testedAt'), render: (_, one) => shortTime(one.testedAt) },
                { title: t('common.note'), render: (_, one) => one.note ?? '' },
                { title: t('tests.recordedAt'), render: (_, one) => shortTime(one.recordedAt) },
              ]}
            />
          </div>
        )}
      </Loaded>
    </Page>
  );
}
