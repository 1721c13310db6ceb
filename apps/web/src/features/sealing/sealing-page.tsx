import { Card, Table } from 'antd';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages, useRead } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { PickField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { Loaded, Nothing, Page } from '../../parts/page.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';

interface Key {
  readonly id: string;
  readonly purpose: string;
  readonly masterKey: string;
  readonly since: string;
}

interface Rotation {
  readonly id: string;
  readonly purpose: string;
  readonly cause: string;
  readonly reason: string;
  readonly requestedAt: string;
  readonly approvedAt: string | null;
  readonly next: string | null;
  readonly resealed: number;
  readonly finishedAt: string | null;
}

const PURPOSES = ['persons', 'secrets', 'files', 'answers', 'search', 'checkpoint'] as const;

/** 密钥: what is encrypted at rest under which key since when, and its change by two officers (NX-附3.2-7). */
export default function SealingPage({ person }: { readonly person: Person }) {
  const { t, named } = useWords();
  const keys = useRead<{ keys: readonly Key[] }>('/sealing/keys');
  return (
    <Page title={t('sealing.title')} actions={may(person, 'postSealingRotations') && <AskRotation />}>
      <p className="faint">{t('sealing.what')}</p>
      <Card size="small" title={t('sealing.keys')}>
        <Loaded of={keys}>
          {(found) => (
            <Table
              size="small"
              rowKey="id"
              pagination={false}
              dataSource={[...found.keys]}
              scroll={{ x: 640 }}
              aria-label={t('sealing.keys')}
              locale={{ emptyText: <Nothing what={t('sealing.noKeys')} /> }}
              columns={[
                { title: t('sealing.purpose'), render: (_, one) => named('sealing.purpose', one.purpose) },
                { title: t('sealing.key'), render: (_, one) => <code>{one.id}</code> },
                { title: t('sealing.masterKey'), render: (_, one) => <code>{one.masterKey}</code> },
                { title: t('sealing.since'), render: (_, one) => shortTime(one.since) },
              ]}
            />
          )}
        </Loaded>
      </Card>
      <Rotations person={person} />
    </Page>
  );
}

const WHILE_RUNNING = 3_000;

function Rotations({ person }: { readonly person: Person }) {
  const { t, named } = useWords();
  const pages = usePages<{ rotations: readonly Rotation[]; next: string | null }>(
    (before) => `/sealing/rotations${before === null ? '' : `?before=${before}`}`,
  );
  const rows = pages.data?.pages.flatMap((page) => page.rotations) ?? [];
  const running = rows.some((one) => one.approvedAt !== null && one.finishedAt === null);
  // The same first page again while records are being sealed anew: its progress is a number that moves.
  const moving = useRead<{ rotations: readonly Rotation[] }>(running ? '/sealing/rotations' : null, { every: WHILE_RUNNING });
  const fresh = new Map(moving.data?.rotations.map((one) => [one.id, one]));
  return (
    <Card size="small" title={t('sealing.rotations')}>
      <PagedTable<Rotation>
        pages={pages}
        rows={rows.map((one) => fresh.get(one.id) ?? one)}
        rowKey="id"
        width={900}
        label={t('sealing.rotations')}
        empty={t('sealing.noRotations')}
        columns={[
          { title: t('sealing.purpose'), width: 150, render: (_, one) => named('sealing.purpose', one.purpose) },
          { title: t('common.reason'), render: (_, one) => `${one.reason}` },
          { title: t('sealing.requestedAt'), width: 150, render: (_, one) => shortTime(one.requestedAt) },
          { title: t('sealing.approvedAt'), width: 150, render: (_, one) => (one.approvedAt === null ? '' : shortTime(one.approvedAt)) },
          {
            title: t('sealing.progress'),
            width: 220,
            render: (_, one) => <span aria-live="polite">{progressOf(one, t)}</span>,
          },
          {
            title: t('common.act'),
            width: 130,
            render: (_, one) =>
              one.approvedAt === null &&
              may(person, 'postSealingRotationsIdApproval') && (
                <Ask
                  primary
                  label={t('sealing.approve')}
                  consequence={<span>{t('sealing.approveWhat', { purpose: named('sealing.purpose', one.purpose) })}</span>}
                  act={() => ({ path: `/sealing/rotations/${one.id}/approval` })}
                />
              ),
          },
        ]}
      />
    </Card>
  );
}

function progressOf(one: Rotation, t: ReturnType<typeof useWords>['t']): string {
  if (one.approvedAt === null) return t('sealing.waiting');
  if (one.finishedAt === null) return t('sealing.running', { count: one.resealed });
  return t('sealing.finished', { count: one.resealed, time: shortTime(one.finishedAt) });
}

function AskRotation() {
  const { t, named } = useWords();
  return (
    <Fill<{ purpose: string; reason: string }>
      primary
      label={t('sealing.ask')}
      consequence={<span>{t('sealing.askWhat')}</span>}
      act={(body) => ({ path: '/sealing/rotations', body })}
    >
      <PickField
        name="purpose"
        label={t('sealing.purpose')}
        options={PURPOSES.map((value) => ({ value, label: named('sealing.purpose', value) }))}
      />
      <TextField name="reason" label={t('common.reason')} max={500} rows={2} />
    </Fill>
  );
}
