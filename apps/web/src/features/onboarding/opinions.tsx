import { Card, Radio } from 'antd';
import { useState } from 'react';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import type { Profile } from '../../api/views.ts';
import { Ask } from '../../parts/ask.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import type { Application } from './application.ts';

type Asked = Profile['onboarding']['opinions'][number];

/** The opinions of 附件二, each given at its level on the dossier as it stands. */
export function Opinions({
  application,
  asked,
  person,
}: {
  readonly application: Application;
  readonly asked: readonly Asked[];
  readonly person: Person;
}) {
  const { t, said, named } = useWords();
  const gives = may(person, 'postApplicationsNumberOpinions') && application.state !== 'draft' && application.steps.length > 0;
  return (
    <Card title={t('application.opinions')}>
      <div className="column">
        {asked.map((one) => {
          const given = application.opinions.filter((opinion) => opinion.code === one.code).at(-1);
          const mine =
            gives && (one.level === 'territory' ? person.level === 'county' || person.level === 'city' : one.level === person.level);
          return (
            <div key={one.code}>
              <b>{said(one.title)}</b> <ClauseLink clause={one.clause} /> <span className="faint">{named('level', one.level)}</span>
              {given === undefined ? (
                <span className="faint"> {t('common.none')}</span>
              ) : (
                <div className="value">
                  {`${t(given.agrees ? 'application.agrees' : 'application.disagrees')}：${given.opinion} `}
                  <span className="faint">
                    {shortTime(given.givenAt)} {!given.inForce && t('application.opinionVoid')}
                  </span>
                </div>
              )}
              {mine && <Give application={application} code={one.code} />}
            </div>
          );
        })}
      </div>
    </Card>
  );
}

function Give({ application, code }: { readonly application: Application; readonly code: string }) {
  const { t } = useWords();
  const [agrees, setAgrees] = useState(true);
  return (
    <Ask
      label={t('application.give')}
      text={t('application.opinionText')}
      fields={
        <Radio.Group
          aria-label={t('application.agreeQuestion')}
          value={agrees}
          onChange={(event) => setAgrees(event.target.value as boolean)}
          options={[
            { value: true, label: t('application.agrees') },
            { value: false, label: t('application.disagrees') },
          ]}
        />
      }
      act={(opinion) => ({ path: `/applications/${application.number}/opinions`, body: { code, agrees, opinion } })}
    />
  );
}
