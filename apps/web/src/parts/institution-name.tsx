import { Link } from 'react-router';
import { useInstitutionName } from '../api/institution-names.ts';
import { may } from '../api/permission.ts';
import { useSession } from '../api/session.ts';

/** An institution by its name with its code beside, and the way to its dossier for whoever may open that. */
export function InstitutionName({ code }: { readonly code: string }) {
  const name = useInstitutionName(code);
  const person = useSession()?.person;
  const words = name ?? code;
  return (
    <span className="institution-name">
      {person !== undefined && may(person, 'getInstitutionsCode') ? <Link to={`/institutions/${code}`}>{words}</Link> : words}
      {name !== undefined && <span className="faint">{code}</span>}
    </span>
  );
}
