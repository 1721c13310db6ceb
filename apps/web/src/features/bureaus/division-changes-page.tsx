import { Link } from 'react-router';
import { useDivisionName } from '../../api/names.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { Page } from '../../parts/page.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import { RequestChange, useAffected } from './request-change.tsx';

interface Change {
  readonly id: string;
  readonly from: readonly string[];
  readonly fromNames: readonly string[];
  readonly into: string;
  readonly intoName: string | null;
  readonly effectiveOn: string;
  readonly document: string;
  readonly reason: string;
  readonly requestedBy: string | null;
  readonly requestedAt: string;
  readonly approvedBy: string | null;
  readonly approvedAt: string | null;
  readonly declinedAt: string | null;
  readonly carriedOutAt: string | null;
  readonly institutions: number | null;
  readonly version: number;
}

const PAGE = 50;

/** 区划变更: asked for by one, approved by another, carried out on its day; institutions move with their division. */
export default function DivisionChangesPage({ person }: { readonly person: Person }) {
  const { t } = useWords();
  const divisionName = useDivisionName();
  const pages = usePages<{ changes: Change[]; next: string | null }>(
    (after) => `/division-changes?limit=${PAGE}${after === null ? '' : `&after=${after}`}`,
  );
  const acts = may(person, 'postDivisionChangesIdApproval') || may(person, 'postDivisionChangesIdDecline');
  const lineOf = (one: Change) => ({
    from: one.fromNames.join('、'),
    into: one.intoName ?? divisionName(one.into),
  });
  return (
    <Page
      title={t('changes.title')}
      actions={
        <>
          <Link to="/bureaus">{t('bureaus.title')}</Link>
          {may(person, 'postDivisionChanges') && <RequestChange person={person} />}
        </>
      }
    >
      <p className="faint">{t('changes.what')}</p>
      <PagedTable
        pages={pages}
        rows={pages.data?.pages.flatMap((page) => page.changes) ?? []}
        rowKey="id"
        label={t('changes.caption')}
        empty={t('changes.none')}
        width={1100}
        columns={[
          { title: t('changes.title'), render: (_, one) => t('changes.line', lineOf(one)) },
          { title: t('changes.effectiveOn'), dataIndex: 'effectiveOn', width: 110 },
          { title: t('changes.document'), dataIndex: 'document' },
          { title: t('changes.reason'), dataIndex: 'reason' },
          { title: t('common.by'), render: (_, one) => `${one.requestedBy ?? ''} ${shortTime(one.requestedAt)}` },
          { title: t('changes.state'), render: (_, one) => <StateWords one={one} /> },
          ...(acts
            ? [
                {
                  title: t('common.act'),
                  width: 150,
                  render: (_: unknown, one: Change) => <Acts one={one} person={person} line={lineOf(one)} />,
                },
              ]
            : []),
        ]}
      />
    </Page>
  );
}

function StateWords({ one }: { readonly one: Change }) {
  const { t } = useWords();
  if (one.carriedOutAt !== null) return t('changes.carriedOut', { count: one.institutions ?? 0 });
  if (one.declinedAt !== null) return t('changes.declined');
  return one.approvedAt === null ? t('changes.waiting') : `${t('changes.approved')} ${one.approvedBy ?? ''}`;
}

function Acts({ one, person, line }: { readonly one: Change; readonly person: Person; readonly line: { from: string; into: string } }) {
  const { t } = useWords();
  if (one.declinedAt !== null || one.carriedOutAt !== null || one.approvedAt !== null) return null;
  return (
    <>
      {may(person, 'postDivisionChangesIdApproval') && (
        <Ask
          danger
          label={t('changes.approve')}
          consequence={<Consequence one={one} line={line} />}
          act={() => ({ path: `/division-changes/${one.id}/approval`, version: one.version })}
        />
      )}
      {may(person, 'postDivisionChangesIdDecline') && (
        <Ask label={t('changes.decline')} act={() => ({ path: `/division-changes/${one.id}/decline`, version: one.version })} />
      )}
    </>
  );
}

function Consequence({ one, line }: { readonly one: Change; readonly line: { from: string; into: string } }) {
  const { t } = useWords();
  const count = useAffected(one.from);
  return <span>{t('changes.approveWhat', { day: one.effectiveOn, ...line, count: count ?? '…' })}</span>;
}
