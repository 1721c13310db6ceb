import { Link } from 'react-router';

/** One click from any refusal to the clause in its text. */
export function ClauseLink({ clause }: { readonly clause: string }) {
  const text = clause.split('-')[0] ?? clause;
  return <Link to={`/regulations/${text}?clause=${encodeURIComponent(clause)}`}>{clause}</Link>;
}
