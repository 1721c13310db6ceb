import { canonicalJson } from '@anjie/admission';
import { sm3Hex } from '@anjie/guomi';
import { CalendarYearUnknown } from '@anjie/working-days';
import { sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import type { Tx } from '../../ground/transaction.ts';
import { calendarIn, calendarYears } from './calendar.ts';
import { CLOCKS_CHANNEL, warnAt } from './clock.store.ts';
import { reckon } from './deadline.ts';
import { pausesOf, RECKONED_FROM, reckoningOf } from './reckoning.store.ts';

/** Whose clocks are reckoned again, and why. */
export interface Amended {
  /** a local notice; null: every territory */
  readonly division: string | null;
  readonly source: string;
}

/**
 * Reckons running and paused clocks of working days again by the calendar as it stands now, those of every territory that the amendment
 * reaches; what stood before is kept. Doing it twice changes nothing. @returns how many dates changed
 */
export async function reckonAgain(tx: Tx, amended: Amended): Promise<number> {
  return tx.unsafeAsSystem(async (db) => {
    const years = await calendarYears({ db });
    const clocks = await db
      .selectFrom('statutory_clock')
      .select([...RECKONED_FROM, 'institution_id', 'prov', 'city', 'div', 'due_at'])
      .where('state', 'in', ['running', 'paused'])
      .where('period_unit', '=', 'working-day')
      .$if(amended.division !== null, (query) =>
        query.where((eb) => eb.or((['prov', 'city', 'div'] as const).map((column) => eb(column, '=', amended.division!)))),
      )
      .orderBy('id')
      .forNoKeyUpdate()
      .execute();
    const pauses = await pausesOf(
      db,
      clocks.map((one) => one.id),
    );
    let changed = 0;
    for (const clock of clocks) {
      const reckoning = reckoningOf(clock, pauses.get(clock.id) ?? [])!;
      const deadline = known(() => reckon(reckoning, calendarIn(years, clock)));
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
          actor_id: tx.actor.role === 'system' ? null : tx.actor.id,
          actor_name: tx.actor.name,
          reason: amended.source,
          due_at_before: clock.due_at,
          due_at_after: deadline.dueAt,
        })
        .execute();
    }
    if (changed > 0) await tx.announce(CLOCKS_CHANNEL, '');
    return changed;
  });
}

/** A release may bring other calendars than the clocks were reckoned by: they are reckoned again once, by whichever server starts first. */
export async function reckonByInstalled(tx: Tx): Promise<number> {
  await sql`select pg_advisory_xact_lock(7044)`.execute(tx.db);
  const digest = sm3Hex(Buffer.from(canonicalJson(await calendarYears(tx))));
  const held = await tx.db.selectFrom('calendar_reckoned').select('digest').executeTakeFirst();
  if (held?.digest === digest) return 0;
  const changed = await reckonAgain(tx, { division: null, source: '安装的日历已更新 / the installed calendars have changed' });
  await tx.db
    .insertInto('calendar_reckoned')
    .values({ digest, at: tx.now })
    .onConflict((conflict) => conflict.column('singleton').doUpdateSet({ digest, at: tx.now }))
    .execute();
  return changed;
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
