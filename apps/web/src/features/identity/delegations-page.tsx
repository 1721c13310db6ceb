import { Button, Flex } from 'antd';
import type { ReactNode } from 'react';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { ColleagueField } from '../../parts/colleague-field.tsx';
import { beijing, MinuteField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { Page } from '../../parts/page.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import { useStandIn } from './use-stand-in.ts';
import { StepProblem, useStep } from './use-step.tsx';

interface Delegation {
  readonly id: string;
  readonly from: string;
  readonly fromName: string;
  readonly to: string;
  readonly toName: string;
  readonly role: string;
  readonly reason: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly state: 'asked' | 'granted' | 'ended';
  readonly mine: 'giver' | 'taker' | null;
}

interface DelegationsPageProps {
  readonly person: Person;
  /** who handles whose applications meanwhile */
  readonly deputies: ReactNode;
}

/** 委托与代办: who stands in for whom, until when, and granted by whom (NX-附3.2-2b, -2d). */
export default function DelegationsPage({ person, deputies }: DelegationsPageProps) {
  const { t, named } = useWords();
  const pages = usePages<{ delegations: readonly Delegation[]; next: string | null }>(
    (before) => `/delegations${before === null ? '' : `?before=${before}`}`,
  );
  const rows = pages.data?.pages.flatMap((page) => page.delegations) ?? [];
  return (
    <Page title={t('delegations.title')} actions={may(person, 'postDelegations') && <AskDelegation />}>
      <p className="faint">{t(person.role === 'security-officer' ? 'delegations.forOfficer' : 'delegations.what')}</p>
      <PagedTable<Delegation>
        pages={pages}
        rows={rows}
        rowKey="id"
        width={980}
        label={t('delegations.caption')}
        empty={t('delegations.none')}
        emptyWhy={t(person.role === 'security-officer' ? 'delegations.noneOfficer' : 'delegations.noneWhy')}
        columns={[
          { title: t('delegations.from'), render: (_, one) => `${one.fromName}（${named('role', one.role)}）` },
          { title: t('delegations.to'), render: (_, one) => one.toName },
          {
            title: t('delegations.time'),
            width: 280,
            render: (_, one) => `${shortTime(one.startsAt)} — ${shortTime(one.endsAt)}`,
          },
          { title: t('common.reason'), dataIndex: 'reason', width: 160 },
          { title: t('common.state'), width: 100, render: (_, one) => named('delegation.state', one.state) },
          { title: t('common.act'), width: 190, render: (_, one) => <Acts delegation={one} person={person} /> },
        ]}
      />
      {may(person, 'getDeputies') && deputies}
    </Page>
  );
}

function AskDelegation() {
  const { t } = useWords();
  return (
    <Fill<{ to: string; startsAt?: string; endsAt: string; reason: string }>
      primary
      label={t('delegations.ask')}
      consequence={<span>{t('delegations.askWhat')}</span>}
      act={({ startsAt, endsAt, ...body }) => ({
        path: '/delegations',
        body: { ...body, ...(startsAt === undefined ? {} : { startsAt: beijing(startsAt) }), endsAt: beijing(endsAt) },
      })}
    >
      <ColleagueField name="to" label={t('delegations.to')} />
      <MinuteField name="startsAt" label={t('delegations.startsAt')} optional hint={t('delegations.atOnce')} />
      <MinuteField name="endsAt" label={t('delegations.endsAt')} hint={t('delegations.longest')} />
      <TextField name="reason" label={t('common.reason')} max={500} rows={2} />
    </Fill>
  );
}

function Acts({ delegation, person }: { readonly delegation: Delegation; readonly person: Person }) {
  const { t, named } = useWords();
  const standIn = useStandIn();
  const { busy, error, run } = useStep();
  if (delegation.state === 'ended') return null;
  return (
    <Flex gap={8} wrap>
      {delegation.state === 'asked' && may(person, 'postDelegationsIdGrant') && (
        <Ask
          primary
          label={t('delegations.grant')}
          consequence={
            <span>
              {t('delegations.grantWhat', {
                to: delegation.toName,
                from: delegation.fromName,
                role: named('role', delegation.role),
                until: shortTime(delegation.endsAt),
              })}
            </span>
          }
          act={() => ({ path: `/delegations/${delegation.id}/grant` })}
        />
      )}
      {delegation.state === 'granted' && delegation.mine === 'taker' && may(person, 'postSessionsDelegated') && (
        <Button size="small" type="primary" loading={busy} onClick={() => void run(() => standIn(delegation.id, delegation.fromName))}>
          {t('delegations.act')}
        </Button>
      )}
      <Ask
        label={t('delegations.end')}
        consequence={<span>{t('delegations.endWhat')}</span>}
        act={() => ({ path: `/delegations/${delegation.id}/end` })}
      />
      <StepProblem error={error} />
    </Flex>
  );
}
