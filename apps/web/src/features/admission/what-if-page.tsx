import { Alert, Button, Card, DatePicker, Select } from 'antd';
import { useId, useState } from 'react';
import { Link, useParams } from 'react-router';
import { useInstitutionWords } from '../../api/institution-names.ts';
import { useAct } from '../../api/use-api.ts';
import type { Decided } from '../../api/views.ts';
import { Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { ReasonCard } from '../../parts/reason-card.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { longTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';

interface Supposed extends Decided {
  readonly differs: boolean;
}

/** What may be supposed to be held besides, by the kinds of the rules. */
const HELD = [
  'service-agreement',
  'line',
  'carrier-binding',
  'connection-consent',
  'test-consent',
  'security-agreement',
  'connection-procedure',
  'network-test',
  'system-test',
];
const RESTRICTIONS = ['cut-off', 'settlement-suspension', 'disbursement-stop', 'permission-stop', 'agreement-termination', 'blacklist'];

/** 假设推演: another instant, other restrictions; the same rule decides, and nothing is saved. */
export default function WhatIfPage() {
  const { code = '' } = useParams();
  const { t, named, language } = useWords();
  const ids = { at: useId(), held: useId(), restrictions: useId() };
  const [at, setAt] = useState<string | null>(null);
  const [held, setHeld] = useState<string[]>([]);
  const [restrictions, setRestrictions] = useState<string[]>([]);
  const trial = useAct<Supposed>();
  const run = () =>
    trial.mutate({
      path: `/institutions/${code}/admission/what-if`,
      body: { ...(at === null ? {} : { at }), held: held.map((kind) => ({ kind })), restrictions },
    });
  const result = trial.data;
  const words = useInstitutionWords(code);
  return (
    <Page title={`${t('whatif.title')} ${words}`} actions={<Link to={`/institutions/${code}`}>{t('menu.dossier')}</Link>}>
      <Alert type="info" showIcon title={t('whatif.nothingSaved')} />
      <Card>
        <div className="filters">
          <label className="field" htmlFor={ids.at}>
            <span className="label">{t('whatif.at')}</span>
            <DatePicker
              id={ids.at}
              showTime
              onChange={(value) => setAt(value === null || Array.isArray(value) ? null : value.toISOString())}
            />
          </label>
          <label className="field" htmlFor={ids.held}>
            <span className="label">{t('whatif.held')}</span>
            <Select
              id={ids.held}
              mode="multiple"
              style={{ minWidth: 320 }}
              value={held}
              onChange={setHeld}
              options={HELD.map((kind) => ({ value: kind, label: named('met', kind) }))}
            />
          </label>
          <label className="field" htmlFor={ids.restrictions}>
            <span className="label">{t('whatif.restrictions')}</span>
            <Select
              id={ids.restrictions}
              mode="multiple"
              style={{ minWidth: 320 }}
              value={restrictions}
              onChange={setRestrictions}
              options={RESTRICTIONS.map((kind) => ({ value: kind, label: named('restriction', kind) }))}
            />
          </label>
          <Button type="primary" style={{ alignSelf: 'flex-end' }} loading={trial.isPending} onClick={run}>
            {t('whatif.run')}
          </Button>
        </div>
      </Card>
      {trial.error !== null && <ProblemNotice error={trial.error} />}
      {result !== undefined && (
        <Card
          title={`${t('dossier.at', { time: longTime(result.at, language) })} · ${t(result.differs ? 'whatif.differs' : 'whatif.same')}`}
        >
          <div className="environments" aria-live="polite">
            {(['production', 'test'] as const).map((environment) => {
              const standing = result.environments[environment];
              return (
                <section key={environment} className="environment">
                  <h3>
                    {named('environment', environment)} <StateTag state={standing.admitted ? 'admitted' : 'refused'} />
                    {standing.admitted && (
                      <span className="faint">{t(standing.settlement ? 'dossier.settles' : 'dossier.settlesNot')}</span>
                    )}
                  </h3>
                  {standing.reasons.map((reason) => (
                    <ReasonCard key={`${reason.code} ${reason.ref ?? ''}`} reason={reason} />
                  ))}
                </section>
              );
            })}
          </div>
        </Card>
      )}
    </Page>
  );
}
