import { Alert, Button, Card, Flex, Form, Steps } from 'antd';
import { useEffect } from 'react';
import { Link, useParams } from 'react-router';
import { Refused } from '../../api/client.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { Conflict } from '../../parts/conflict.tsx';
import { Loaded, Nothing, Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { sayAtField } from '../../parts/refused-fields.ts';
import { clockTime } from '../../parts/time.ts';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';
import type { Application } from './application.ts';
import { Conditions } from './conditions.tsx';
import { DecisionBar } from './decision-bar.tsx';
import type { DraftFields, Savable } from './draft.ts';
import { Materials } from './materials.tsx';
import { PrintedForm } from './printed-form.tsx';
import { useDraft } from './use-draft.ts';
import { InstitutionPart, SystemPart } from './wizard-parts.tsx';

const STEPS = ['institution', 'system', 'materials', 'conditions', 'preview'] as const;

/** 填写申报表: 附件二 step by step, saved as it is written; the last step shows the form as it will print, and hands it in. */
export default function WizardPage({ person }: { readonly person: Person }) {
  const { number = '' } = useParams();
  const { t } = useWords();
  const reading = useRead<Application>(`/applications/${number}`);
  return (
    <Page title={t('wizard.title')} state={<Link to={`/applications/${number}`}>{number}</Link>}>
      <Loaded of={reading} rows={8}>
        {(application) =>
          application.editable ? (
            <Wizard application={application} person={person} />
          ) : (
            <Nothing what={t('wizard.closed')} mend={t('wizard.closedMend')} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Wizard({ application, person }: { readonly application: Application; readonly person: Person }) {
  const { t, named } = useWords();
  const [at, set] = useUrlState();
  const step = Math.max(0, (STEPS as readonly string[]).indexOf(at('step')));
  const go = (to: number) => set('step', STEPS[to]!);
  const draft = useDraft(application);
  const unhanded = application.materials.filter((one) => one.handedIn === null).length;
  const lacking = application.steps.find((one) => one.name === 'submit')?.lacks ?? [];
  return (
    <div className="wizard">
      <Steps
        orientation="vertical"
        size="small"
        current={step}
        onChange={go}
        items={STEPS.map((one) => ({ title: named('wizardstep', one) }))}
      />
      <div className="column">
        <SaveState draft={draft} />
        {step <= 1 && <FormSteps draft={draft} step={STEPS[step]!} />}
        {step === 2 && <Materials application={application} person={person} />}
        {step === 3 && <Conditions application={application} person={person} />}
        {step === 4 && (
          <>
            <Card className="printed-card">
              <PrintedForm application={application} person={person} />
            </Card>
            {unhanded > 0 && <Alert type="warning" showIcon title={t('wizard.unhanded', { count: unhanded })} />}
            {lacking.length > 0 && (
              <Alert
                type="warning"
                showIcon
                title={t('wizard.lacking', { count: lacking.length })}
                description={<Lacking lacks={lacking} />}
              />
            )}
            <DecisionBar application={application} person={person} />
          </>
        )}
        <Flex gap={8}>
          {step > 0 && <Button onClick={() => go(step - 1)}>{t('wizard.back')}</Button>}
          {step < STEPS.length - 1 && (
            <Button type="primary" onClick={() => go(step + 1)}>
              {t('wizard.next')}
            </Button>
          )}
        </Flex>
      </div>
      <aside className="column" aria-label={t('wizard.accepted')}>
        <Card size="small" title={t('wizard.accepted')}>
          <p>{named('wizardhint', STEPS[step]!)}</p>
          {step === 2 && <p className="faint">{t('application.accepted')}</p>}
        </Card>
      </aside>
    </div>
  );
}

function Lacking({ lacks }: { readonly lacks: Application['steps'][number]['lacks'] }) {
  const { said } = useWords();
  return (
    <ul className="plain-list">
      {lacks.map((lack) => (
        <li key={`${lack.kind} ${lack.code}`}>
          {said(lack.title)} <ClauseLink clause={lack.clause} />
        </li>
      ))}
    </ul>
  );
}

type Draft = ReturnType<typeof useDraft>;

/** One form over both parts: what is written in one step is there in the other. */
function FormSteps({ draft, step }: { readonly draft: Draft; readonly step: 'institution' | 'system' | string }) {
  const speech = useWords();
  const [form] = Form.useForm<DraftFields>();
  useEffect(() => sayAtField(form, draft.error, speech, 'form'), [form, draft.error, speech]);
  return (
    <Card>
      <Form<DraftFields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={draft.fields}
        onValuesChange={() => draft.change({ ...draft.fields, ...(form.getFieldsValue() as DraftFields) })}
      >
        {step === 'institution' ? <InstitutionPart /> : <SystemPart />}
      </Form>
    </Card>
  );
}

function SaveState({ draft }: { readonly draft: Draft }) {
  const { t } = useWords();
  const stale = draft.error instanceof Refused && draft.error.problem.code === 'version-stale';
  const words = draft.saving
    ? t('wizard.saving')
    : draft.more && !draft.unsaved
      ? t('wizard.keptHere')
      : draft.savedAt !== null && !draft.unsaved
        ? t('wizard.saved', { time: clockTime(draft.savedAt) })
        : '';
  return (
    <>
      {draft.restored && draft.more && <Alert type="info" showIcon title={t('wizard.restored')} />}
      <span className="faint" role="status">
        {words}
      </span>
      <Conflict
        error={draft.error}
        mine={{ form: draft.whole.form }}
        take={(chosen, version) => draft.take({ form: chosen.form, system: draft.whole.system } as Savable, version)}
      />
      {draft.error !== null && !stale && <ProblemNotice error={draft.error} />}
    </>
  );
}
