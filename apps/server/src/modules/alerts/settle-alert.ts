import type { Tx } from '../../ground/transaction.ts';
import { lockAlert } from './alert.store.ts';
import { refuse } from './alerts.errors.ts';
import { nationWatches } from './raise-alerts.ts';

export const VERDICTS = ['attack', 'misuse', 'fault', 'false-alarm'] as const;

type Act = 'acknowledge' | 'close';
interface Judged {
  readonly prov: string | null;
  readonly subject_account: string | null;
  readonly acknowledged_at: Date | null;
  readonly closed_at: Date | null;
}

/** Why this person may not take this step, or null. Pure. */
export function hindrance(
  alert: Judged,
  act: Act,
  who: { readonly id: string; readonly level: string },
  nationIsThere: boolean,
): 'alert-of-installation' | 'alert-of-oneself' | 'alert-closed' | 'alert-not-open' | null {
  if (alert.prov === null && who.level !== 'nation' && nationIsThere) return 'alert-of-installation';
  if (alert.subject_account === who.id) return 'alert-of-oneself';
  if (act === 'close') return alert.closed_at === null ? null : 'alert-closed';
  return alert.closed_at === null && alert.acknowledged_at === null ? null : 'alert-not-open';
}

/** What the caller may do with it now: buttons are drawn from it. */
export function actsOf(alert: Judged, tx: Pick<Tx, 'actor'>, nationIsThere: boolean): Act[] {
  if (tx.actor.role !== 'security-officer') return [];
  return (['acknowledge', 'close'] as const).filter((act) => hindrance(alert, act, tx.actor, nationIsThere) === null);
}

/** Somebody has seen it and looks into it. */
export async function acknowledgeAlert(tx: Tx, id: string): Promise<void> {
  const alert = await allowed(tx, id, 'acknowledge');
  await tx.db.updateTable('alert').set({ acknowledged_by: tx.actor.id, acknowledged_at: tx.now }).where('id', '=', id).execute();
  leave(tx, 'alert-acknowledged', alert, {});
}

/** It is over, and this is what was found. Signals that come from now on raise another one. */
export async function closeAlert(tx: Tx, id: string, found: { verdict: (typeof VERDICTS)[number]; finding: string }): Promise<void> {
  const alert = await allowed(tx, id, 'close');
  await tx.db
    .updateTable('alert')
    .set({ closed_by: tx.actor.id, closed_at: tx.now, verdict: found.verdict, finding: found.finding })
    .where('id', '=', id)
    .execute();
  leave(tx, 'alert-closed', alert, { verdict: found.verdict });
}

async function allowed(tx: Tx, id: string, act: Act) {
  const alert = await lockAlert(tx, id);
  const code = hindrance(alert, act, tx.actor, await nationWatches(tx));
  if (code !== null) refuse(code, { path: 'params.id', value: id });
  return alert;
}

function leave(tx: Tx, event: string, alert: Awaited<ReturnType<typeof lockAlert>>, more: Record<string, unknown>): void {
  const { id, kind, prov, count } = alert;
  const told = prov === null && tx.actor.level !== 'nation' ? { told: 'provinces' } : {};
  tx.audit({ event, object: { kind: 'alert', id }, territory: { prov, city: null, div: null }, detail: { kind, count, ...told, ...more } });
}
