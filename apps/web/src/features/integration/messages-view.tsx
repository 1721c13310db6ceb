import { Button, Card, Checkbox, Input } from 'antd';
import { query } from '../../api/client.ts';
import { usePages, useRead } from '../../api/use-api.ts';
import { Nothing } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { clockTime } from '../../parts/time.ts';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';
import type { Message, Standing } from './joint-test.ts';
import { MessageView } from './message-view.tsx';
import { Outcome } from './outcome.tsx';

interface MessagePage {
  readonly messages: readonly Message[];
  readonly next: number | null;
}

/** 报文: the log of a run at the left, one message with what was found at each of its fields at the right. */
export function MessagesView({ path, standing }: { readonly path: string; readonly standing: Standing }) {
  const { t } = useWords();
  const [at, set] = useUrlState();
  const base = `${path}/runs/${standing.run}/messages`;
  const [infno, q, flawed] = [at('infno'), at('q'), at('flawed')];
  const pages = usePages<MessagePage>((after) => `${base}${query({ infno, q, flawed, after, limit: 50 })}`);
  const rows = pages.data?.pages.flatMap((page) => page.messages) ?? [];
  const seq = Number(at('message')) || 0;
  const listed = rows.find((one) => one.seq === seq) ?? (seq === 0 ? rows[0] : undefined);
  const asked = useRead<MessagePage>(seq > 0 && listed === undefined ? `${base}${query({ after: seq - 1, limit: 1 })}` : null);
  const shown = listed ?? asked.data?.messages.find((one) => one.seq === seq);
  return (
    <div className="messages">
      <Card
        size="small"
        title={t('message.log')}
        extra={
          <Checkbox checked={flawed === 'true'} onChange={(event) => set('flawed', event.target.checked ? 'true' : '')}>
            {t('message.flawedOnly')}
          </Checkbox>
        }
      >
        <search className="column" aria-label={t('common.filter')}>
          <div className="messages-filter">
            <Input.Search
              key={`i${infno}`}
              allowClear
              defaultValue={infno}
              aria-label={t('matrix.transaction')}
              placeholder={t('matrix.transaction')}
              onSearch={(value) => set('infno', value.trim())}
            />
            <Input.Search
              key={`q${q}`}
              allowClear
              defaultValue={q}
              aria-label={t('message.text')}
              placeholder={t('message.text')}
              onSearch={(value) => set('q', value.trim())}
            />
          </div>
        </search>
        {pages.error !== null && <ProblemNotice error={pages.error} retry={() => void pages.refetch()} />}
        {pages.data !== undefined && rows.length === 0 && <Nothing what={t('message.none')} mend={t('message.noneWhy')} />}
        <ol className="message-list" aria-label={t('message.log')}>
          {rows.map((one) => (
            <li key={one.seq}>
              <button
                type="button"
                className={one.seq === shown?.seq ? 'message-line chosen' : 'message-line'}
                aria-current={one.seq === shown?.seq}
                onClick={() => set('message', String(one.seq))}
              >
                <span className="number">{one.seq}</span>
                <b>{one.infno}</b>
                <Outcome of={one} />
                <span className="faint">{clockTime(one.at)}</span>
              </button>
            </li>
          ))}
        </ol>
        {pages.hasNextPage && (
          <Button size="small" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t('page.more')}
          </Button>
        )}
      </Card>
      {shown !== undefined && <MessageView key={shown.seq} message={shown} standing={standing} />}
    </div>
  );
}
