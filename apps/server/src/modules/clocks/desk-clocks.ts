import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { endOfDate } from '../../ground/clock.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { stateOf } from './clock.store.ts';
import { refuse } from './clocks.errors.ts';

export const extension = z.strictObject({ until: z.iso.date(), reason: z.string().trim().min(1).max(2000) });

export interface ClockFilter {
  readonly state: 'running' | 'overdue' | 'ended' | null;
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
    .select([
      'statutory_clock.id',
      'institution.code as institution',
      'institution.name',
      'statutory_clock.kind',
      'subject_kind as subject',
    ])
    .select(['clause', 'stated', 'started_at as startedAt', 'due_on as dueOn', 'due_at as dueAt', 'state', 'ended_at as endedAt'])
    .select([
      'statutory_clock.version',
      'statutory_clock.institution_id',
      'statutory_clock.prov',
      'statutory_clock.city',
      'statutory_clock.div',
    ]);

/** Clocks within the caller's sight, the soonest due first. */
export async function listDueClocks(tx: Pick<Tx, 'db' | 'now'>, filter: ClockFilter) {
  const rows = await columns(tx)
    .$if(filter.state !== null, (query) => query.where('state', filter.state === 'ended' ? '<>' : '=', 'running'))
    .$if(filter.state === 'running', (query) => query.where('due_at', '>=', tx.now))
    .$if(filter.state === 'overdue', (query) => query.where('due_at', '<', tx.now))
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
  return rows.map((row) => ({ ...row, state: stateOf(row.state, row.dueAt, tx.now) }));
}

/** What happened to a clock, in order. @throws not-found, also for another territory's */
export async function clockHistory(tx: Pick<Tx, 'db'>, id: string) {
  await getClock(tx, id);
  return tx.db
    .selectFrom('clock_event')
    .select(['event', 'at', 'actor_name as by', 'reason', 'due_at_before as dueBefore', 'due_at_after as dueAfter'])
    .where('clock_id', '=', id)
    .orderBy('at')
    .orderBy('id')
    .limit(200)
    .execute();
}

async function getClock(tx: Pick<Tx, 'db'>, id: string) {
  const row = await columns(tx).where('statutory_clock.id', '=', id).executeTakeFirst();
  return row ?? refuseInput('not-found', { path: 'params.id', value: id });
}

/** Gives a running clock more time, with a reason; what stood before is kept. A breach is never extended away. */
export async function extendClock(tx: Tx, id: string, version: number, input: z.output<typeof extension>) {
  await getClock(tx, id);
  await tx.db.selectFrom('statutory_clock').select('id').where('id', '=', id).forNoKeyUpdate().execute();
  tx.refreshNow();
  const clock = await getClock(tx, id);
  if (clock.version !== version) refuseInput('version-stale', { path: 'If-Match', value: version, current: { version: clock.version } });
  if (clock.state !== 'running' || clock.dueAt < tx.now) refuse('clock-ended', { path: 'params.id', value: clock.state });
  const dueAt = endOfDate(input.until);
  if (dueAt <= clock.dueAt)
    refuse('extension-not-later', { path: 'body.until', value: input.until, rule: clock.dueOn ?? clock.dueAt.toISOString() });
  await tx.db
    .updateTable('statutory_clock')
    .set({
      due_on: input.until,
      due_at: dueAt,
      warned_at: null,
      period_unit: null,
      warn_at: new Date(dueAt.getTime() - 86_400_000),
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
    detail: { clock: clock.kind, from: clock.dueAt.toISOString(), to: dueAt.toISOString(), reason: input.reason },
  });
  return getClock(tx, id);
}
