import { useQueries } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { Person } from '../../api/session.ts';
import { DivisionField } from '../../parts/division-field.tsx';
import { ChoiceField, DayField, TextField, YesNoField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { useWords } from '../../words/language.tsx';

interface Values {
  readonly from: readonly string[];
  readonly into: string;
  readonly isNew: boolean;
  readonly name: string;
  readonly level: 'city' | 'county';
  readonly city?: string;
  readonly bureauCode: string;
  readonly bureauName: string;
  readonly effectiveOn: string;
  readonly document: string;
  readonly reason: string;
}

const BELOW_PROVINCE = ['city', 'county'];

/** How many institutions lie in these divisions now, in words; undefined while they are counted. */
export function useAffected(divisions: readonly string[]): string | undefined {
  const counts = useQueries({
    queries: divisions.map((code) => ({
      queryKey: ['standings', code],
      queryFn: () =>
        call<{ total: { count: number; exact: boolean } | null }>(
          'GET',
          `/lists/standings?div=${code}&limit=1&columns=institution&total=true`,
        ),
    })),
  });
  if (counts.some((one) => one.data === undefined)) return undefined;
  const sum = counts.reduce((all, one) => all + (one.data?.total?.count ?? 0), 0);
  return `${sum.toLocaleString('en-US')}${counts.some((one) => one.data?.total?.exact === false) ? '+' : ''}`;
}

/** Divisions that end, the one that takes their place, and from when; another person of the province approves. */
export function RequestChange({ person }: { readonly person: Person }) {
  const { t } = useWords();
  return (
    <Fill<Values>
      label={t('changes.make')}
      primary
      wide
      act={({ isNew, name, level, city, bureauCode, bureauName, ...rest }) => ({
        path: '/division-changes',
        body: {
          ...rest,
          ...(isNew
            ? { founded: { name, level, bureau: { code: bureauCode, name: bureauName }, ...(city === undefined ? {} : { city }) } }
            : {}),
        },
      })}
    >
      {({ from, isNew, level }) => (
        <>
          <DivisionField name="from" label={t('changes.from')} several person={person} levels={BELOW_PROVINCE} />
          {from !== undefined && from.length > 0 && <Affected divisions={from} />}
          <YesNoField name="isNew" label={t('changes.founded')} yes={t('changes.isNew')} no={t('changes.exists')} />
          {isNew === false && <DivisionField name="into" label={t('changes.into')} person={person} levels={BELOW_PROVINCE} />}
          {isNew === true && (
            <>
              <TextField name="into" label={t('changes.newCode')} hint={t('changes.newCodeHint')} max={6} />
              <TextField name="name" label={t('changes.name')} max={100} />
              <ChoiceField
                name="level"
                label={t('changes.level')}
                options={[
                  { value: 'county', label: t('changes.county') },
                  { value: 'city', label: t('changes.cityLevel') },
                ]}
              />
              {level === 'county' && <DivisionField name="city" label={t('changes.city')} person={person} levels={['city']} />}
              <TextField name="bureauCode" label={t('changes.bureauCode')} hint={t('firms.codeHint')} max={40} />
              <TextField name="bureauName" label={t('changes.bureauName')} max={100} />
            </>
          )}
          <DayField name="effectiveOn" label={t('changes.effectiveOn')} />
          <TextField name="document" label={t('changes.document')} />
          <TextField name="reason" label={t('changes.reason')} rows={3} max={2000} />
        </>
      )}
    </Fill>
  );
}

function Affected({ divisions }: { readonly divisions: readonly string[] }) {
  const { t } = useWords();
  const count = useAffected(divisions);
  return <p role="status">{count === undefined ? t('page.loading') : <b>{t('changes.affects', { count })}</b>}</p>;
}
