import { Card, Table } from 'antd';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { ChoiceField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { useWords } from '../../words/language.tsx';
import type { TestCase } from './joint-test.ts';

const OVERRIDES = ['pass', 'fail', 'warning', 'skipped', 'not-applicable'];

interface CaseTableProps {
  readonly path: string;
  readonly cases: readonly TestCase[];
  readonly person: Person;
  /** whether the run still takes notes */
  readonly open: boolean;
}

/** Every case with its state, why, and the next step in plain words; what a person says of it beside it. */
export function CaseTable({ path, cases, person, open }: CaseTableProps) {
  const { t, named, said } = useWords();
  const notes = open && may(person, 'postApplicationsNumberTestCampaignsCampaignNotes');
  const kinds = person.role === 'integration-partner' ? ['comment', 'skip', 'override', 'attestation'] : ['attestation'];
  return (
    <Card title={t('joint.cases')}>
      <Table
        size="small"
        pagination={false}
        rowKey="id"
        dataSource={cases}
        scroll={{ x: 'max-content' }}
        aria-label={t('joint.cases')}
        columns={[
          {
            title: t('joint.case'),
            render: (_, one) => (
              <>
                {said(one.title)} <span className="faint">{one.id}</span>
                {one.clauses.map((clause) => (
                  <span key={clause}>
                    {' '}
                    <ClauseLink clause={clause} />
                  </span>
                ))}
              </>
            ),
          },
          {
            title: t('joint.state'),
            filters: [...new Set(cases.map((one) => one.state))].map((state) => ({ text: named('casestate', state), value: state })),
            onFilter: (state, one) => one.state === state,
            render: (_, one) => named('casestate', one.state),
          },
          {
            title: t('joint.next'),
            width: 420,
            render: (_, one) => (
              <span className="value">{one.state === 'pass' || one.state === 'attested' ? one.reason : `${one.reason} ${one.next}`}</span>
            ),
          },
          ...(notes
            ? [
                {
                  title: '',
                  render: (_: unknown, one: TestCase) => (
                    <Fill<{ kind: string; reason: string; state?: string }>
                      label={t('joint.note')}
                      consequence={<span className="faint">{t('joint.noteWhat')}</span>}
                      initial={{ kind: kinds[0]! }}
                      act={({ kind, reason, state }) => ({
                        path: `${path}/notes`,
                        body: { case: one.id, kind, reason, ...(kind === 'override' ? { state } : {}) },
                      })}
                    >
                      {(values) => (
                        <>
                          <ChoiceField
                            name="kind"
                            label={t('common.kind')}
                            options={kinds.map((kind) => ({ value: kind, label: named('casenote', kind) }))}
                          />
                          {values.kind === 'override' && (
                            <ChoiceField
                              name="state"
                              label={t('joint.state')}
                              options={OVERRIDES.map((state) => ({ value: state, label: named('casestate', state) }))}
                            />
                          )}
                          <TextField name="reason" label={t('joint.reason')} rows={3} max={2000} />
                        </>
                      )}
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
