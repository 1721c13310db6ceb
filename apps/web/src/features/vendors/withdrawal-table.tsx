import { Link } from 'react-router';
import { useDivisionName } from '../../api/names.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';

interface Withdrawal {
  readonly id: string;
  readonly subject: 'system' | 'carrier';
  readonly code: string;
  readonly name: string;
  readonly prov: string;
  readonly city: string | null;
  readonly effect: 'no-new' | 'ends';
  readonly reason: string;
  readonly withdrawnAt: string;
  readonly withdrawnBy: string;
  readonly requestedAt: string | null;
  readonly requestedBy: string | null;
  readonly requestedReason: string | null;
  readonly reinstatedAt: string | null;
  readonly reinstatedBy: string | null;
  readonly waiting: number;
  readonly version: number;
}

const EVERY_PAGE = 100;

/** Withdrawals with who asked what, and how many institutions still wait to be decided again; `of`: of one system or carrier alone. */
export function WithdrawalTable({ person, of, open }: { readonly person: Person; readonly of?: string; readonly open: boolean }) {
  const { t } = useWords();
  const divisionName = useDivisionName();
  const pages = usePages<{ withdrawals: Withdrawal[]; next: string | null }>(
    (after) => `/withdrawals?open=${open}&limit=${EVERY_PAGE}${after === null ? '' : `&after=${after}`}`,
  );
  const acts = may(person, 'postWithdrawalsIdReinstatementRequest') || may(person, 'postWithdrawalsIdReinstatement');
  const all = pages.data?.pages.flatMap((page) => page.withdrawals) ?? [];
  return (
    <PagedTable
      pages={pages}
      rows={of === undefined ? all : all.filter((one) => one.code === of)}
      rowKey="id"
      label={t('withdrawals.caption')}
      empty={t('withdrawals.none')}
      width={1100}
      columns={[
        {
          title: t('withdrawals.subject'),
          render: (_, one) => (
            <>
              {t(`withdrawals.${one.subject}`)}{' '}
              <Link to={one.subject === 'system' ? `/systems/${one.code}` : `/firms/${one.code}`}>{one.name}</Link>{' '}
              <span className="faint">{one.code}</span>
            </>
          ),
        },
        { title: t('firms.where'), render: (_, one) => divisionName(one.city ?? one.prov) },
        { title: t('withdrawals.effect'), render: (_, one) => t(`withdrawals.${one.effect}`) },
        { title: t('withdrawals.reason'), dataIndex: 'reason' },
        { title: t('withdrawals.since'), width: 190, render: (_, one) => `${shortTime(one.withdrawnAt)} ${one.withdrawnBy}` },
        {
          title: t('withdrawals.progress'),
          render: (_, one) => (one.waiting > 0 ? t('withdrawals.waiting', { count: one.waiting }) : t('withdrawals.done')),
        },
        { title: t('common.state'), render: (_, one) => <StateWords one={one} /> },
        ...(acts
          ? [{ title: t('common.act'), width: 100, render: (_: unknown, one: Withdrawal) => <Acts one={one} person={person} /> }]
          : []),
      ]}
    />
  );
}

function StateWords({ one }: { readonly one: Withdrawal }) {
  const { t } = useWords();
  if (one.reinstatedAt !== null) return `${t('withdrawals.ended')} ${shortTime(one.reinstatedAt)} ${one.reinstatedBy ?? ''}`;
  return one.requestedAt === null ? t('withdrawals.standing') : `${t('withdrawals.requested')} ${one.requestedBy ?? ''}`;
}

function Acts({ one, person }: { readonly one: Withdrawal; readonly person: Person }) {
  const { t } = useWords();
  if (one.reinstatedAt !== null) return null;
  return (
    <>
      {one.requestedAt === null && may(person, 'postWithdrawalsIdReinstatementRequest') && (
        <Ask
          label={t('withdrawals.request')}
          consequence={<span>{t('withdrawals.requestWhat')}</span>}
          text={t('withdrawals.requestReason')}
          act={(reason) => ({ path: `/withdrawals/${one.id}/reinstatement-request`, body: { reason }, version: one.version })}
        />
      )}
      {one.requestedAt !== null && may(person, 'postWithdrawalsIdReinstatement') && (
        <Ask
          label={t('withdrawals.reinstate')}
          primary
          consequence={<span>{t('withdrawals.reinstateWhat', { by: one.requestedBy ?? '', reason: one.requestedReason ?? '' })}</span>}
          act={() => ({ path: `/withdrawals/${one.id}/reinstatement`, version: one.version })}
        />
      )}
    </>
  );
}
