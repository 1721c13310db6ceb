import { may } from '../api/permission.ts';
import type { Person } from '../api/session.ts';
import { useRead } from '../api/use-api.ts';
import { ClauseQuote } from './reason-card.tsx';

interface ClauseOfProps {
  readonly clause: string;
  readonly person: Person;
}

/** 依据: a clause by its number, with its words for whoever may read the texts. */
export function ClauseOf({ clause, person }: ClauseOfProps) {
  const reads = may(person, 'getRegulationsClausesId');
  const reading = useRead<{ words: string }>(reads ? `/regulations/clauses/${encodeURIComponent(clause)}` : null);
  if (!reads) return clause;
  return <ClauseQuote clause={clause} text={reading.data?.words ?? null} stated />;
}
