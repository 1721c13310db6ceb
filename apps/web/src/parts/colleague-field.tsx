import { useRead } from '../api/use-api.ts';
import { useWords } from '../words/language.tsx';
import { PickField } from './fields.tsx';

interface Colleague {
  readonly login: string;
  readonly name: string;
  readonly role: string;
}

interface ColleagueFieldProps {
  readonly name: string;
  readonly label: string;
  /** one's own login, where one may not choose oneself */
  readonly except?: string | null;
  readonly only?: readonly string[];
}

/** Somebody of the own bureau, by name and duty. */
export function ColleagueField({ name, label, except = null, only }: ColleagueFieldProps) {
  const { named } = useWords();
  const reading = useRead<{ colleagues: readonly Colleague[] }>('/colleagues');
  const offered = (reading.data?.colleagues ?? []).filter((one) => one.login !== except && (only === undefined || only.includes(one.role)));
  return (
    <PickField
      name={name}
      label={label}
      loading={reading.isPending}
      options={offered.map((one) => ({ value: one.login, label: `${one.name}（${named('role', one.role)}，${one.login}）` }))}
    />
  );
}
