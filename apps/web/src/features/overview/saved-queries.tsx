import { Select } from 'antd';
import { useNavigate } from 'react-router';
import { useRead } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { TextField, YesNoField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { useWords } from '../../words/language.tsx';
import { type Asked, type ListShape, parametersOf } from './list-shape.ts';

interface SavedQuery {
  readonly id: string;
  readonly name: string;
  readonly query: Readonly<Record<string, string>>;
  readonly own: boolean;
  readonly shared: boolean;
}

/** Searches that I keep, or that a colleague shares with the bureau: choosing one puts it into the address. */
export function SavedQueries({ shape, asked }: { readonly shape: ListShape; readonly asked: Asked }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const reading = useRead<{ queries: SavedQuery[] }>(`/saved-queries?list=${shape.name}`);
  const saved = reading.data?.queries ?? [];
  const now = parametersOf(asked);
  const chosen = saved.find((one) => sameQuery(one.query, now));
  return (
    <>
      {saved.length > 0 && (
        <Select
          aria-label={t('saved.title')}
          placeholder={t('saved.title')}
          size="small"
          value={chosen?.id ?? null}
          style={{ minWidth: 180 }}
          onChange={(id) => navigate({ search: new URLSearchParams(saved.find((one) => one.id === id)?.query).toString() })}
          options={saved.map((one) => ({ value: one.id, label: one.own ? one.name : `${one.name}（${t('saved.shared')}）` }))}
        />
      )}
      {chosen === undefined && (
        <Fill<{ name: string; shared: boolean }>
          label={t('saved.save')}
          initial={{ shared: false }}
          act={(values) => ({ path: '/saved-queries', body: { list: shape.name, query: now, ...values } })}
        >
          <TextField name="name" label={t('saved.name')} max={60} />
          <YesNoField name="shared" label={t('saved.share')} yes={t('common.yes')} no={t('common.no')} />
        </Fill>
      )}
      {chosen?.own === true && <Ask label={t('saved.remove')} act={() => ({ path: `/saved-queries/${chosen.id}/removal` })} />}
    </>
  );
}

const sameQuery = (one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>) =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => one[name] === other[name]);
