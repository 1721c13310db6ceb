import { Button, Card, Descriptions, Flex } from 'antd';
import { useState } from 'react';
import { fetchFile } from '../../api/client.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages, useRead } from '../../api/use-api.ts';
import { download } from '../../parts/csv.ts';
import { Loaded, Page } from '../../parts/page.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import { ChainStatus } from './chain-status.tsx';
import { usePlaceWords } from './place-words.ts';

interface AuditKey {
  readonly installation: string;
  readonly keyId: string;
  readonly pem: string;
}

interface Checkpoint {
  readonly size: number;
  readonly checkpoint: string;
  readonly deliveredAt: string | null;
  readonly deliveredTo: readonly string[];
}

/** 审计链: whether it is whole, its signed checkpoints and where they were delivered, the key, and the export (NX-附3.2-3c). */
export default function ChainPage({ person }: { readonly person: Person }) {
  const { t } = useWords();
  return (
    <Page title={t('chain.title')} actions={may(person, 'getAuditExport') && <Export />}>
      {may(person, 'getAuditVerification') && <ChainStatus />}
      {may(person, 'getAuditKey') && <KeyCard />}
      <Checkpoints />
    </Page>
  );
}

function KeyCard() {
  const { t } = useWords();
  const reading = useRead<AuditKey>('/audit/key');
  return (
    <Card size="small" title={t('chain.key')}>
      <Loaded of={reading} rows={2}>
        {({ installation, keyId, pem }) => (
          <Flex justify="space-between" align="center" gap={16} wrap>
            <Descriptions
              size="small"
              column={{ xs: 1, md: 2 }}
              style={{ flex: 1, minWidth: 260 }}
              items={[
                { key: 'installation', label: t('chain.installation'), children: <code className="value">{installation}</code> },
                { key: 'key', label: t('chain.keyId'), children: <code>{keyId}</code> },
              ]}
            />
            <Button size="small" onClick={() => download('audit.pem', new Blob([pem], { type: 'application/x-pem-file' }))}>
              {t('chain.downloadKey')}
            </Button>
          </Flex>
        )}
      </Loaded>
    </Card>
  );
}

function Checkpoints() {
  const { t } = useWords();
  const placeWords = usePlaceWords();
  const pages = usePages<{ checkpoints: readonly Checkpoint[]; next: number | null }>(
    (before) => `/audit/checkpoints${before === null ? '' : `?before=${before}`}`,
  );
  const rows = (pages.data?.pages.flatMap((page) => page.checkpoints) ?? []).map((one) => ({
    ...one,
    ...(JSON.parse(one.checkpoint) as { at: string; root: string; keyId: string }),
  }));
  return (
    <PagedTable
      pages={pages}
      rows={rows}
      rowKey="size"
      width={960}
      label={t('chain.checkpoints')}
      empty={t('chain.none')}
      emptyWhy={t('chain.noneWhy')}
      columns={[
        { title: t('chain.size'), dataIndex: 'size', width: 130 },
        { title: t('chain.signedAt'), width: 150, render: (_, one) => shortTime(one.at) },
        { title: t('chain.root'), render: (_, one) => <code className="value">{one.root}</code> },
        {
          title: t('chain.delivered'),
          width: 280,
          render: (_, one) =>
            one.deliveredAt === null ? (
              <b className="owed">{t('chain.notDelivered')}</b>
            ) : (
              `${shortTime(one.deliveredAt)} ${one.deliveredTo.map(placeWords).join('、')}`
            ),
        },
      ]}
    />
  );
}

/** The audit as text, marked with who takes it out and when; what that person did stands in it. */
function Export() {
  const { t } = useWords();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const take = async () => {
    setBusy(true);
    setError(null);
    try {
      download('audit.txt', await fetchFile('/audit/export'));
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Flex vertical gap={4} align="flex-end">
      <Button loading={busy} onClick={() => void take()}>
        {t('chain.export')}
      </Button>
      <span className="faint">{t('chain.exportWhat')}</span>
      {error !== null && <ProblemNotice error={error} />}
    </Flex>
  );
}
