import { Button, Flex, Input } from 'antd';
import { useId, useState } from 'react';
import { useAct } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { ClauseLink, WhyNot } from '../../parts/reason-card.tsx';
import { useWords } from '../../words/language.tsx';
import type { Application, Step } from './application.ts';

/** The decision at the foot: each step that may come next, whether it is mine, and what it still lacks. */
export function DecisionBar({ application }: { readonly application: Application }) {
  const { t, said } = useWords();
  const id = useId();
  const [reason, setReason] = useState('');
  const [firms, setFirms] = useState({ partner: '', platformVendor: '' });
  const act = useAct(() => setReason(''));
  const mine = application.steps.filter((step) => step.youMayTake || step.youMayRequest);
  const appoints = mine.some((step) => step.name === 'appoint-partner');
  const pending = application.steps.find((step) => step.name === application.pending?.step);
  const written = reason.trim() === '' ? {} : { reason: reason.trim() };
  const base = `/applications/${application.number}/transitions`;
  const take = (step: Step) =>
    act.mutate({
      path: `${base}/${step.name}`,
      body: {
        ...written,
        ...(step.name === 'appoint-partner' ? firms : {}),
        ...(step.name === 'record-test' ? { testedAt: new Date().toISOString() } : {}),
      },
    });
  if (application.steps.length === 0) return <div className="decision-bar">{t('application.nothingNext')}</div>;
  return (
    <section className="decision-bar" aria-label={t('application.steps')}>
      {pending !== undefined && <b>{t('application.pendingBy', { step: said(pending.title) })}</b>}
      {act.error !== null && <ProblemNotice error={act.error} />}
      {mine.length === 0 ? (
        <span className="faint">{`${t('application.notYours')}：${application.steps.map((step) => said(step.title)).join('、')}`}</span>
      ) : (
        <>
          <Flex gap={8} wrap>
            <label className="field grow" htmlFor={id}>
              <span className="faint">{t('application.reasonLabel')}</span>
              <Input id={id} value={reason} maxLength={2000} onChange={(event) => setReason(event.target.value)} />
            </label>
            {appoints && (
              <>
                <Firm label={t('application.partner')} value={firms.partner} change={(partner) => setFirms({ ...firms, partner })} />
                <Firm
                  label={t('application.platformVendor')}
                  value={firms.platformVendor}
                  change={(platformVendor) => setFirms({ ...firms, platformVendor })}
                />
              </>
            )}
          </Flex>
          <Flex gap={8} wrap>
            {mine.map((step) => (
              <StepButtons
                key={step.name}
                step={step}
                pending={application.pending?.step === step.name}
                busy={act.isPending}
                take={() => take(step)}
                request={() => act.mutate({ path: `${base}/${step.name}/request`, body: written })}
                path={base}
              />
            ))}
          </Flex>
        </>
      )}
    </section>
  );
}

interface StepButtonsProps {
  readonly step: Step;
  readonly pending: boolean;
  readonly busy: boolean;
  readonly take: () => void;
  readonly request: () => void;
  readonly path: string;
}

function StepButtons({ step, pending, busy, take, request, path }: StepButtonsProps) {
  const { t, said } = useWords();
  const lacking = step.lacks.length > 0;
  const title = said(step.title);
  const wrap = (button: React.ReactNode) => (lacking ? <WhyNot why={<Lacks step={step} />}>{button}</WhyNot> : button);
  if (step.fourEyes && !pending)
    return step.youMayRequest
      ? wrap(
          <span>
            <Button disabled={lacking} loading={busy} onClick={request}>
              {t('application.request', { step: title })}
            </Button>
          </span>,
        )
      : null;
  return (
    <>
      {step.youMayTake &&
        wrap(
          <span>
            <Button type={lacking ? 'default' : 'primary'} ghost={!pending && !lacking} disabled={lacking} loading={busy} onClick={take}>
              {pending ? t('application.approve', { step: title }) : title}
            </Button>
          </span>,
        )}
      {pending && (
        <Ask
          label={t('application.decline')}
          text={t('common.reason')}
          act={(reason) => ({ path: `${path}/${step.name}/request/decline`, body: { reason } })}
        />
      )}
    </>
  );
}

function Lacks({ step }: { readonly step: Step }) {
  const { t, said } = useWords();
  return (
    <>
      <b>{t('application.lacks')}</b>
      <ul className="consequence">
        {step.lacks.map((lack) => (
          <li key={`${lack.kind} ${lack.code}`}>
            {said(lack.title)} <ClauseLink clause={lack.clause} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Firm({ label, value, change }: { readonly label: string; readonly value: string; readonly change: (value: string) => void }) {
  const id = useId();
  return (
    <label className="field" htmlFor={id}>
      <span className="faint">{label}</span>
      <Input id={id} value={value} maxLength={64} onChange={(event) => change(event.target.value.trim())} />
    </label>
  );
}
