import { useInstitutionWords } from '../../api/institution-names.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { InstitutionName } from '../../parts/institution-name.tsx';
import { Page } from '../../parts/page.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import { AskDestruction } from './ask-destruction.tsx';

interface Destruction {
  readonly id: string;
  readonly number: number;
  readonly institution: string;
  readonly kind: string;
  readonly subject: string;
  readonly reason: string;
  readonly requestedAt: string;
  readonly approvedAt: string | null;
  readonly completedAt: string | null;
}

/** 销毁登记: asked for by one, approved by another, kept for ever (NX-附3.2-9). */
export default function DestructionsPage({ person }: { readonly person: Person }) {
  const { t, named } = useWords();
  const pages = usePages<{ destructions: readonly Destruction[]; next: number | null }>(
    (before) => `/destructions${before === null ? '' : `?before=${before}`}`,
  );
  return (
    <Page title={t('destructions.title')} actions={may(person, 'postInstitutionsCodeDestructions') && <AskDestruction />}>
      <p className="faint">{t('destructions.what')}</p>
      <PagedTable<Destruction>
        pages={pages}
        rows={pages.data?.pages.flatMap((page) => page.destructions) ?? []}
        rowKey="id"
        width={1000}
        label={t('destructions.caption')}
        empty={t('destructions.none')}
        columns={[
          { title: t('destructions.number'), dataIndex: 'number', width: 80 },
          {
            title: t('common.institution'),
            width: 190,
            render: (_, one) => <InstitutionName code={one.institution} />,
          },
          { title: t('destructions.kind'), width: 130, render: (_, one) => named('destruction.kind', one.kind) },
          { title: t('common.reason'), dataIndex: 'reason' },
          { title: t('destructions.requestedAt'), width: 150, render: (_, one) => shortTime(one.requestedAt) },
          {
            title: t('common.state'),
            width: 210,
            render: (_, one) =>
              one.completedAt !== null
                ? t('destructions.completed', { time: shortTime(one.completedAt) })
                : t(one.approvedAt === null ? 'destructions.waiting' : 'destructions.underWay'),
          },
          {
            title: t('common.act'),
            width: 120,
            render: (_, one) =>
              one.approvedAt === null &&
              may(person, 'postDestructionsIdApproval') && (
                <Ask
                  danger
                  label={t('destructions.approve')}
                  consequence={<Consequence of={one} />}
                  act={() => ({ path: `/destructions/${one.id}/approval` })}
                />
              ),
          },
        ]}
      />
    </Page>
  );
}

function Consequence({ of: { kind, institution } }: { readonly of: Destruction }) {
  const { t, named } = useWords();
  return (
    <span>{t('destructions.approveWhat', { kind: named('destruction.kind', kind), institution: useInstitutionWords(institution) })}</span>
  );
}
