import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { endOfDate } from '../../ground/clock.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { ELAPSED_FROM, getClock, withElapsed } from './clock.store.ts';
import { refuse } from './clocks.errors.ts';
import { pauseClocks, resumeClocks } from './pause-clocks.ts';

export const extension = z.strictObject({ until: z.iso.date(), reason: z.string().trim().min(1).max(2000) });

export const pauseReason = z.strictObject({ reason: z.string().trim().min(1).max(2000) });

export interface ClockFilter {
  readonly state: 'running' | 'overdue' | 'paused' | 'ended' | null;
  /** clocks due up to the end of this date */
  readonly dueUntil: string | null;
  /** id of the last one of the page before */
  readonly after: string | null;
  readonly limit: number;
}

const columns = (tx: Pick<Tx, 'db'>) =>
  tx.db
    .selectFrom('statutory_clock')
    .innerJoin('institution', 'institution.id', 'statutory_clock.institution_id')
    .select([...ELAPSED_FROM, 'institution.code as institution', 'institution.name', 'subject_kind as subject', 'institution_id']);

/** Clocks within the caller's sight, the soonest due first. */
export async function listDueClocks(tx: Pick<Tx, 'db' | 'now'>, filter: ClockFilter) {
  const rows = await columns(tx)
    .$if(filter.state === 'ended', (query) => query.where('state', 'not in', ['running', 'paused']))
    .$if(filter.state === 'paused', (query) => query.where('state', '=', 'paused'))
    .$if(filter.state === 'running', (query) => query.where('state', '=', 'running').where('due_at', '>=', tx.now))
    .$if(filter.state === 'overdue', (query) => query.where('state', '=', 'running').where('due_at', '<', tx.now))
    .$if(filter.dueUntil !== null, (query) => query.where('due_at', '<=', endOfDate(filter.dueUntil!)))
    .$if(filter.after !== null, (query) =>
      query.where(({ eb, refTuple, selectFrom }) =>
        eb(
          refTuple('statutory_clock.due_at', 'statutory_clock.id'),
          '>',
          selectFrom('statutory_clock as last')
            .select(['last.due_at', 'last.id'])
            .where('last.id', '=', filter.after!)
            .$asTuple('due_at', 'id'),
        ),
      ),
    )
    .orderBy('statutory_clock.due_at')
    .orderBy('statutory_clock.id')
    .limit(filter.limit)
    .execute();
  return withElapsed(tx, rows);
}

/** What happened to a clock, in order. @throws not-found, also for another territory's */
export async function clockHistory(tx: Pick<Tx, 'db' | 'now'>, id: string) {
  await getDeskClock(tx, id);
  return tx.db
    .selectFrom('clock_event')
    .select(['event', 'at', 'actor_name as by', 'reason', 'due_at_before as dueBefore', 'due_at_after as dueAfter'])
    .where('clock_id', '=', id)
    .orderBy('at')
    .orderBy('id')
    .limit(200)
    .execute();
}

/** One clock as the desk lists it. @throws not-found, also for another territory's */
async function getDeskClock(tx: Pick<Tx, 'db' | 'now'>, id: string) {
  const [row] = await withElapsed(tx, await columns(tx).where('statutory_clock.id', '=', id).execute());
  return row ?? refuseInput('not-found', { path: 'params.id', value: id });
}

/** The clock, locked, as the caller read it. @throws not-found, version-stale */
async function lockClock(tx: Tx, id: string, version: number) {
  await getDeskClock(tx, id);
  await tx.db.selectFrom('statutory_clock').select('id').where('id', '=', id).forNoKeyUpdate().execute();
  tx.refreshNow();
  const clock = await getDeskClock(tx, id);
  if (clock.version !== version) refuseInput('version-stale', { path: 'If-Match', value: version, current: { version: clock.version } });
  return clock;
}

/** Lets a running clock stand still, with a reason. One that is overdue, or due at once, is not paused. */
export async function pauseClock(tx: Tx, id: string, version: number, { reason }: z.output<typeof pauseReason>) {
  const clock = await lockClock(tx, id, version);
  if (clock.state === 'paused') refuse('clock-paused', { path: 'params.id', value: clock.state });
  if (clock.state !== 'running') refuse('clock-ended', { path: 'params.id', value: clock.state });
  await pauseClocks(tx, { clockId: id }, reason);
  return getDeskClock(tx, id);
}

/** Lets a paused clock go on, with a reason; what the pause took is added to its due date. */
export async function resumeClock(tx: Tx, id: string, version: number, { reason }: z.output<typeof pauseReason>) {
  const clock = await lockClock(tx, id, version);
  if (clock.state !== 'paused') refuse('clock-not-paused', { path: 'params.id', value: clock.state });
  await resumeClocks(tx, { clockId: id }, reason);
  return getDeskClock(tx, id);
}

/** Gives a running clock more time, with a reason; what stood before is kept. A breach is never extended away. */
export async function extendClock(tx: Tx, id: string, version: number, input: z.output<typeof extension>) {
  const clock = await lockClock(tx, id, version);
  if (clock.state === 'paused') refuse('clock-paused', { path: 'params.id', value: clock.state });
  if (clock.state !== 'running' || clock.dueAt < tx.now) refuse('clock-ended', { path: 'params.id', value: clock.state });
  const dueAt = endOfDate(input.until);
  if (dueAt <= clock.dueAt)
    refuse('extension-not-later', { path: 'body.until', value: input.until, rule: clock.dueOn ?? clock.dueAt.toISOString() });
  const shown = await getClock(tx, id);
  const said = Array.isArray(shown.explanation) ? shown.explanation : [];
  await tx.db
    .updateTable('statutory_clock')
    .set({
      due_on: input.until,
      due_at: dueAt,
      warned_at: null,
      extended_to: input.until,
      extended_at: tx.now,
      warn_at: new Date(dueAt.getTime() - 86_400_000),
      explanation: JSON.stringify([...said, { zh: `经批准延长至${input.until}`, en: `extended to ${input.until}` }]),
      version: version + 1,
    })
    .where('id', '=', id)
    .execute();
  const { institution_id, prov, city, div } = clock;
  await tx.db
    .insertInto('clock_event')
    .values({
      id: uuidv7(),
      clock_id: id,
      ...{ institution_id, prov, city, div },
      event: 'extended',
      at: tx.now,
      actor_id: tx.actor.id,
      actor_name: tx.actor.name,
      reason: input.reason,
      due_at_before: clock.dueAt,
      due_at_after: dueAt,
    })
    .execute();
  tx.audit({
    event: 'clock-extended',
    object: { kind: 'institution', id: clock.institution },
    territory: clock,
    institutionId: institution_id,
    detail: {
      id,
      clock: clock.kind,
      endEvents: shown.endEvents,
      from: clock.dueAt.toISOString(),
      dueAt: dueAt.toISOString(),
      reason: input.reason,
    },
  });
  return getDeskClock(tx, id);
}
