import { serverNow } from '../api/server-time.ts';
import { COLOURS } from '../theme.ts';
import { useWords } from '../words/language.tsx';
import { dueTime } from './time.ts';

const DAY = 86_400_000;

/** A deadline in a list: the date, red with its word when it has passed, amber within a day. The whole clock stands on the record's page. */
export function DueMark({ dueAt }: { readonly dueAt: string | null }) {
  const { t } = useWords();
  if (dueAt === null) return t('common.none');
  const left = Date.parse(dueAt) - serverNow();
  const colour = left <= 0 ? COLOURS.red : left < DAY ? COLOURS.amber : undefined;
  const words = left <= 0 ? t('clock.overdue', { amount: Math.ceil(-left / DAY) }) : left < DAY ? t('clock.today') : null;
  return (
    <span style={{ color: colour }}>
      {dueTime(dueAt)}
      {words !== null && ` ${words}`}
    </span>
  );
}
