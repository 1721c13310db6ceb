import { useState } from 'react';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { Page } from '../../parts/page.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import { DraftPublication, PublishInstalled } from './draft-publication.tsx';
import { PublicationChanges } from './publication-changes.tsx';

interface Publication {
  readonly generation: number;
  readonly digest: string;
  readonly basedOn: number | null;
  readonly reason: string | null;
  readonly installed: boolean;
  readonly requestedBy: string | null;
  readonly requestedAt: string;
  readonly approvedBy: string | null;
  readonly approvedAt: string | null;
  readonly effectiveAt: string | null;
  readonly activatedAt: string | null;
}

interface Answer {
  readonly inForce: number;
  readonly publications: readonly Publication[];
  readonly next: number | null;
}

/** 规则发布: what shall apply from when, drafted by one, compared and approved by another; then everything is decided again. */
export default function PublicationsPage({ person }: { readonly person: Person }) {
  const { t } = useWords();
  const [read, setRead] = useState<readonly number[]>([]);
  const pages = usePages<Answer>((before) => `/regulations/publications${before === null ? '' : `?before=${before}`}`);
  const rows = pages.data?.pages.flatMap((page) => page.publications) ?? [];
  const inForce = pages.data?.pages[0]?.inForce ?? 0;
  const drafts = may(person, 'postRegulationsPublications');
  return (
    <Page
      title={t('publications.title')}
      state={inForce > 0 && <span className="faint">{t('publications.inForce', { generation: inForce })}</span>}
      actions={
        drafts && (
          <>
            {person.level === 'nation' && <PublishInstalled />}
            <DraftPublication person={person} />
          </>
        )
      }
    >
      <p className="faint">{t('publications.what')}</p>
      <PagedTable<Publication>
        pages={pages}
        rows={rows}
        rowKey="generation"
        width={980}
        label={t('publications.caption')}
        empty={t('publications.none')}
        detail={(one) => (
          <PublicationChanges
            generation={one.generation}
            seen={() => setRead((before) => (before.includes(one.generation) ? before : [...before, one.generation]))}
          />
        )}
        columns={[
          {
            title: t('publications.generation'),
            width: 100,
            render: (_, one) => (
              <span>
                {one.generation} {one.generation === inForce && <b>{t('publications.now')}</b>}
              </span>
            ),
          },
          { title: t('common.reason'), render: (_, one) => one.reason ?? (one.installed ? t('publications.installed') : '') },
          {
            title: t('publications.requested'),
            width: 200,
            render: (_, one) => (one.installed ? '' : `${one.requestedBy ?? ''} ${shortTime(one.requestedAt)}`),
          },
          {
            title: t('publications.approved'),
            width: 200,
            render: (_, one) => {
              if (one.installed) return '';
              return one.approvedAt === null ? t('publications.waiting') : `${one.approvedBy ?? ''} ${shortTime(one.approvedAt)}`;
            },
          },
          {
            title: t('publications.effective'),
            width: 150,
            render: (_, one) => {
              if (one.installed) return t('publications.fromStart');
              return one.effectiveAt === null ? t('publications.onApproval') : shortTime(one.effectiveAt);
            },
          },
          {
            title: t('common.act'),
            width: 140,
            render: (_, one) =>
              one.approvedAt === null &&
              may(person, 'postRegulationsPublicationsGenerationApproval') && (
                <Ask
                  primary
                  label={t('publications.approve')}
                  missing={read.includes(one.generation) ? null : t('publications.readFirst')}
                  consequence={<span>{t('publications.approveWhat', { generation: one.generation })}</span>}
                  act={() => ({ path: `/regulations/publications/${one.generation}/approval`, body: { digest: one.digest } })}
                />
              ),
          },
        ]}
      />
    </Page>
  );
}
