import { Card } from 'antd';
import { may } from '../../api/permission.ts';
import { serverNow } from '../../api/server-time.ts';
import type { Person } from '../../api/session.ts';
import { usePages } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { ColleagueField } from '../../parts/colleague-field.tsx';
import { DayField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { dateOf } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';

interface Deputy {
  readonly id: string;
  readonly person: string;
  readonly personName: string;
  readonly deputy: string;
  readonly deputyName: string;
  readonly from: string;
  readonly until: string;
  readonly reason: string;
  readonly endedAt: string | null;
  /** whether the reader may end it now */
  readonly mayEnd: boolean;
}

/** 代办: while a caseworker is away, another of the bureau handles the applications, under their own name. */
export default function DeputiesCard({ person }: { readonly person: Person }) {
  const { t } = useWords();
  const pages = usePages<{ deputies: readonly Deputy[]; next: string | null }>(
    (after) => `/deputies${after === null ? '' : `?after=${after}`}`,
  );
  const today = dateOf(serverNow());
  return (
    <Card size="small" title={t('deputies.title')} extra={may(person, 'postDeputies') && <NameDeputy />}>
      <p className="faint">{t('deputies.what')}</p>
      <PagedTable<Deputy>
        pages={pages}
        rows={pages.data?.pages.flatMap((page) => page.deputies) ?? []}
        rowKey="id"
        width={860}
        label={t('deputies.caption')}
        empty={t('deputies.none')}
        columns={[
          { title: t('deputies.person'), render: (_, one) => <Somebody name={one.personName} login={one.person} /> },
          { title: t('deputies.deputy'), render: (_, one) => <Somebody name={one.deputyName} login={one.deputy} /> },
          { title: t('deputies.time'), render: (_, one) => `${one.from} — ${one.until}` },
          { title: t('common.reason'), dataIndex: 'reason' },
          { title: t('common.state'), render: (_, one) => t(stateOf(one, today)) },
          {
            title: t('common.act'),
            width: 140,
            render: (_, one) =>
              one.mayEnd && (
                <Ask
                  label={t('deputies.end')}
                  consequence={<span>{t('deputies.endWhat', { deputy: one.deputyName })}</span>}
                  act={() => ({ path: `/deputies/${one.id}/end` })}
                />
              ),
          },
        ]}
      />
    </Card>
  );
}

/** A person by name; the login tells two of one name apart. */
function Somebody({ name, login }: { readonly name: string; readonly login: string }) {
  return (
    <>
      {name} <span className="faint">{login}</span>
    </>
  );
}

function stateOf(one: Deputy, today: string) {
  if (one.endedAt !== null || one.until < today) return 'deputies.over';
  return one.from > today ? 'deputies.toCome' : 'deputies.inForce';
}

const CASEWORKERS = ['caseworker'];

function NameDeputy() {
  const { t } = useWords();
  return (
    <Fill<{ person: string; deputy: string; from: string; until: string; reason: string }>
      label={t('deputies.name')}
      consequence={<span>{t('deputies.nameWhat')}</span>}
      act={(body) => ({ path: '/deputies', body })}
    >
      <ColleagueField name="person" label={t('deputies.person')} only={CASEWORKERS} />
      <ColleagueField name="deputy" label={t('deputies.deputy')} only={CASEWORKERS} />
      <DayField name="from" label={t('deputies.from')} />
      <DayField name="until" label={t('deputies.until')} />
      <TextField name="reason" label={t('common.reason')} max={500} rows={2} />
    </Fill>
  );
}
