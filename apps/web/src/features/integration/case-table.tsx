import { Card, Table } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { CaseState } from '../../parts/case-state.tsx';
import { ClauseLink } from '../../parts/clause-link.tsx';
import { ChoiceField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { useWords } from '../../words/language.tsx';
import { EvidenceField } from './evidence-field.tsx';
import type { Standing, TestCase } from './joint-test.ts';

const OVERRIDES = ['pass', 'fail', 'warning', 'skipped', 'not-applicable'];

interface CaseTableProps {
  readonly path: string;
  readonly run: Standing;
  readonly person: Person;
}

/** Every case with its state, why, the messages that decided it, and the next step in plain words; what a person says of it beside it. */
export function CaseTable({ path, run, person }: CaseTableProps) {
  const { t, named, said } = useWords();
  const { cases } = run;
  const notes = run.open && may(person, 'postApplicationsNumberTestCampaignsCampaignNotes');
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
              <div className="joint-case">
                {said(one.title)} <span className="faint">{one.id}</span>
                {one.clauses.map((clause) => (
                  <span key={clause}>
                    {' '}
                    <ClauseLink clause={clause} />
                  </span>
                ))}
              </div>
            ),
          },
          {
            title: t('joint.state'),
            filters: [...new Set(cases.map((one) => one.state))].map((state) => ({ text: named('casestate', state), value: state })),
            onFilter: (state, one) => one.state === state,
            render: (_, one) => <CaseState state={one.state} />,
          },
          {
            title: t('joint.next'),
            width: 420,
            render: (_, one) => (
              <span className="value">{one.state === 'pass' || one.state === 'attested' ? one.reason : `${one.reason} ${one.next}`}</span>
            ),
          },
          { title: t('joint.decidedBy'), render: (_, one) => <Deciding of={one} /> },
          ...(notes
            ? [{ title: t('common.act'), render: (_: unknown, one: TestCase) => <Noted path={path} one={one} person={person} /> }]
            : []),
        ]}
      />
    </Card>
  );
}

/** The messages that decided a case, each a link to where it is shown. */
function Deciding({ of }: { readonly of: TestCase }) {
  const [search] = useSearchParams();
  const link = (seq: number) => {
    const next = new URLSearchParams(search);
    next.set('view', 'messages');
    next.set('message', String(seq));
    return `?${next}`;
  };
  return (
    <>
      {of.messages.slice(-3).map((seq) => (
        <span key={seq}>
          <Link to={link(seq)}>{seq}</Link>{' '}
        </span>
      ))}
    </>
  );
}

interface NoteValues {
  readonly kind: string;
  readonly reason: string;
  readonly state?: string;
  readonly evidenceName?: string;
  readonly evidenceSm3?: string;
}

/** Whoever tests attests what a screen shows; who assists also comments, skips and overrides. */
function Noted({ path, one, person }: { readonly path: string; readonly one: TestCase; readonly person: Person }) {
  const { t, named } = useWords();
  const attested = one.kind === 'attested';
  const assists = person.role === 'integration-partner';
  const kinds = [...(attested ? ['attestation'] : []), ...(assists ? ['comment', 'skip', 'override'] : [])];
  if (kinds.length === 0) return null;
  return (
    <Fill<NoteValues>
      label={t(attested && !assists ? 'joint.attest' : 'joint.note')}
      consequence={<span className="faint">{t('joint.noteWhat')}</span>}
      initial={{ kind: kinds[0]! }}
      act={({ kind, reason, state, evidenceName, evidenceSm3 }) => ({
        path: `${path}/notes`,
        body: {
          case: one.id,
          kind,
          reason,
          ...(kind === 'override' ? { state } : {}),
          ...(kind === 'attestation' ? { evidenceName, evidenceSm3 } : {}),
        },
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
          {values.kind === 'attestation' && <EvidenceField path={path} />}
        </>
      )}
    </Fill>
  );
}
