import { Link } from 'react-router';

/** Back to the dossier that a page belongs to. */
export function InstitutionLink({ code, name }: { readonly code: string; readonly name: string | undefined }) {
  return <Link to={`/institutions/${code}`}>{name === undefined ? code : `${name}（${code}）`}</Link>;
}
