import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import type { TimelineEvent } from './use-dossier.ts';

/** What was done, the latest first: when, what, by whom. */
export function Timeline({ events }: { readonly events: readonly TimelineEvent[] }) {
  const { t, named } = useWords();
  if (events.length === 0) return <span className="faint">{t('common.none')}</span>;
  return (
    <ol className="timeline">
      {events.map((event) => (
        <li key={`${event.at} ${event.event} ${event.actor}`} className="timeline-item">
          <time dateTime={event.at} className="faint">
            {shortTime(event.at)}
          </time>
          <span>
            {named('event', event.event)} <span className="faint">{event.actor}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
