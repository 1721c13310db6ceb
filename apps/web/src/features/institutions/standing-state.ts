import type { Admission, Restriction } from '../../api/views.ts';
import type { State } from '../../parts/state-tag.tsx';

/** The one word for an institution: what takes away most is said first. */
export function stateOf(admission: Admission, restrictions: readonly Pick<Restriction, 'kind' | 'lifted' | 'rectification'>[]): State {
  const standing = restrictions.filter((one) => one.lifted === null);
  const has = (kind: string) => standing.some((one) => one.kind === kind);
  if (has('blacklist')) return 'blacklisted';
  if (has('agreement-termination') || has('settlement-termination')) return 'terminated';
  const cut = standing.find((one) => one.kind === 'cut-off');
  if (cut !== undefined) return cut.rectification === null ? 'cut-off' : 'rectifying';
  if (admission.pending) return 'pending';
  const { production, test } = admission.environments;
  if (production.admitted) return production.settlement ? 'admitted' : 'settlement-suspended';
  return test.admitted ? 'test-only' : 'connecting';
}
