import { Button, Card, Flex, Popover, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { type Speech, type Text, useWords } from '../words/language.tsx';
import { ClauseLink } from './clause-link.tsx';
import { shortTime } from './time.ts';

export { ClauseLink } from './clause-link.tsx';

/** Why something is refused, as the server tells it. */
export interface Reason {
  readonly code: string;
  readonly clause: string;
  /** the clause's words; null where the catalogue has none */
  readonly text: string | null;
  readonly stated: boolean;
  readonly what: Text;
  readonly mend: Text;
  readonly since: string | null;
  readonly denies: 'all' | readonly string[];
  readonly by: string | null;
}

interface Mending {
  readonly to: string;
  readonly label: string;
}

/** 依据: what, since when, by whom, the clause quoted, whether the text says so, and the way to mend it. */
export function ReasonCard({ reason, mending }: { readonly reason: Reason; readonly mending?: Mending | null }) {
  const { t, said, named } = useWords();
  const denies = deniedWords(reason.denies, t, named);
  return (
    <Card size="small" className="reason" variant="outlined">
      <Typography.Text strong>{said(reason.what)}</Typography.Text>
      <div className="reason-facts">
        {reason.since !== null && <span>{`${t('common.since')} ${shortTime(reason.since)}`}</span>}
        {reason.by !== null && <span>{`${t('common.by')} ${reason.by}`}</span>}
        <span>{`${t('reason.denies')} ${denies}`}</span>
      </div>
      <ClauseQuote clause={reason.clause} text={reason.text} stated={reason.stated} />
      <Flex justify="space-between" align="center" gap={8} wrap>
        <span>{`${t('reason.mend')}：${said(reason.mend)}`}</span>
        {mending != null && (
          <Link to={mending.to}>
            <Button size="small">{mending.label}</Button>
          </Link>
        )}
      </Flex>
    </Card>
  );
}

function deniedWords(denies: Reason['denies'], t: Speech['t'], named: Speech['named']): string {
  if (denies === 'all') return t('reason.deniesAll');
  return denies.length === 0 ? t('reason.deniesNone') : denies.map((one) => named('class', one)).join('、');
}

const LONG = 120;

/** The clause with its number and words; long ones open on demand. */
export function ClauseQuote({ clause, text, stated }: { readonly clause: string; readonly text: string | null; readonly stated: boolean }) {
  const { t } = useWords();
  const [whole, setWhole] = useState(false);
  const words = text ?? t('reason.noText');
  const shown = whole || words.length <= LONG ? words : `${words.slice(0, LONG)}……`;
  return (
    <figure className={stated ? 'clause' : 'clause clause-unstated'}>
      <figcaption>
        <ClauseLink clause={clause} />
        <span className="clause-mark">{stated ? t('reason.stated') : t('reason.unstated')}</span>
      </figcaption>
      <blockquote lang="zh-CN">{shown}</blockquote>
      {words.length > LONG && (
        <Button type="link" size="small" className="inline-button" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? '−' : '+'} {t('reason.readClause')}
        </Button>
      )}
    </figure>
  );
}

/** The same card for a disabled button: focus or hover tells why. */
export function WhyNot({ why, children }: { readonly why: ReactNode; readonly children: ReactNode }) {
  return <Popover content={<div className="why-not">{why}</div>}>{children}</Popover>;
}
