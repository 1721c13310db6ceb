import { Alert, Card } from 'antd';
import { Link, useParams } from 'react-router';
import { useInstitutionWords } from '../../api/institution-names.ts';
import { useRead } from '../../api/use-api.ts';
import type { Admission } from '../../api/views.ts';
import { Loaded, Page } from '../../parts/page.tsx';
import { longTime } from '../../parts/time.ts';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';
import { EnvironmentPart } from './admission-panel.tsx';
import { BindingsTable } from './record-tabs.tsx';

interface Explained extends Admission {
  /** what was decided then of the facts known then; null: nothing had been; absent: not past */
  readonly decidedThen?: (Pick<Admission, 'environments' | 'bindings'> & { readonly decidedAt: string; readonly revision: number }) | null;
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const nowhere = () => null;

/** Admitted or not at any past or coming instant, and why: the same rule over the facts that hold then, and what was decided then. */
export default function ExplainPage() {
  const { code = '' } = useParams();
  const { t, language } = useWords();
  const [at, set] = useUrlState();
  const day = DAY.test(at('at')) ? at('at') : '';
  const reading = useRead<Explained>(`/institutions/${code}/admission${day === '' ? '' : `?at=${day}`}`);
  const words = useInstitutionWords(code);
  return (
    <Page title={`${t('explain.title')} ${words}`} actions={<Link to={`/institutions/${code}`}>{t('menu.dossier')}</Link>}>
      <div className="filters">
        <label className="field">
          <span className="label">{t('explain.day')}</span>
          <input type="date" className="ant-input" value={day} onChange={(event) => set('at', event.target.value)} />
        </label>
      </div>
      <Loaded of={reading}>
        {(explained) => (
          <>
            {explained.pending && <Alert type="warning" showIcon title={t('explain.pending')} />}
            <Card title={t('explain.byFacts', { time: longTime(explained.at, language) })}>
              <Environments of={explained} />
            </Card>
            {explained.decidedThen !== undefined && (
              <Card title={t('explain.then')}>
                {explained.decidedThen === null ? (
                  <span className="faint">{t('explain.nothingThen')}</span>
                ) : (
                  <>
                    <p className="faint">
                      {t('explain.decided', {
                        time: longTime(explained.decidedThen.decidedAt, language),
                        revision: explained.decidedThen.revision,
                      })}
                    </p>
                    <Environments of={explained.decidedThen} />
                  </>
                )}
              </Card>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Environments({ of }: { readonly of: Pick<Admission, 'environments' | 'bindings'> }) {
  const { t } = useWords();
  return (
    <div className="column">
      <div className="environments">
        <EnvironmentPart name={t('environment.production')} standing={of.environments.production} mendings={nowhere} />
        <EnvironmentPart name={t('environment.test')} standing={of.environments.test} mendings={nowhere} />
      </div>
      <BindingsTable bindings={of.bindings} />
    </div>
  );
}
