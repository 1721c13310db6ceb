import { sql } from 'kysely';
import type { Tx } from '../../ground/transaction.ts';
import type { Pause, Period, Reckoning } from './deadline.ts';

/** What a row holds of how its due date was reckoned. */
export interface ReckonedRow {
  readonly id: string;
  readonly started_at: Date;
  readonly period_amount: number | null;
  readonly period_unit: string | null;
  readonly count_first_day: boolean | null;
  readonly extended_to: string | null;
  readonly extended_at: Date | null;
}

/** The columns of a ReckonedRow. */
export const RECKONED_FROM = [
  'statutory_clock.id',
  'started_at',
  'period_amount',
  'period_unit',
  'count_first_day',
  'extended_to',
  'extended_at',
] as const;

/** The pauses of clocks that are over, in order, by clock: each from its `paused` to its `resumed`. */
export async function pausesOf(db: Tx['db'], clockIds: readonly string[]): Promise<ReadonlyMap<string, readonly Pause[]>> {
  if (clockIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('clock_event')
    .select(['clock_id', 'event', 'at', 'reason'])
    .where('clock_id', '=', sql<string>`any(${clockIds}::uuid[])`)
    .where('event', 'in', ['paused', 'resumed'])
    .orderBy('at')
    .orderBy('id')
    .execute();
  const pauses = new Map<string, Pause[]>();
  const open = new Map<string, { from: Date; reason: string }>();
  for (const { clock_id: id, event, at, reason } of rows) {
    const begun = open.get(id);
    if (event === 'paused') open.set(id, { from: at, reason: reason! });
    else if (begun !== undefined) {
      pauses.set(id, [...(pauses.get(id) ?? []), { ...begun, to: at }]);
      open.delete(id);
    }
  }
  return pauses;
}

/** Null for a clock of an earlier release whose period is not known: its date stays a person's. */
export function reckoningOf(row: ReckonedRow, pauses: readonly Pause[]): Reckoning | null {
  if (row.period_amount === null || row.period_unit === null) return null;
  return {
    period: { amount: row.period_amount, unit: row.period_unit as Period['unit'] },
    startedAt: row.started_at,
    countFirstDay: row.count_first_day ?? false,
    pauses,
    extension: row.extended_to === null ? null : { until: row.extended_to, at: row.extended_at! },
  };
}
