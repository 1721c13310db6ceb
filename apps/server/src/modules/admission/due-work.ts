import { sql } from 'kysely';
import type { Clock } from '../../ground/clock.ts';
import type { Listener } from '../../ground/listener.ts';
import type { Log } from '../../ground/log.ts';
import { newRequestId, type Transactor, type Tx } from '../../ground/transaction.ts';
import { BASIS_CHANNEL, basisInForce, DECIDE_VERSION, lockBasis } from '../regulations/index.ts';
import { carryOutDivisionChange } from './carry-out-divisions.ts';
import { DUE_CHANNEL, nextRevision } from './redecide.ts';
import { advanceCampaign } from './shared-change.ts';

/** Institutions decided in one transaction of due work: short enough that a request never waits long for one of them. */
const BATCH = 300;
/** A lost announcement costs at most this much. */
const LONGEST_SLEEP_MS = 30_000;
/** What is due is held by somebody: their transaction decides it, or we do when it has ended. */
const HELD_MS = 100;
const FAULT_MS = 1000;

export interface DueWork {
  /** the clock was moved */
  wake(): void;
  close(): Promise<void>;
}

/**
 * The one loop of admission: sleeps until the earliest instant at which anything falls due, then takes a few hundred institutions a
 * transaction until nothing is. Any number of servers may run it; each takes what no other holds.
 */
export function startDueWork(dependencies: { transactor: Transactor; clock: Clock; log: Log; listener: Listener }): DueWork {
  const { transactor, clock, log, listener } = dependencies;
  let closed = false;
  let sleepingUntil = 0;
  let wake = Promise.withResolvers<void>();
  const ring = () => {
    const ringing = wake;
    wake = Promise.withResolvers<void>();
    ringing.resolve();
  };
  const earlier = (payload: string) => {
    if (payload === '' || Number(payload) < sleepingUntil) ring();
  };
  listener.on(DUE_CHANNEL, earlier);
  listener.on(BASIS_CHANNEL, earlier);

  const sleep = (ms: number, awake: Promise<void>) => {
    const timer = Promise.withResolvers<void>();
    const handle = setTimeout(timer.resolve, ms);
    return Promise.race([timer.promise, awake]).finally(() => clearTimeout(handle));
  };
  const run = async () => {
    while (!closed) {
      const awake = wake.promise;
      sleepingUntil = Number.POSITIVE_INFINITY;
      try {
        const done = await transactor.asSystem(newRequestId(), (tx) => workOnce(tx, clock));
        if (done > 0) continue;
        const next = await transactor.asSystem(newRequestId(), earliest);
        const now = clock.now().getTime();
        sleepingUntil = Math.min(next ?? Number.POSITIVE_INFINITY, now + LONGEST_SLEEP_MS);
        await sleep(Math.max(sleepingUntil - now, HELD_MS), awake);
      } catch (error) {
        if (!closed) log.warn('due-work-waits', { error: String(error) });
        await sleep(FAULT_MS, awake);
      }
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

/** One batch of whatever comes first: a basis whose instant has come, what is due, a campaign, what an older basis decided, a change of divisions. */
async function workOnce(tx: Tx, clock: Clock): Promise<number> {
  await followClock(tx, clock);
  return (
    (await activateBasis(tx)) ||
    (await redecideDue(tx)) ||
    (await advanceCampaign(tx, BATCH)) ||
    (await redecideBehind(tx)) ||
    (await carryOutDivisionChange(tx, BATCH))
  );
}

/** Woken by a clock that was set back, the work must not be done by the time before. */
async function followClock(tx: Tx, clock: Clock): Promise<void> {
  const { clock_offset_ms: offset } = await tx.db.selectFrom('installation').select('clock_offset_ms').executeTakeFirstOrThrow();
  if (offset === clock.offsetMs) return;
  clock.move(offset);
  tx.refreshNow();
}

/** The instant of a new basis has come: a revision of its own, so that gateways get the new policies. */
async function activateBasis(tx: Tx): Promise<number> {
  const basis = await basisInForce(tx, { lock: false });
  const waiting = (generation: number) =>
    tx.db
      .selectFrom('basis')
      .select('generation')
      .where('generation', '=', generation)
      .where('activated_at', 'is', null)
      .executeTakeFirst();
  if ((await waiting(basis.generation)) === undefined) return 0;
  await lockBasis(tx, 'exclusive');
  if ((await waiting(basis.generation)) === undefined) return 1;
  tx.audit({ event: 'basis-in-force', object: { kind: 'basis', id: String(basis.generation) } });
  const revision = await nextRevision(tx);
  await tx.db
    .updateTable('basis')
    .set({ activated_at: tx.now, activated_revision: revision })
    .where('generation', '=', basis.generation)
    .execute();
  return 1;
}

async function redecideDue(tx: Tx): Promise<number> {
  const { rows } = await sql<{ id: string }>`select i.id from admission_entry e join institution i on i.id = e.institution_id
    where e.next_change_at <= ${tx.now} order by e.next_change_at, i.id limit ${BATCH} for no key update of i skip locked`.execute(tx.db);
  return redecide(tx, rows, 'admission-due');
}

/** Entries of another basis or of an older decide(); a newer release's entries are left alone. */
async function redecideBehind(tx: Tx): Promise<number> {
  const basis = await basisInForce(tx, { lock: false });
  const { rows } = await sql<{ id: string }>`select i.id from admission_entry e join institution i on i.id = e.institution_id
    where (e.generation < ${basis.generation} or e.generation > ${basis.generation} or e.decide_version < ${DECIDE_VERSION})
      and e.decide_version <= ${DECIDE_VERSION}
    order by i.id limit ${BATCH} for no key update of i skip locked`.execute(tx.db);
  return redecide(tx, rows, 'admission-campaign');
}

async function redecide(tx: Tx, rows: readonly { id: string }[], event: string): Promise<number> {
  if (rows.length === 0) return 0;
  await tx.touch(rows.map((row) => row.id));
  tx.audit({ event, object: null, detail: { institutions: rows.length } });
  return rows.length;
}

/** The next instant (epoch ms) at which anything falls due; now, where work is left that somebody else holds. */
async function earliest(tx: Tx): Promise<number | null> {
  const { rows } = await sql<{ at: Date | null }>`select least(
      (select min(next_change_at) from admission_entry where next_change_at is not null),
      (select min(effective_at) from basis where approved_at is not null and activated_at is null and effective_at > ${tx.now}),
      (select min(effective_on::timestamp at time zone 'Asia/Shanghai') from division_change
        where approved_at is not null and carried_out_at is null and effective_on > (${tx.now}::timestamptz at time zone 'Asia/Shanghai')::date),
      (select min(started_at) from admission_campaign where finished_at is null)) as at`.execute(tx.db);
  const at = rows[0]?.at?.getTime() ?? null;
  return at === null ? null : Math.max(at, tx.now.getTime());
}

/** All entries are due from `at` on: a clock that was set back makes decisions of times that have not come. */
export async function makeAllDue(tx: Tx, at: Date): Promise<void> {
  await tx.unsafeAsSystem((db) => db.updateTable('admission_entry').set({ next_change_at: at }).execute());
  await tx.announce(DUE_CHANNEL, '0');
}
