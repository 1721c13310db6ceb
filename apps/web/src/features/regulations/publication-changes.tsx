import { Table } from 'antd';
import { useEffect } from 'react';
import { useDivisionName } from '../../api/names.ts';
import { useRead } from '../../api/use-api.ts';
import { Loaded } from '../../parts/page.tsx';
import { useWords } from '../../words/language.tsx';
import { flattened } from './rule-rows.ts';
import { ruleWords, valueWords } from './rule-words.ts';

interface Difference {
  readonly path: string;
  readonly a: unknown;
  readonly b: unknown;
}

interface Publication {
  readonly generation: number;
  readonly basedOn: number | null;
  readonly digest: string;
  readonly changes: readonly { readonly profile: string; readonly differences: readonly Difference[] | null }[];
}

/** What a publication changes against what it was drafted from, jurisdiction by jurisdiction. */
export function PublicationChanges({ generation, seen }: { readonly generation: number; readonly seen: () => void }) {
  const { t, named, said } = useWords();
  const divisionName = useDivisionName();
  const reading = useRead<Publication>(`/regulations/publications/${generation}`);
  const there = reading.data !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when the changes stand on the page
  useEffect(() => {
    if (there) seen();
  }, [there]);
  const say = (value: unknown) => {
    if (value === null) return t('profiles.absent');
    const rule = ruleOf(value);
    const rows = [...flattened({ rule: rule?.value ?? value }, said, t('reason.unstated'))];
    return (
      <>
        {rows.map(([path, text]) => (
          <div key={path}>
            {path === 'rule' ? '' : `${ruleWords(path.slice('rule.'.length), named)}：`}
            {valueWords(text, named)}
          </div>
        ))}
        {rule !== null && <div className="faint">{`${rule.clause} ${t(rule.stated ? 'reason.stated' : 'reason.unstated')}`}</div>}
      </>
    );
  };
  return (
    <Loaded of={reading}>
      {({ basedOn, digest, changes }) => (
        <div className="column">
          <span className="faint">
            {basedOn === null ? t('publications.first') : t('publications.against', { generation: basedOn })}{' '}
            <span className="value">{t('publications.digest', { digest })}</span>
          </span>
          {changes.map((change) => (
            <section key={change.profile} aria-label={divisionName(change.profile)}>
              <h2 className="section-title">{divisionName(change.profile)}</h2>
              {change.differences === null || change.differences.length === 0 ? (
                <span>{t(change.differences === null ? 'publications.wholeProfile' : 'publications.namesOnly')}</span>
              ) : (
                <Table<Difference>
                  size="small"
                  rowKey="path"
                  pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
                  dataSource={[...change.differences]}
                  scroll={{ x: 640 }}
                  aria-label={divisionName(change.profile)}
                  columns={[
                    { title: t('profiles.path'), render: (_, one) => <span title={one.path}>{ruleWords(one.path, named)}</span> },
                    { title: t('publications.before'), render: (_, one) => <div className="value">{say(one.a)}</div> },
                    { title: t('publications.after'), render: (_, one) => <div className="value after">{say(one.b)}</div> },
                  ]}
                />
              )}
            </section>
          ))}
        </div>
      )}
    </Loaded>
  );
}

interface Rule {
  readonly value: object;
  readonly clause: string;
  readonly stated: boolean;
}

/** A value of several parts with its clause; a single value is said with its clause in one line. */
function ruleOf(value: unknown): Rule | null {
  if (typeof value !== 'object' || value === null || !('value' in value && 'clause' in value && 'stated' in value)) return null;
  return typeof value.value === 'object' && value.value !== null && !Array.isArray(value.value) ? (value as Rule) : null;
}
