import { Collapse, Tag } from 'antd';
import { memo } from 'react';
import { useWords } from '../../words/language.tsx';

export interface Clause {
  readonly id: string;
  readonly title: string;
  readonly words: string;
  readonly kinds: readonly string[];
  readonly addressee: readonly string[];
  readonly erratum: string | null;
  readonly unstated: string | null;
  readonly controls: readonly { readonly name: string; readonly kinds: readonly string[] }[];
  readonly tests: readonly string[];
  readonly planned: readonly { readonly kind: string; readonly by: string }[];
}

/** A clause in its own words, and beside it whom it binds, what executes it, what proves that, and what is still owed. */
export const ClauseRow = memo(function ClauseRow({ clause, target }: { readonly clause: Clause; readonly target: boolean }) {
  const { t, named } = useWords();
  const informational = clause.kinds[0] === 'informational';
  return (
    <section
      id={`clause-${clause.id}`}
      className={`clause-row${target ? ' target' : ''}${informational ? ' informational' : ''}`}
      aria-label={`${clause.id} ${clause.title}`}
    >
      <div>
        <b>{clause.id}</b> <span className="faint">{clause.title}</span>
        <blockquote className="clause-words" lang="zh-CN">
          {clause.words}
        </blockquote>
        {clause.erratum !== null && <p className="faint">{t('regulations.erratum', { text: clause.erratum })}</p>}
        {clause.unstated !== null && <p className="faint">{t('regulations.unstated', { text: clause.unstated })}</p>}
      </div>
      <div className="clause-side">
        {informational ? (
          <span className="faint">{t('regulations.informational')}</span>
        ) : (
          <>
            <div>
              {clause.kinds.map((kind) => (
                <Tag key={kind}>{named('kind', kind)}</Tag>
              ))}
            </div>
            <div className="faint">{`${t('regulations.addressee')} ${clause.addressee.map((one) => named('who', one)).join('、')}`}</div>
            {clause.controls.length > 0 && (
              <div>
                {`${t('regulations.controls')}：`}
                {clause.controls.map((one) => one.name).join('；')}
              </div>
            )}
            {clause.planned.length > 0 && (
              <div className="owed">{`${t('regulations.planned')}：${clause.planned.map((one) => named('kind', one.kind)).join('、')}`}</div>
            )}
            {clause.tests.length > 0 && (
              <Collapse
                ghost
                size="small"
                items={[
                  {
                    key: 'tests',
                    label: t('regulations.tests', { count: clause.tests.length }),
                    children: <TestTitles titles={clause.tests} />,
                  },
                ]}
              />
            )}
          </>
        )}
      </div>
    </section>
  );
});

function TestTitles({ titles }: { readonly titles: readonly string[] }) {
  return (
    <ul className="consequence">
      {[...new Set(titles)].map((title) => (
        <li key={title} lang="en">
          {title}
        </li>
      ))}
    </ul>
  );
}
