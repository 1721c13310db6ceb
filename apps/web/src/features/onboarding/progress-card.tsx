import { Card, Steps } from 'antd';
import { serverNow } from '../../api/server-time.ts';
import type { Profile } from '../../api/views.ts';
import { Clock } from '../../parts/clock.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import type { Application } from './application.ts';

interface ProgressProps {
  readonly application: Application;
  readonly onboarding: Profile['onboarding'] | undefined;
}

/** 进度: what has been done and when, what comes next and who does it, and the clocks that run meanwhile. */
export function ProgressCard({ application, onboarding }: ProgressProps) {
  const { t, named, said } = useWords();
  const done = application.history.filter((one) => one.decidedAt !== null && one.voidedAt === null);
  const next = application.steps.map((step) => ({ ...step, by: onboarding?.transitions.find((one) => one.name === step.name)?.by ?? [] }));
  const actor = ({ role, level }: { role: string; level: string | null }) =>
    level === null ? named('role', role) : `${named('level', level)} ${named('role', role)}`;
  return (
    <Card title={t('progress.title')}>
      <div className="column">
        <Steps
          orientation="vertical"
          size="small"
          current={done.length + 1}
          items={[
            { title: t('event.application-opened'), content: shortTime(application.createdAt) },
            ...done.map((one) => ({ title: named('event', `application-${one.name}`), content: shortTime(one.decidedAt!) })),
            ...(next.length === 0
              ? []
              : [
                  {
                    title: t('progress.next'),
                    content: (
                      <ul className="plain-list">
                        {next.map((step) => (
                          <li key={step.name}>
                            {`${said(step.title)}：`}
                            <b>{step.by.map(actor).join('、') || t('application.notYours')}</b> <ClauseLink clause={step.clause} />
                            {step.lacks.length > 0 && (
                              <div className="faint">{`${t('application.lacks')} ${step.lacks.map((lack) => said(lack.title)).join('、')}`}</div>
                            )}
                          </li>
                        ))}
                      </ul>
                    ),
                  },
                ]),
          ]}
        />
        {application.clocks.map((clock) => (
          <Clock key={`${clock.kind} ${clock.startedAt}`} clock={clock} now={serverNow()} />
        ))}
      </div>
    </Card>
  );
}
