import { CalendarYearUnknown } from '@anjie/working-days';
import { uuidv7 } from 'uuidv7';
import type { Tx } from '../../ground/transaction.ts';
import { calendarIn, calendarYears } from './calendar.ts';
import { CLOCKS_CHANNEL, warnAt } from './clock.store.ts';
import { deadlineOf } from './deadline.ts';

/**
 * Reckons running clocks of working days again by the calendar as it stands now, those of every territory that the notice reaches; what stood
 * before is kept. A date that a person set stays. @returns how many dates changed
 */
export async function reckonAgain(tx: Tx, notice: { readonly year: number; readonly division: string | null; readonly source: string }) {
  return tx.unsafeAsSystem(async (db) => {
    const years = await calendarYears({ db });
    const clocks = await db
      .selectFrom('statutory_clock')
      .select(['id', 'institution_id', 'prov', 'city', 'div', 'started_at', 'due_at', 'period_amount', 'count_first_day'])
      .where('state', '=', 'running')
      .where('period_unit', '=', 'working-day')
      .$if(notice.division !== null, (query) =>
        query.where((eb) => eb.or((['prov', 'city', 'div'] as const).map((column) => eb(column, '=', notice.division!)))),
      )
      .orderBy('id')
      .forNoKeyUpdate()
      .execute();
    let changed = 0;
    for (const clock of clocks) {
      const period = { amount: clock.period_amount!, unit: 'working-day' as const };
      const deadline = known(() => deadlineOf(period, clock.started_at, calendarIn(years, clock), clock.count_first_day ?? false));
      if (deadline === null || deadline.dueAt.getTime() === clock.due_at.getTime()) continue;
      changed += 1;
      await db
        .updateTable('statutory_clock')
        .set((eb) => ({
          due_on: deadline.dueOn,
          due_at: deadline.dueAt,
          warn_at: warnAt(clock.started_at, deadline.dueOn, deadline.dueAt),
          warned_at: null,
          breach_seen_at: null,
          explanation: JSON.stringify(deadline.explanation),
          version: eb('version', '+', 1),
        }))
        .where('id', '=', clock.id)
        .execute();
      await db
        .insertInto('clock_event')
        .values({
          id: uuidv7(),
          clock_id: clock.id,
          institution_id: clock.institution_id,
          prov: clock.prov,
          city: clock.city,
          div: clock.div,
          event: 'recomputed',
          at: tx.now,
          actor_id: tx.actor.id,
          actor_name: tx.actor.name,
          reason: notice.source,
          due_at_before: clock.due_at,
          due_at_after: deadline.dueAt,
        })
        .execute();
    }
    if (changed > 0) await tx.announce(CLOCKS_CHANNEL, '');
    return changed;
  });
}

/** A clock that reaches a year whose notice is gone keeps its date. */
function known<Value>(reckon: () => Value): Value | null {
  try {
    return reckon();
  } catch (error) {
    if (error instanceof CalendarYearUnknown) return null;
    throw error;
  }
}
