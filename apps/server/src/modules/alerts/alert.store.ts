import { refuse } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';

export interface AlertFilter {
  readonly state: 'standing' | 'open' | 'acknowledged' | 'closed' | null;
  readonly kind: string | null;
  readonly severity: string | null;
  readonly before: string | null;
}

const alerts = (tx: Tx) =>
  tx.db
    .selectFrom('alert')
    .leftJoin('account as acknowledging', 'acknowledging.id', 'alert.acknowledged_by')
    .leftJoin('account as closing', 'closing.id', 'alert.closed_by')
    .selectAll('alert')
    .select(['acknowledging.login as acknowledged_login', 'closing.login as closed_login']);

export type AlertRow = Awaited<ReturnType<typeof getAlert>>;

/** Those that the caller may see, the newest raised first. */
export function listAlerts(tx: Tx, { state, kind, severity, before }: AlertFilter, limit: number) {
  return alerts(tx)
    .$if(state === 'standing', (query) => query.where('closed_at', 'is', null))
    .$if(state === 'open', (query) => query.where('closed_at', 'is', null).where('acknowledged_at', 'is', null))
    .$if(state === 'acknowledged', (query) => query.where('closed_at', 'is', null).where('acknowledged_at', 'is not', null))
    .$if(state === 'closed', (query) => query.where('closed_at', 'is not', null))
    .$if(kind !== null, (query) => query.where('alert.kind', '=', kind!))
    .$if(severity !== null, (query) => query.where('severity', '=', severity!))
    .$if(before !== null, (query) => query.where('alert.id', '<', before!))
    .orderBy('alert.id', 'desc')
    .limit(limit)
    .execute();
}

/** @throws not-found, also for one of another province */
export async function getAlert(tx: Tx, id: string) {
  const row = await alerts(tx).where('alert.id', '=', id).executeTakeFirst();
  return row ?? refuse('not-found', { path: 'params.id', value: id });
}

/** The row, locked, without who acted on it. @throws not-found */
export async function lockAlert(tx: Tx, id: string) {
  const row = await tx.db.selectFrom('alert').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row ?? refuse('not-found', { path: 'params.id', value: id });
}

export interface Standing {
  readonly standing: number;
  readonly critical: number;
  readonly since: Date | null;
}

/** How many stand that the caller may see, and since when. */
export async function countStanding(tx: Tx): Promise<Standing> {
  const row = await tx.db
    .selectFrom('alert')
    .select((eb) => [
      eb.fn.countAll<number>().as('standing'),
      eb.fn.countAll<number>().filterWhere('severity', '=', 'critical').as('critical'),
      eb.fn.min('first_seen').as('since'),
    ])
    .where('closed_at', 'is', null)
    .executeTakeFirstOrThrow();
  return { standing: Number(row.standing), critical: Number(row.critical), since: row.since };
}
