import { Card, Typography } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Admission, Standing } from '../../api/views.ts';
import { ReasonCard } from '../../parts/reason-card.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { longTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import { MetRequirements, type Requirements } from './met-requirements.tsx';

export type Mendings = (reason: { readonly code: string; readonly ref: string | null }) => { to: string; label: string } | null;

interface AdmissionPanelProps {
  readonly admission: Admission;
  readonly mendings: Mendings;
  /** what the rules demand; undefined while it is not known */
  readonly requirements: Requirements | undefined;
}

/** Admitted or not, per environment, and why: what the enforcement points hold now. */
export function AdmissionPanel({ admission, mendings, requirements }: AdmissionPanelProps) {
  const { t, language } = useWords();
  const notes = [
    t('dossier.at', { time: longTime(admission.at, language) }),
    ...(admission.revision === null ? [] : [t('dossier.revision', { revision: admission.revision })]),
    ...(admission.changesAt === null ? [] : [t('dossier.changes', { time: longTime(admission.changesAt, language) })]),
  ];
  return (
    <Card
      title={t('dossier.admission')}
      extra={<Link to={`/institutions/${admission.institution.code}/explain`}>{t('dossier.explainAt')}</Link>}
    >
      <div className="column">
        <span className="faint">{notes.join(' · ')}</span>
        <div className="environments">
          <EnvironmentPart name={t('environment.production')} standing={admission.environments.production} mendings={mendings}>
            {requirements !== undefined && <MetRequirements of={requirements} environment="production" />}
          </EnvironmentPart>
          <EnvironmentPart name={t('environment.test')} standing={admission.environments.test} mendings={mendings}>
            {requirements !== undefined && <MetRequirements of={requirements} environment="test" />}
          </EnvironmentPart>
        </div>
      </div>
    </Card>
  );
}

export function EnvironmentPart({
  name,
  standing,
  mendings,
  children,
}: {
  readonly name: string;
  readonly standing: Standing;
  readonly mendings: Mendings;
  /** by what it is admitted */
  readonly children?: ReactNode;
}) {
  const { t } = useWords();
  const settled = standing.settlement ? t('dossier.settles') : t('dossier.settlesNot');
  return (
    <section className="environment">
      <h3>
        {name} <StateTag state={standing.admitted ? 'admitted' : 'refused'} />
        {standing.admitted && <span className="faint">{settled}</span>}
      </h3>
      {standing.admitted && children}
      {!standing.known && <Typography.Text type="danger">{t('dossier.unknown')}</Typography.Text>}
      {standing.known && standing.reasons.length === 0 && <span className="faint">{t('dossier.admittedWords')}</span>}
      {standing.reasons.map((reason) => (
        <ReasonCard key={`${reason.code} ${reason.ref ?? ''}`} reason={reason} mending={mendings(reason)} />
      ))}
    </section>
  );
}
