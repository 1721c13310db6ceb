import { sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import type { Clock } from '../../ground/clock.ts';
import type { Listener } from '../../ground/listener.ts';
import type { Log } from '../../ground/log.ts';
import { newRequestId, type Transactor, type Tx } from '../../ground/transaction.ts';
import { CLOCKS_CHANNEL } from './clock.store.ts';
import { reckonByInstalled } from './reckon-again.ts';

const BATCH = 200;
/** A lost announcement costs at most this much. */
const LONGEST_SLEEP_MS = 30_000;
const SHORTEST_SLEEP_MS = 100;

export interface DueClocks {
  /** the clock was moved */
  wake(): void;
  close(): Promise<void>;
}

/**
 * Warns of clocks whose last day begins and takes breaches down when they happen. Any number of servers may run it: each takes what no other
 * holds, and a breach is taken down once.
 */
export function startDueClocks(dependencies: { transactor: Transactor; clock: Clock; log: Log; listener: Listener }): DueClocks {
  const { transactor, clock, log, listener } = dependencies;
  let closed = false;
  let wake = Promise.withResolvers<void>();
  const ring = () => {
    const ringing = wake;
    wake = Promise.withResolvers<void>();
    ringing.resolve();
  };
  listener.on(CLOCKS_CHANNEL, ring);
  const sleep = (ms: number, awake: Promise<void>) => {
    const timer = Promise.withResolvers<void>();
    const handle = setTimeout(timer.resolve, ms);
    return Promise.race([timer.promise, awake]).finally(() => clearTimeout(handle));
  };
  const run = async () => {
    let reckoned = false;
    while (!closed) {
      const awake = wake.promise;
      let ms = LONGEST_SLEEP_MS;
      try {
        if (!reckoned) {
          const changed = await transactor.asSystem(newRequestId(), reckonByInstalled);
          if (changed > 0) log.info('clocks-reckoned-again', { changed });
          reckoned = true;
        }
        const done = await transactor.asSystem(
          newRequestId(),
          async (tx) => (await takeDue(tx, 'breached')) + (await takeDue(tx, 'warned')),
        );
        if (done > 0) continue;
        const next = await transactor.asSystem(newRequestId(), earliest);
        if (next !== null) ms = Math.min(ms, Math.max(next - clock.now().getTime(), SHORTEST_SLEEP_MS));
      } catch (error) {
        if (!closed) log.warn('due-clocks-wait', { error: String(error) });
      }
      if (!closed) await sleep(ms, awake);
    }
  };
  const running = run();
  return {
    wake: ring,
    async close() {
      closed = true;
      ring();
      await running;
    },
  };
}

/** The mark that keeps a clock from being taken twice, and the instant it is taken from. */
const MARKS = { warned: ['warned_at', 'warn_at'], breached: ['breach_seen_at', 'due_at'] } as const;

async function takeDue(tx: Tx, event: 'warned' | 'breached'): Promise<number> {
  const [mark, instant] = MARKS[event];
  const due = await tx.db
    .selectFrom('statutory_clock')
    .innerJoin('institution', 'institution.id', 'statutory_clock.institution_id')
    .select(['statutory_clock.id', 'institution_id', 'statutory_clock.prov', 'statutory_clock.city', 'statutory_clock.div'])
    .select(['statutory_clock.kind', 'end_events', 'clause', 'due_at', 'institution.code'])
    .where('state', '=', 'running')
    .where(mark, 'is', null)
    .where(instant, event === 'warned' ? '<=' : '<', tx.now)
    .$if(event === 'warned', (query) => query.where('due_at', '>=', tx.now))
    .orderBy(instant)
    .limit(BATCH)
    .forNoKeyUpdate('statutory_clock')
    .skipLocked()
    .execute();
  if (due.length === 0) return 0;
  await tx.db
    .updateTable('statutory_clock')
    .set({ [mark]: tx.now })
    .where('id', '=', sql<string>`any(${due.map((one) => one.id)}::uuid[])`)
    .execute();
  await tx.db
    .insertInto('clock_event')
    .values(
      due.map(({ id, institution_id, prov, city, div, due_at }) => ({
        id: uuidv7(),
        clock_id: id,
        ...{ institution_id, prov, city, div, event, at: tx.now },
        actor_name: tx.actor.name,
        due_at_before: due_at,
        due_at_after: due_at,
      })),
    )
    .execute();
  for (const one of due)
    tx.audit({
      event: `clock-${event}`,
      object: { kind: 'institution', id: one.code },
      territory: one,
      institutionId: one.institution_id,
      detail: { id: one.id, clock: one.kind, endEvents: one.end_events, clause: one.clause, dueAt: one.due_at.toISOString() },
    });
  return due.length;
}

/** The next instant (epoch ms) at which a running clock is to be warned of or breached. */
async function earliest(tx: Tx): Promise<number | null> {
  const { rows } = await sql<{ at: Date | null }>`select least(
      (select min(warn_at) from statutory_clock where state = 'running' and warned_at is null and warn_at > ${tx.now}),
      (select min(due_at) from statutory_clock where state = 'running' and breach_seen_at is null)) as at`.execute(tx.db);
  return rows[0]?.at?.getTime() ?? null;
}
