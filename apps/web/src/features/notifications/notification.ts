import type { Text } from '../../words/language.tsx';

export interface Notification {
  readonly id: string;
  readonly event: string;
  readonly importance: string;
  readonly topic: string;
  readonly object: string | null;
  readonly institution: string | null;
  readonly title: Text;
  readonly text: Text;
  readonly at: string;
  readonly readAt: string | null;
  /** what it waited for has been done, by whomever */
  readonly settledAt: string | null;
}

/** Where what it tells of stands; null: it has no page */
export function pageOf({ topic, object, institution }: Pick<Notification, 'topic' | 'object' | 'institution'>): string | null {
  if (topic === 'application' && object !== null) return `/applications/${object}`;
  if (topic === 'filing') return institution === null ? '/filings' : `/filings?institution=${institution}`;
  if (topic === 'amendment' && institution !== null) return `/institutions/${institution}/record`;
  if (topic === 'address-exception' && institution !== null) return `/filings?subject=address&institution=${institution}`;
  if (topic.startsWith('restriction') && institution !== null) return `/restrictions?institution=${institution}`;
  return institution === null ? null : `/institutions/${institution}`;
}
