import { ClauseLink } from '../../parts/clause-link.tsx';
import { useWords } from '../../words/language.tsx';

/** What a profile demands before it admits, by the code of the refusal that stands where it is missing. */
export type Requirements = Readonly<
  Record<string, { readonly requires: string; readonly environments: readonly string[]; readonly clause: string; readonly stated: boolean }>
>;

/** Why an environment is admitted: each condition that the rules demand for it and that is met, with its clause. */
export function MetRequirements({ of, environment }: { readonly of: Requirements; readonly environment: 'production' | 'test' }) {
  const { t, named } = useWords();
  const met = Object.values(of).filter((one) => one.environments.includes(environment));
  if (met.length === 0) return null;
  return (
    <ul className="plain-list" aria-label={t('dossier.met')}>
      {met.map((one) => (
        <li key={one.requires}>
          {named('met', one.requires)} <ClauseLink clause={one.clause} />
          {!one.stated && <span className="faint"> {t('dossier.metOurs')}</span>}
        </li>
      ))}
    </ul>
  );
}
