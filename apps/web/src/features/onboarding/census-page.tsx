import { Select } from 'antd';
import { Link } from 'react-router';
import { query } from '../../api/client.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages, useRead } from '../../api/use-api.ts';
import { DayField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { Loaded, Page } from '../../parts/page.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { shortTime } from '../../parts/time.ts';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';

const STANDINGS = ['untested', 'tested', 'taken-in'] as const;

interface Counted {
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly standing: (typeof STANDINGS)[number];
  readonly application: string | null;
  readonly applicationState: string | null;
  readonly urgings: number;
  readonly urgedAt: string | null;
  readonly answerBy: string | null;
}

interface Urging {
  readonly id: string;
  readonly note: string;
  readonly answerBy: string | null;
  readonly urgedAt: string;
  readonly urgedBy: string;
}

/** 联调摸底: who has finished the joint test, who has not, who was urged and when. */
export default function CensusPage({ person }: { readonly person: Person }) {
  const { t, named } = useWords();
  const [at, set] = useUrlState();
  const standing = at('standing');
  const pages = usePages<{ institutions: Counted[]; next: string | null }>(
    (after) => `/census${query({ standing: standing === '' ? null : standing, after, limit: 50 })}`,
  );
  return (
    <Page title={t('census.title')}>
      <search className="filters" aria-label={t('common.filter')}>
        <Select
          aria-label={t('census.standing')}
          value={standing}
          style={{ width: 240 }}
          onChange={(value) => set('standing', value)}
          options={[
            { value: '', label: `${t('census.standing')}：${t('common.all')}` },
            ...STANDINGS.map((value) => ({ value, label: t(`census.${value}`) })),
          ]}
        />
      </search>
      <PagedTable
        pages={pages}
        rows={pages.data?.pages.flatMap((page) => page.institutions) ?? []}
        rowKey="code"
        label={t('census.caption')}
        empty={t('census.none')}
        width={960}
        detail={(one) => <Letters code={one.code} />}
        columns={[
          { title: t('common.name'), render: (_, one) => <Link to={`/institutions/${one.code}`}>{one.name}</Link> },
          { title: t('common.code'), dataIndex: 'code' },
          { title: t('common.kind'), render: (_, one) => named('institution', one.kind) },
          { title: t('census.standing'), render: (_, one) => t(`census.${one.standing}`) },
          {
            title: t('census.application'),
            render: (_, one) =>
              one.application === null ? (
                t('common.none')
              ) : (
                <Link to={`/applications/${one.application}`}>
                  {`${one.application} ${one.applicationState === null ? '' : named('appstate', one.applicationState)}`}
                </Link>
              ),
          },
          { title: t('census.urgings'), dataIndex: 'urgings', align: 'right' },
          { title: t('census.lastUrged'), render: (_, one) => (one.urgedAt === null ? t('common.none') : shortTime(one.urgedAt)) },
          { title: t('census.answerBy'), render: (_, one) => one.answerBy ?? t('common.none') },
          {
            title: t('common.act'),
            render: (_, one) =>
              one.standing === 'untested' &&
              may(person, 'postInstitutionsCodeUrgings') && (
                <Fill<{ note: string; answerBy?: string }>
                  label={t('census.urge')}
                  consequence={<span className="faint">{t('census.urgeWhat')}</span>}
                  act={(body) => ({ path: `/institutions/${one.code}/urgings`, body })}
                >
                  <TextField name="note" label={t('census.note')} rows={4} max={2000} />
                  <DayField name="answerBy" label={t('census.answerBy')} optional />
                </Fill>
              ),
          },
        ]}
      />
    </Page>
  );
}

/** What the institution was told, and by when it was to answer. */
function Letters({ code }: { readonly code: string }) {
  const { t } = useWords();
  const reading = useRead<{ urgings: Urging[] }>(`/institutions/${code}/urgings`);
  return (
    <Loaded of={reading} rows={2}>
      {({ urgings }) =>
        urgings.length === 0 ? (
          <span className="faint">{t('census.noLetters')}</span>
        ) : (
          <ul aria-label={t('census.letters')}>
            {urgings.map((one) => (
              <li key={one.id}>
                {`${shortTime(one.urgedAt)} ${one.urgedBy}：${one.note}`}
                {one.answerBy !== null && ` · ${t('census.answerBy')} ${one.answerBy}`}
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}
