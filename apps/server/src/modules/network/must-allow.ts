import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Filing } from './filing.store.ts';
import { type FilingState, lifecycleRow, type Step, type Subject } from './filing-lifecycle.ts';
import { refuse } from './network.errors.ts';

/** A step the table does not allow is refused with the state that stands. */
export function mustAllow(step: Step, filing: Filing): void {
  if (lifecycleRow(step, filing.subject as Subject, filing.state as FilingState) === null)
    refuse('filing-state', { path: 'params.id', value: filing.state, rule: step, current: { number: filing.number, state: filing.state } });
}

/** Two people on one filing: the second is told. */
export function mustBeCurrent(filing: { readonly version: number }, version: number): void {
  if (filing.version !== version) refuseInput('version-stale', { path: 'If-Match', value: version, current: { version: filing.version } });
}
