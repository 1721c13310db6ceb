import { Button, Popover, Table, Tag } from 'antd';
import { COLOURS } from '../theme.ts';
import { type Text, useWords } from '../words/language.tsx';
import { ClauseLink } from './reason-card.tsx';
import { dueTime, shortTime } from './time.ts';

interface WalkedDay {
  readonly date: string;
  readonly counts: boolean;
  readonly why: Text;
}

/** A statutory clock as the server tells it. */
export interface StatutoryClock {
  readonly kind: string;
  readonly clause: string;
  readonly stated: boolean;
  readonly startedAt: string;
  readonly dueOn: string | null;
  readonly dueAt: string;
  readonly state: string;
  readonly endedAt: string | null;
  readonly pausedAt?: string | null;
  readonly pauseReason?: string | null;
  readonly pauses?: readonly { readonly from: string; readonly to: string; readonly reason: string }[];
  /** how much has run: with its pauses, without them, and what is left, in the law's unit; null where it cannot be told */
  readonly elapsed?: { readonly unit: string; readonly gross: number; readonly net: number; readonly left: number } | null;
  /** days walked, or one sentence */
  readonly explanation: unknown;
}

const DAY = 86_400_000;
const AMBER_SHARE = 0.3;

/** 时限: what is left in the law's unit, coloured by the share left; a click tells day by day. */
export function Clock({ clock, now }: { readonly clock: StatutoryClock; readonly now: number }) {
  const { t, named } = useWords();
  const { words, colour } = leftOf(clock, now, t);
  const days = daysOf(clock);
  const content = (
    <div className="clock-days">
      <div>
        {named('clockkind', clock.kind)} <ClauseLink clause={clock.clause} /> {clock.stated ? t('reason.stated') : t('reason.unstated')}
      </div>
      {clock.elapsed != null && (
        <div>
          {t('clock.elapsed', {
            unit: named('clockunit', clock.elapsed.unit),
            gross: clock.elapsed.gross,
            net: clock.elapsed.net,
            left: clock.elapsed.left,
          })}
        </div>
      )}
      {[
        ...(clock.pauses ?? []),
        ...(clock.pausedAt == null ? [] : [{ from: clock.pausedAt, to: null, reason: clock.pauseReason ?? '' }]),
      ].map((pause) => (
        <div key={pause.from} className="faint">
          {t('clock.pausedFor', {
            from: shortTime(pause.from),
            to: pause.to === null ? t('clock.now') : shortTime(pause.to),
            reason: pause.reason,
          })}
        </div>
      ))}
      {days.length > 0 && (
        <Table
          size="small"
          pagination={false}
          rowKey="date"
          dataSource={days}
          scroll={{ y: 240 }}
          columns={[
            { title: t('common.time'), dataIndex: 'date' },
            { title: t('clock.counts'), render: (_, day) => (day.counts ? t('clock.counts') : t('clock.skips')) },
            { title: t('common.note'), render: (_, day) => <WhyDay why={day.why} /> },
          ]}
        />
      )}
    </div>
  );
  return (
    <div className="clock-line">
      <span>{named('clockkind', clock.kind)}</span>
      <Popover trigger="click" content={content} title={t('clock.explain')}>
        <Button type="text" size="small" className="clock">
          <Tag variant="outlined" style={{ color: colour, borderColor: colour, backgroundColor: '#fff' }}>
            {words}
          </Tag>
          <span className="faint">
            {clock.state === 'paused' ? (clock.pauseReason ?? '') : t('clock.due', { due: dueTime(clock.dueAt) })}
          </span>
        </Button>
      </Popover>
    </div>
  );
}

function WhyDay({ why }: { readonly why: Text }) {
  return useWords().said(why);
}

function daysOf(clock: StatutoryClock): WalkedDay[] {
  const walked = Array.isArray(clock.explanation) ? (clock.explanation as Partial<WalkedDay>[]) : [];
  return walked.filter((day): day is WalkedDay => day.date !== undefined && day.counts !== undefined && day.why !== undefined);
}

/** Working days are counted by the walked days still ahead; other units by the calendar. */
export function leftOf(clock: StatutoryClock, now: number, t: ReturnType<typeof useWords>['t']): { words: string; colour: string } {
  if (clock.endedAt !== null)
    return clock.state === 'breached'
      ? { words: t('clock.breached'), colour: COLOURS.red }
      : { words: t('clock.met'), colour: COLOURS.neutral };
  if (clock.state === 'paused') return { words: t('clock.paused'), colour: COLOURS.blue };
  const due = Date.parse(clock.dueAt);
  const left = due - now;
  if (left <= 0) return { words: t('clock.overdue', { amount: Math.max(1, Math.ceil(-left / DAY)) }), colour: COLOURS.red };
  const share = left / (due - Date.parse(clock.startedAt));
  const colour = share <= AMBER_SHARE ? COLOURS.amber : COLOURS.neutral;
  const ahead = daysOf(clock).filter((day) => day.counts && Date.parse(`${day.date}T23:59:59+08:00`) > now).length;
  if (ahead > 0) return { words: ahead === 1 && left < DAY ? t('clock.today') : t('clock.left', { amount: ahead }), colour };
  if (left < DAY) return { words: t('clock.leftHours', { amount: Math.max(1, Math.floor(left / 3_600_000)) }), colour };
  return { words: t('clock.leftDays', { amount: Math.floor(left / DAY) }), colour };
}
