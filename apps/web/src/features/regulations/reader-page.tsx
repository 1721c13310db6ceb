import { Card, Checkbox, Input, Select } from 'antd';
import { useEffect, useMemo } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useDivisionName } from '../../api/names.ts';
import { useRead } from '../../api/use-api.ts';
import { Loaded, Nothing, Page } from '../../parts/page.tsx';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';
import { type Clause, ClauseRow } from './clause-row.tsx';

interface TextInfo {
  readonly text: string;
  readonly title: string;
  readonly number: string | null;
  readonly jurisdiction: string;
  readonly inForceFrom: string | null;
  readonly bindsBySignature: boolean;
  readonly clauses: number;
}

/** 法规: the texts as they stand; beside each clause what this system does about it, and what proves it. */
export default function ReaderPage() {
  const { text } = useParams();
  const { t } = useWords();
  const texts = useRead<{ texts: TextInfo[] }>('/regulations/texts');
  const shown = text ?? texts.data?.texts.find((one) => one.text === 'NX')?.text ?? texts.data?.texts[0]?.text;
  return (
    <Page title={t('regulations.title')}>
      <Loaded of={texts}>
        {({ texts: all }) => (
          <>
            <TextChoice texts={all} shown={shown} />
            {shown !== undefined && <TextOf key={shown} text={shown} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function TextChoice({ texts, shown }: { readonly texts: readonly TextInfo[]; readonly shown: string | undefined }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const divisionName = useDivisionName();
  const info = texts.find((one) => one.text === shown);
  const facts =
    info === undefined
      ? []
      : [
          info.number,
          info.inForceFrom === null ? null : t('regulations.inForce', { date: info.inForceFrom }),
          info.bindsBySignature ? t('regulations.signature') : null,
          t('regulations.clauses', { count: info.clauses }),
        ].filter((one) => one !== null);
  return (
    <div className="filters">
      <Select
        aria-label={t('regulations.choose')}
        value={shown}
        style={{ minWidth: 320, maxWidth: '100%' }}
        popupMatchSelectWidth={false}
        onChange={(value) => navigate(`/regulations/${value}`)}
        options={texts.map((one) => ({ value: one.text, label: `${one.text} · ${divisionName(one.jurisdiction)} · ${one.title}` }))}
      />
      <span className="faint">{facts.join(' · ')}</span>
    </div>
  );
}

function TextOf({ text }: { readonly text: string }) {
  const { t } = useWords();
  const [at, set] = useUrlState();
  const reading = useRead<{ clauses: Clause[] }>(`/regulations/texts/${text}`);
  const target = at('clause');
  const wanted = at('find');
  const onlyOpen = at('open') === 'yes';
  const clauses = reading.data?.clauses;
  const shown = useMemo(
    () =>
      (clauses ?? []).filter(
        (one) => (wanted === '' || one.words.includes(wanted) || one.id.includes(wanted)) && (!onlyOpen || one.planned.length > 0),
      ),
    [clauses, wanted, onlyOpen],
  );
  useEffect(() => {
    if (clauses !== undefined && target !== '') document.getElementById(`clause-${target}`)?.scrollIntoView({ block: 'start' });
  }, [clauses, target]);
  return (
    <Loaded of={reading} rows={14}>
      {() => (
        <div className="reader">
          <nav className="reader-list" aria-label={t('regulations.choose')}>
            {shown.map((one) => (
              <Link key={one.id} to={{ search: `?clause=${encodeURIComponent(one.id)}` }} title={one.title}>
                {`${one.id} ${one.title}`}
              </Link>
            ))}
          </nav>
          <div className="column">
            <div className="filters">
              <Input.Search
                aria-label={t('regulations.search')}
                placeholder={t('regulations.search')}
                defaultValue={wanted}
                allowClear
                style={{ width: 240 }}
                onSearch={(value) => set('find', value.trim())}
              />
              <Checkbox checked={onlyOpen} onChange={(event) => set('open', event.target.checked ? 'yes' : '')}>
                {t('regulations.onlyOpen')}
              </Checkbox>
              <span className="faint" aria-live="polite">
                {t('regulations.found', { count: shown.length })}
              </span>
            </div>
            <Card styles={{ body: { padding: 0 } }}>
              {shown.length === 0 && <Nothing what={t('regulations.found', { count: 0 })} />}
              {shown.map((one) => (
                <ClauseRow key={one.id} clause={one} target={one.id === target} />
              ))}
            </Card>
          </div>
        </div>
      )}
    </Loaded>
  );
}
