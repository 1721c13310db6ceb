import { Button } from 'antd';
import { Link } from 'react-router';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useWords } from '../../words/language.tsx';
import { RegisterInstitution } from './register-institution.tsx';

/** What may be done on the registry: one institution, or many from a file. */
export default function RegistryActions({ person }: { readonly person: Person }) {
  const { t } = useWords();
  return (
    <>
      {may(person, 'postImportsInstitutions') && (
        <Link to="/import">
          <Button size="small">{t('import.title')}</Button>
        </Link>
      )}
      {may(person, 'postInstitutions') && <RegisterInstitution />}
    </>
  );
}
