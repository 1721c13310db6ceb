import { Link } from 'react-router';
import { clockTime, dateOf, shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import type { Situation, Trends } from './situation.ts';
import { useSpan } from './situation-trends.tsx';

interface Named {
  readonly institution: string;
  readonly name: string;
}

/** Those who may not open the dossier see the name alone. */
function Institution({ one, opened }: { readonly one: Named; readonly opened: boolean }) {
  return opened ? (
    <Link style={{ textDecoration: 'underline' }} to={`/institutions/${one.institution}`}>
      {one.name}
    </Link>
  ) : (
    <span>{one.name}</span>
  );
}

/** What was cut off last, and how long it took until every gateway had verified it off. */
export function CutOffs({ cutOffs, opened }: Pick<Trends, 'cutOffs'> & { readonly opened: boolean }) {
  const { t } = useWords();
  const span = useSpan();
  return (
    <section className="situation-card">
      <h2>{t('situation.cutOffs')}</h2>
      {cutOffs.length === 0 && <p className="situation-faint">{t('situation.noCutOffs')}</p>}
      <ul className="situation-rows">
        {cutOffs.map((one) => (
          <li key={`${one.institution} ${one.orderedAt}`} className={one.verifiedAt === null ? 'situation-late' : undefined}>
            <span>
              <Institution one={one} opened={opened} /> {shortTime(one.orderedAt)}
            </span>
            <span>
              {one.verifiedAt !== null
                ? t('situation.verifiedIn', { time: span(Date.parse(one.verifiedAt) - Date.parse(one.orderedAt)) })
                : one.gateways === 0
                  ? t('situation.noGateway')
                  : t('situation.verifying', { verified: one.verified, all: one.gateways })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function NewestChanges({ changes, readAt, opened }: Pick<Trends, 'changes' | 'readAt'> & { readonly opened: boolean }) {
  const { t, named } = useWords();
  const today = dateOf(readAt);
  return (
    <section className="situation-card">
      <h2>{t('situation.events')}</h2>
      {changes.length === 0 && <p className="situation-faint">{t('situation.noEvents')}</p>}
      <ol className="situation-rows">
        {changes.map((one) => (
          <li key={`${one.institution} ${one.at}`}>
            <span>
              {dateOf(one.at) === today ? clockTime(one.at) : shortTime(one.at)} <Institution one={one} opened={opened} />
            </span>
            <span>
              {t('situation.event', {
                was: one.was === null ? t('situation.first') : named('state', one.was),
                became: named('state', one.became),
              })}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

export function ScopeOrders({ orders }: Pick<Situation, 'orders'>) {
  const { t, said } = useWords();
  if (orders.length === 0) return null;
  return (
    <section className="situation-card">
      <h2>{t('situation.orders')}</h2>
      <p className="situation-faint">{t('situation.ordersHow')}</p>
      <ul className="situation-rows">
        {orders.map((one) => (
          <li key={`${one.scope} ${one.clause} ${one.imposedAt}`} className="situation-late">
            <span>{`${one.scope}：${said(one.what)} ${one.clause}`}</span>
            <span>{shortTime(one.imposedAt)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
