import { Card, Menu } from 'antd';
import { Link, useParams } from 'react-router';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { FileViewer } from '../../parts/file-viewer.tsx';
import { Loaded, Nothing, Page } from '../../parts/page.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { ScanMark } from '../../parts/scan-mark.tsx';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';
import type { Application, Material } from './application.ts';
import { DecisionBar } from './decision-bar.tsx';
import { FindingForm, FindingWords } from './finding.tsx';
import { Opinions } from './opinions.tsx';
import { useOnboarding } from './use-onboarding.ts';

/** 审核: the material at the left as it was handed in, what it must meet and what was found at the right, the decision at the foot. */
export default function ReviewPage({ person }: { readonly person: Person }) {
  const { number = '' } = useParams();
  const { t, named } = useWords();
  const reading = useRead<Application>(`/applications/${number}`);
  const onboarding = useOnboarding(reading.data);
  return (
    <Page
      title={t('review.title')}
      state={
        <>
          <Link to={`/applications/${number}`}>{number}</Link>
          {reading.data !== undefined && <b>{named('appstate', reading.data.state)}</b>}
        </>
      }
    >
      <Loaded of={reading} rows={10}>
        {(application) => (
          <>
            <Desk application={application} person={person} asked={onboarding.data?.opinions ?? []} />
            <DecisionBar application={application} person={person} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

interface DeskProps {
  readonly application: Application;
  readonly person: Person;
  readonly asked: Parameters<typeof Opinions>[0]['asked'];
}

function Desk({ application, person, asked }: DeskProps) {
  const { t, said } = useWords();
  const [at, set] = useUrlState();
  const { materials } = application;
  const chosen = materials.find((one) => one.code === at('material')) ?? materials.find((one) => one.handedIn !== null) ?? materials[0];
  if (chosen === undefined) return <Nothing what={t('review.noMaterials')} />;
  return (
    <div className="review-desk">
      <Card size="small" className="review-evidence" title={said(chosen.title)}>
        {chosen.handedIn === null ? (
          <Nothing what={t('application.notHandedIn')} />
        ) : (
          <FileViewer
            key={chosen.handedIn.documentId}
            path={`/institutions/${application.institution}/documents/${chosen.handedIn.documentId}`}
            name={chosen.handedIn.name}
            scan={<ScanMark scan={chosen.handedIn.scan} at={chosen.handedIn.scannedAt} />}
          />
        )}
      </Card>
      <div className="column">
        <Card size="small" title={t('application.evidence')}>
          <Menu
            style={{ borderInlineEnd: 'none' }}
            selectedKeys={[chosen.code]}
            onClick={({ key }) => set('material', key)}
            items={materials.map((one) => ({ key: one.code, label: <MaterialLine material={one} /> }))}
          />
        </Card>
        <Card size="small" title={t('review.finding')} extra={<ClauseLink clause={chosen.clause} />}>
          <FindingForm key={chosen.code} material={chosen} application={application} person={person} />
        </Card>
        {asked.length > 0 && <Opinions application={application} asked={asked} person={person} />}
      </div>
    </div>
  );
}

function MaterialLine({ material }: { readonly material: Material }) {
  const { said } = useWords();
  return (
    <span className="material-line">
      <span>{said(material.title)}</span>
      <span className="faint">
        <FindingWords material={material} />
      </span>
    </span>
  );
}
