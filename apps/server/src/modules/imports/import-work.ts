import { type Kysely, sql } from 'kysely';
import type pg from 'pg';
import { roleAtLevel } from '../../ground/actor.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Listener } from '../../ground/listener.ts';
import type { Log } from '../../ground/log.ts';
import { Refusal } from '../../ground/refusal.ts';
import type { Database } from '../../ground/schema.generated.ts';
import { newRequestId, type Transactor, type Tx } from '../../ground/transaction.ts';
import { findActor } from '../identity/index.ts';
import { checkFile } from './check-file.ts';
import { forgetKeys, type ImportJob, OPEN_STATES, updateJob } from './import.store.ts';
import { sheetOf } from './import-sheets.ts';
import { EndedMeanwhile } from './import-turn.ts';
import { refuse } from './imports.errors.ts';
import type { Spool } from './spool.ts';
import { takeGood, takeWhole } from './take-rows.ts';

export const IMPORTS_CHANNEL = 'anjie_imports';

const LONGEST_SLEEP_MS = 30_000;
const FAULT_MS = 1000;
/** A file on which servers end again and again must not end them for ever. */
const MOST_ATTEMPTS = 20;
/** A file without a job is one whose upload a server did not survive. */
const ABANDONED_MS = 3_600_000;

export interface ImportWork {
  close(): Promise<void>;
}

export interface ImportWorkParts {
  readonly transactor: Transactor;
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly log: Log;
  readonly listener: Listener;
  readonly spool: Spool;
}

/** The loop that takes files in, one at a time. Any number of servers may run it: each takes a job that no other holds. */
export function startImports(parts: ImportWorkParts): ImportWork {
  const { listener, log } = parts;
  const stopping = new AbortController();
  const { signal: stop } = stopping;
  const stopped = new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
  let wake = Promise.withResolvers<void>();
  listener.on(IMPORTS_CHANNEL, () => {
    const ringing = wake;
    wake = Promise.withResolvers<void>();
    ringing.resolve();
  });
  const sleep = (ms: number, awake: Promise<void>) => {
    const timer = Promise.withResolvers<void>();
    const handle = setTimeout(timer.resolve, ms);
    return Promise.race([timer.promise, awake]).finally(() => clearTimeout(handle));
  };
  const run = async () => {
    await sweep(parts).catch((error) => log.warn('import-sweep', { error: String(error) }));
    while (!stop.aborted) {
      const awake = Promise.race([wake.promise, stopped]);
      try {
        if (!(await workOnce(parts, stop))) await sleep(LONGEST_SLEEP_MS, awake);
      } catch (error) {
        if (!stop.aborted) log.warn('import-waits', { error: String((error as Error).stack ?? error) });
        await sleep(FAULT_MS, stopped);
      }
    }
  };
  const running = run();
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };
}

/** The oldest open job that nobody holds. @returns false where there is none */
async function workOnce(parts: ImportWorkParts, stop: AbortSignal): Promise<boolean> {
  const open = await parts.transactor.asSystem(newRequestId(), (tx) =>
    tx.db.selectFrom('import_job').select('id').where('finished_at', 'is', null).orderBy('created_at').limit(20).execute(),
  );
  for (const { id } of open) {
    const release = await hold(parts.pool, id);
    if (release === null) continue;
    try {
      await workOn(parts, id, stop);
    } finally {
      release();
    }
    return true;
  }
  return false;
}

/** A lock that ends with the process, however it ends: it belongs to a connection of its own. */
async function hold(pool: pg.Pool, id: string): Promise<(() => void) | null> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query('select pg_try_advisory_lock(hashtextextended($1, 7047)) as held', [id]);
    if (rows[0].held === true) return () => client.release(true);
  } catch (error) {
    client.release(true);
    throw error;
  }
  client.release();
  return null;
}

async function workOn(parts: ImportWorkParts, id: string, stop: AbortSignal): Promise<void> {
  const { transactor, spool } = parts;
  const begun = await transactor.asSystem(newRequestId(), (tx) => begin(tx.db, id));
  if (begun === undefined) return;
  let ended: { state: string; refusal: object | null } = { state: 'done', refusal: null };
  try {
    await takeIn(parts, begun, stop);
  } catch (error) {
    if (error instanceof EndedMeanwhile || stop.aborted) return;
    if (!(error instanceof Refusal)) throw error;
    ended = { state: error.kind.status >= 500 ? 'failed' : 'refused', refusal: refusalOf(error) };
  }
  await transactor.asSystem(newRequestId(), (tx) => end(tx, begun, ended));
  await spool.remove(id);
}

/** One more attempt at the job, or undefined where it has ended. */
function begin(db: Kysely<Database>, id: string): Promise<ImportJob | undefined> {
  return db
    .updateTable('import_job')
    .set((eb) => ({ attempts: eb('attempts', '+', 1), state: sql<string>`case when checked then 'taking' else 'checking' end` }))
    .where('id', '=', id)
    .where('state', 'in', [...OPEN_STATES])
    .returningAll()
    .executeTakeFirst();
}

async function takeIn({ transactor, spool }: ImportWorkParts, begun: ImportJob, stop: AbortSignal): Promise<void> {
  if (begun.attempts > MOST_ATTEMPTS) refuse('import-gave-up', { value: begun.id, rule: `≤ ${MOST_ATTEMPTS}` });
  const sheet = sheetOf(begun.list);
  const actor = await findActor(transactor, begun.created_by);
  if (actor === null || !(sheet.access as readonly string[]).includes(roleAtLevel(actor))) return refuse('import-sender-left');
  const source = await spool.open(begun.id, begun.bytes).catch(() => refuse('import-file-missing', { value: begun.id }));
  const turn = { transactor, sheet, source, stop };
  const job = begun.checked ? begun : await checkFile({ ...turn, job: begun });
  // A list that is checked against everything on record leaves nothing to try.
  if (job.dry_run && sheet.standing !== undefined) return;
  // Faults that an earlier turn found while it took rows in may not be all of them: it is gone through again.
  if (!job.dry_run && job.keep === 'all' && job.rejected > 0 && job.taken_to === 0) return;
  await (job.dry_run || job.keep === 'good' ? takeGood : takeWhole)({ ...turn, job }, actor);
}

function refusalOf({ code, kind, detail }: Refusal) {
  const { title, mend, clause } = kind;
  return {
    code,
    title,
    mend,
    clause,
    path: detail.path ?? null,
    value: detail.value ?? null,
    rule: detail.rule ?? null,
    detail: detail.detail ?? title,
  };
}

async function end(tx: Tx, turn: ImportJob, { state, refusal }: { state: string; refusal: object | null }): Promise<void> {
  await updateJob(tx.db, turn, { state, refusal: refusal === null ? null : JSON.stringify(refusal), finished_at: tx.now });
  await forgetKeys(tx.db, turn.id);
  const job = await tx.db.selectFrom('import_job').selectAll().where('id', '=', turn.id).executeTakeFirstOrThrow();
  tx.audit({
    event: 'import-ended',
    object: { kind: 'import', id: job.id },
    territory: job,
    detail: { list: job.list, state: job.state, dryRun: job.dry_run, rows: job.rows, taken: job.taken, rejected: job.rejected },
  });
}

/** Files of jobs that have ended, and of uploads that no server survived. */
async function sweep({ transactor, spool }: ImportWorkParts): Promise<void> {
  const files = await spool.list();
  const jobs = await transactor.asSystem(newRequestId(), (tx) =>
    tx.db
      .selectFrom('import_job')
      .select(['id', 'finished_at'])
      .where(sql<boolean>`id::text = any(${files.map((file) => file.id)}::text[])`)
      .execute(),
  );
  const known = new Map(jobs.map((job) => [job.id, job.finished_at !== null]));
  await transactor.asSystem(newRequestId(), (tx) =>
    sql`delete from import_key using import_job job where job.id = job_id and job.finished_at is not null`.execute(tx.db),
  );
  for (const { id, age } of files) if (known.get(id) ?? age > ABANDONED_MS) await spool.remove(id);
}
