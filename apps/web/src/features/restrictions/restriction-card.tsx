import { Card, Flex } from 'antd';
import { useDivisionName } from '../../api/names.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import type { Restriction } from '../../api/views.ts';
import { Ask } from '../../parts/ask.tsx';
import { InstitutionName } from '../../parts/institution-name.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';

/** One restriction: what it is and why, how far its way back has come, and the next act of whoever reads. */
export function RestrictionCard({ restriction: one, person }: { readonly restriction: Restriction; readonly person: Person }) {
  const { t, named } = useWords();
  const divisionName = useDivisionName();
  const { scope } = one;
  const scopeWords = scope === null ? '' : `${scope.name ?? divisionName(scope.code)}（${scope.code}）`;
  const whom =
    one.institution !== null ? (
      <InstitutionName code={one.institution} />
    ) : (
      named('restrictions.scope', one.scope?.kind ?? '').replace('{code}', scopeWords)
    );
  const marks = [
    one.byLaw ? t('restrictions.byLaw') : one.review === null ? t('restrictions.unreviewed') : t('restrictions.reviewed'),
    one.rectification === null ? t('restrictions.unrectified') : t('restrictions.rectified'),
    ...(one.liftRequest === null ? [] : [t('restrictions.liftRequested')]),
  ];
  return (
    <Card size="small">
      <Flex vertical gap={6}>
        <Flex gap={10} align="center" wrap>
          <StateTag state={one.lifted !== null ? 'lifted' : one.rectification !== null ? 'rectifying' : 'inForce'} />
          <b>{named('restriction', one.kind)}</b> {whom}
          <ClauseLink clause={one.clause} />
          <span className="faint">{one.stated ? t('reason.stated') : t('reason.unstated')}</span>
          {one.occasion > 1 && <span className="faint">{t('restrictions.occasion', { count: one.occasion })}</span>}
        </Flex>
        <span className="value">{one.reason}</span>
        {one.judgement !== null && <span className="value">{`${t('cutoff.judgement')}：${one.judgement}`}</span>}
        <span className="faint">
          {`${one.by} · ${shortTime(one.imposedAt)}`}
          {one.lifted === null && ` · ${marks.join(' · ')}`}
          {one.lifted !== null && ` · ${t('restrictions.lifted')} ${shortTime(one.lifted.at)}（${one.lifted.clause}）`}
        </span>
        {one.review !== null && <span>{`${t('restrictions.reviewNote')}：${one.review.note}`}</span>}
        {one.rectification !== null && <span>{`${t('restrictions.rectifyText')}：${one.rectification.text}`}</span>}
        {one.liftRequest !== null && <span>{`${t('restrictions.requestLiftReason')}：${one.liftRequest.reason}`}</span>}
        {one.lifted === null && <WayBack restriction={one} />}
        {one.lifted === null && <NextActs restriction={one} person={person} />}
      </Flex>
    </Card>
  );
}

function WayBack({ restriction: { lifting } }: { readonly restriction: Restriction }) {
  const { t, named } = useWords();
  if (lifting === null) return null;
  return (
    <span className="faint">
      {t('restrictions.liftBy', { level: named('level', lifting.level) })}
      {lifting.lacks.length > 0 && ` · ${t('restrictions.lacks')} ${lifting.lacks.map((one) => named('condition', one)).join('、')}`}{' '}
      <ClauseLink clause={lifting.clause} />
    </span>
  );
}

/** A restriction that the law lifts by a step of its own asks for no rectification. */
const asksRectification = ({ lifting }: Restriction) => lifting?.lacks.some((one) => one === 'rectified' || one === 'explained') === true;

function NextActs({ restriction: one, person }: { readonly restriction: Restriction; readonly person: Person }) {
  const { t } = useWords();
  const base = `/restrictions/${one.id}`;
  return (
    <Flex gap={8} wrap>
      {one.review === null && !one.byLaw && may(person, 'postRestrictionsIdReview') && (
        <Ask
          label={t('restrictions.review')}
          text={t('restrictions.reviewNote')}
          act={(note) => ({ path: `${base}/review`, body: { note }, version: one.version })}
        />
      )}
      {one.rectification === null && asksRectification(one) && may(person, 'postRestrictionsIdRectification') && (
        <Ask
          label={t('restrictions.rectify')}
          text={t('restrictions.rectifyText')}
          act={(text) => ({ path: `${base}/rectification`, body: { text }, version: one.version })}
        />
      )}
      {one.liftRequest === null && one.lifting?.lacks.length === 0 && may(person, 'postRestrictionsIdLiftRequest') && (
        <Ask
          label={t('restrictions.requestLift')}
          text={t('restrictions.requestLiftReason')}
          act={(reason) => ({ path: `${base}/lift-request`, body: { reason }, version: one.version })}
        />
      )}
      {one.liftRequest !== null && may(person, 'postRestrictionsIdLifting') && (
        <Ask
          primary
          label={t('restrictions.lift')}
          consequence={t('restrictions.liftConsequence')}
          act={() => ({ path: `${base}/lifting`, version: one.version })}
        />
      )}
    </Flex>
  );
}
