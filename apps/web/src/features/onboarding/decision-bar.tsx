import { Button, Flex, Input, Select } from 'antd';
import { useId, useState } from 'react';
import { useFirms } from '../../api/firms.ts';
import type { Person } from '../../api/session.ts';
import { useAct } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { beijing } from '../../parts/fields.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { ClauseLink, WhyNot } from '../../parts/reason-card.tsx';
import { useWords } from '../../words/language.tsx';
import type { Application, Step } from './application.ts';

/** Steps that record when something was tested. */
const TESTING = ['record-test', 'record-network-test', 'record-system-test'];

/** The decision at the foot: each step that may come next, whether it is mine, and what it still lacks. */
export function DecisionBar({ application, person }: { readonly application: Application; readonly person: Person }) {
  const { t, said } = useWords();
  const id = useId();
  const testedId = useId();
  const [reason, setReason] = useState('');
  const [firms, setFirms] = useState({ partner: '', platformVendor: '' });
  const [testedAt, setTestedAt] = useState('');
  const act = useAct(() => setReason(''));
  const mine = application.steps.filter((step) => step.youMayTake || step.youMayRequest);
  const appoints = mine.some((step) => step.name === 'appoint-partner');
  const tests = mine.some((step) => TESTING.includes(step.name));
  const pending = application.steps.find((step) => step.name === application.pending?.step);
  const written = reason.trim() === '' ? {} : { reason: reason.trim() };
  const base = `/applications/${application.number}/transitions`;
  const take = (step: Step) =>
    act.mutate({
      path: `${base}/${step.name}`,
      body: {
        ...written,
        ...(step.name === 'appoint-partner' ? firms : {}),
        ...(TESTING.includes(step.name) && testedAt !== '' ? { testedAt: beijing(testedAt) } : {}),
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
            {appoints && <Appointing person={person} firms={firms} change={setFirms} />}
            {tests && (
              <label className="field" htmlFor={testedId}>
                <span className="faint">{t('tests.testedAt')}</span>
                <Input id={testedId} type="datetime-local" value={testedAt} onChange={(event) => setTestedAt(event.target.value)} />
              </label>
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

interface Firms {
  readonly partner: string;
  readonly platformVendor: string;
}

interface AppointingProps {
  readonly person: Person;
  readonly firms: Firms;
  readonly change: (firms: Firms) => void;
}

/** The province appoints who tests with the institution: firms that hold the role, by name. */
function Appointing({ person, firms, change }: AppointingProps) {
  const { t } = useWords();
  const partners = useFirms(person, 'integration-partner');
  const platforms = useFirms(person, 'platform-vendor');
  return (
    <>
      <Firm label={t('application.partner')} options={partners} value={firms.partner} change={(partner) => change({ ...firms, partner })} />
      <Firm
        label={t('application.platformVendor')}
        options={platforms}
        value={firms.platformVendor}
        change={(platformVendor) => change({ ...firms, platformVendor })}
      />
    </>
  );
}

interface FirmProps {
  readonly label: string;
  readonly options: { readonly value: string; readonly label: string }[];
  readonly value: string;
  readonly change: (value: string) => void;
}

function Firm({ label, options, value, change }: FirmProps) {
  const id = useId();
  return (
    <label className="field firm" htmlFor={id}>
      <span className="faint">{label}</span>
      <Select id={id} value={value === '' ? null : value} options={options} onChange={change} />
    </label>
  );
}
