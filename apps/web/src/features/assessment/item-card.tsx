import { Card, Collapse, Flex, Tag } from 'antd';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { Ask } from '../../parts/ask.tsx';
import { ChoiceField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { ClauseQuote } from '../../parts/reason-card.tsx';
import { shortTime } from '../../parts/time.ts';
import { COLOURS } from '../../theme.ts';
import { useWords } from '../../words/language.tsx';
import { type Item, type Remark, trendOf, type Verdict } from './assessment.ts';

const COLOUR: Readonly<Record<Verdict, string>> = {
  conforms: COLOURS.green,
  partly: COLOURS.amber,
  'does-not': COLOURS.red,
  'not-applicable': COLOURS.neutral,
};

interface ItemCardProps {
  readonly assessment: string;
  readonly item: Item;
  readonly person: Person;
}

/** One of the 32 items: the clause in its own words, what the machine measured, and what people found who looked. */
export function ItemCard({ assessment, item, person }: ItemCardProps) {
  const { t, said, named } = useWords();
  const trend = trendOf(item);
  return (
    <Card
      size="small"
      title={
        <Flex gap={8} align="center" wrap>
          <span>{t('assess.item', { item: item.item })}</span>
          <VerdictTag verdict={item.verdict} />
          {trend !== null && trend !== 'same' && item.former !== null && (
            <span className={trend === 'worse' ? 'owed' : 'faint'}>
              {t(trend === 'worse' ? 'assess.worse' : 'assess.better', { former: named('assess.verdict', item.former) })}
            </span>
          )}
          {trend === 'same' && <span className="faint">{t('assess.same')}</span>}
        </Flex>
      }
    >
      <div className="column">
        <ClauseQuote clause={item.clause} text={item.words} stated />
        {item.erratum !== null && <span className="faint">{t('assess.erratum', { words: item.erratum })}</span>}
        <ul className="lines" aria-label={t('assess.evidence')}>
          {item.checks.map((check, i) => (
            <li key={`${check.clause} ${String(i)}`}>
              <Flex vertical gap={4}>
                {item.checks.length > 1 && <span className="faint">{check.words}</span>}
                <span>
                  <VerdictTag verdict={check.verdict} /> {said(check.evidence)}
                </span>
                {check.erratum !== null && <span className="faint">{t('assess.erratum', { words: check.erratum })}</span>}
              </Flex>
            </li>
          ))}
        </ul>
        {item.person !== null && <PersonPart assessment={assessment} item={item} person={person} />}
        {item.fails.commands.length + (item.fails.note === null ? 0 : 1) > 0 && (
          <Collapse
            size="small"
            items={[
              {
                key: 'fails',
                label: t('assess.fails'),
                children: (
                  <div className="column">
                    {item.fails.commands.map((command) => (
                      <code key={command} className="value">
                        {command}
                      </code>
                    ))}
                    {item.fails.note !== null && <span>{said(item.fails.note)}</span>}
                  </div>
                ),
              },
            ]}
          />
        )}
      </div>
    </Card>
  );
}

function VerdictTag({ verdict }: { readonly verdict: Verdict }) {
  const { named } = useWords();
  return (
    <Tag variant="outlined" style={{ color: COLOUR[verdict], borderColor: COLOUR[verdict], backgroundColor: '#fff', marginInlineEnd: 0 }}>
      {named('assess.verdict', verdict)}
    </Tag>
  );
}

/** What no program can measure: looked at by one officer, confirmed by another where it is in order. */
function PersonPart({ assessment, item, person }: ItemCardProps) {
  const { t, said, named } = useWords();
  const at = `/assessments/${assessment}/items/${item.item}/remark`;
  const { remark, earlier } = item;
  const waits = remark !== null && !remark.stands && remark.judgement === 'in-order';
  return (
    <section className="column person-part" aria-label={t('assess.person')}>
      <span>
        <b>{t('assess.person')}</b> {item.person === null ? '' : said(item.person)}
      </span>
      {remark !== null && <RemarkLine remark={remark} />}
      {remark === null && earlier !== null && (
        <>
          <span className="faint">{t('assess.earlier')}</span>
          <RemarkLine remark={earlier} />
        </>
      )}
      <Flex gap={8} wrap>
        {!waits && may(person, 'postAssessmentsIdItemsItemRemark') && (
          <Fill<{ judgement: string; text: string }>
            label={t('assess.remark')}
            consequence={<span>{t('assess.remarkWhat')}</span>}
            act={(body) => ({ path: at, body })}
          >
            <ChoiceField
              name="judgement"
              label={t('assess.judgement')}
              options={['in-order', 'not-in-order'].map((value) => ({ value, label: named('assess.judgement', value) }))}
            />
            <TextField name="text" label={t('assess.seen')} max={2000} rows={4} hint={t('assess.seenHint')} />
          </Fill>
        )}
        {waits && may(person, 'postAssessmentsIdItemsItemRemarkConfirmation') && (
          <Ask
            primary
            label={t('assess.confirm')}
            consequence={<span>{t('assess.confirmWhat', { by: remark.by })}</span>}
            act={() => ({ path: `${at}/confirmation`, body: { remark: remark.id } })}
          />
        )}
      </Flex>
    </section>
  );
}

function RemarkLine({ remark }: { readonly remark: Remark }) {
  const { t, named } = useWords();
  return (
    <span>
      <b>{named('assess.judgement', remark.judgement)}</b> {remark.text}{' '}
      <span className="faint">
        {`${remark.by} ${shortTime(remark.at)}`}
        {remark.confirmedAt !== null &&
          ` ${t('assess.confirmedBy', { by: remark.confirmedBy ?? '', time: shortTime(remark.confirmedAt) })}`}
        {!remark.stands && ` ${t('assess.notConfirmed')}`}
      </span>
    </span>
  );
}
