import { Button, Flex, Radio, Table } from 'antd';
import { useState } from 'react';
import { Refused } from '../api/client.ts';
import { useWords } from '../words/language.tsx';
import { differences, merged } from './conflicting.ts';

interface ConflictProps {
  readonly error: unknown;
  /** what was about to be sent, by field */
  readonly mine: Record<string, unknown>;
  /** the record as these fields: where the body is not the record's own shape */
  readonly theirs?: (current: Record<string, unknown>) => Record<string, unknown>;
  /** sends what was chosen, on the version that stands now */
  readonly take: (chosen: Record<string, unknown>, version: number) => void;
}

/** Somebody else changed it meanwhile: both versions side by side, and one chosen field by field. Nothing is overwritten unseen. */
export function Conflict({ error, mine, theirs = (current) => current, take }: ConflictProps) {
  const { t, named } = useWords();
  const [given, setGiven] = useState<readonly string[]>([]);
  const current = error instanceof Refused && error.problem.code === 'version-stale' ? error.problem.current : null;
  if (typeof current !== 'object' || current === null || typeof (current as { version?: unknown }).version !== 'number') return null;
  // What only the act says, such as its reason, stands nowhere on record: there is nothing to choose.
  const rows = differences(mine, theirs(current as Record<string, unknown>)).filter((row) => row.theirs !== undefined);
  const chosen = merged(
    mine,
    rows.filter((row) => given.includes(row.path)),
  );
  const choose = (path: string, which: string) => setGiven(which === 'theirs' ? [...given, path] : given.filter((one) => one !== path));
  return (
    <section className="column" aria-label={t('conflict.title')}>
      <b>{t('conflict.title')}</b>
      <Table
        size="small"
        pagination={false}
        rowKey="path"
        dataSource={rows}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: t('conflict.none') }}
        columns={[
          { title: t('conflict.field'), render: (_, row) => named('field', row.path) },
          { title: t('conflict.mine'), render: (_, row) => <Shown value={row.mine} /> },
          { title: t('conflict.theirs'), render: (_, row) => <Shown value={row.theirs} /> },
          {
            title: t('conflict.keep'),
            render: (_, row) => (
              <Radio.Group
                size="small"
                aria-label={`${t('conflict.keep')} ${named('field', row.path)}`}
                value={given.includes(row.path) ? 'theirs' : 'mine'}
                onChange={(event) => choose(row.path, event.target.value as string)}
                options={[
                  { value: 'mine', label: t('conflict.mine') },
                  { value: 'theirs', label: t('conflict.theirs') },
                ]}
              />
            ),
          },
        ]}
      />
      <Flex gap={8}>
        <Button size="small" type="primary" onClick={() => take(chosen, (current as { version: number }).version)}>
          {t('conflict.send')}
        </Button>
      </Flex>
    </section>
  );
}

function Shown({ value }: { readonly value: unknown }) {
  const { t } = useWords();
  if (value === null || value === undefined || value === '') return <span className="faint">{t('common.none')}</span>;
  return <span className="value">{typeof value === 'object' ? JSON.stringify(value) : String(value)}</span>;
}
