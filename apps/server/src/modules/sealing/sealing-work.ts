import { uuidv7 } from 'uuidv7';
import type { Clock } from '../../ground/clock.ts';
import type { Listener } from '../../ground/listener.ts';
import type { Log } from '../../ground/log.ts';
import type { Sealing } from '../../ground/sealed.ts';
import type { SealedColumn } from '../../ground/sealing-key.store.ts';
import { newRequestId, type Transactor, type Tx } from '../../ground/transaction.ts';
import { SEALING_CHANNEL } from './key-rotation.ts';
import {
  completeDestructions,
  dropOldAnswers,
  lockKeys,
  purposeToRotate,
  removeUnusedKeys,
  resealValues,
  rotationUnderWay,
  sealedOtherwise,
  tryWorkLock,
} from './reseal.store.ts';

/** Values in one transaction: short enough that nobody waits for it. */
const BATCH = 500;
const LOOK_MS = 30_000;
const FAULT_MS = 1000;
const ANSWERS_KEPT_MS = 24 * 3_600_000;
const FIRST = '00000000-0000-0000-0000-000000000000';

export interface SealingWork {
  close(): Promise<void>;
}

interface Parts {
  readonly transactor: Transactor;
  readonly clock: Clock;
  readonly log: Log;
  readonly listener: Listener;
  readonly sealing: Sealing;
  /** hands over to a new key that signs checkpoints, in the transaction */
  readonly changeAuditKey: (tx: Tx) => Promise<{ former: string; next: string }>;
  /** makes the digests of persons again, and puts them in force */
  readonly digests: {
    readonly fill: (tx: Tx, key: string, most: number) => Promise<number>;
    readonly takeOver: (tx: Tx, key: string) => Promise<boolean>;
  };
}

/**
 * Seals what stands in plain text (a seeded demonstration, an installation of before), and takes approved rotations to their end: a new key,
 * every value under it in batches, the former keys destroyed when nothing stands under them. Each batch is a transaction, and what it
 * has done shows in the values themselves: a server that is killed loses nothing, and the next one goes on.
 */
export function startSealingWork({ transactor, clock, log, listener, sealing, changeAuditKey, digests }: Parts): SealingWork {
  let closed = false;
  let wake = Promise.withResolvers<void>();
  const ring = () => {
    const ringing = wake;
    wake = Promise.withResolvers<void>();
    ringing.resolve();
  };
  listener.on(SEALING_CHANNEL, ring);
  listener.on('sealing_keys', () => void sealing.refresh().catch(() => {}));

  const exclusively = <T>(work: (tx: Tx) => Promise<T>): Promise<T | null> =>
    transactor.asSystem(newRequestId(), async (tx) => ((await tryWorkLock(tx.db)) ? work(tx) : null));

  /** Every value of a purpose under its newest key; null when another server works or this one ends. */
  const resealAll = async (purpose: string, count: (done: number) => Promise<void>): Promise<number | null> => {
    let all = 0;
    for (const place of columnsOf(sealing, purpose)) {
      let after = FIRST;
      for (;;) {
        if (closed) return null;
        const batch = await exclusively((tx) => resealBatch(tx, sealing, place, after));
        if (batch === null) return null;
        if (batch.done > 0) await count(batch.done);
        all += batch.done;
        if (batch.last === null) break;
        after = batch.last;
      }
    }
    return all;
  };

  /** Every digest a second time, under the new key; null as above. */
  const digestAll = async (key: string, count: (done: number) => Promise<void>): Promise<number | null> => {
    for (let all = 0; ; ) {
      if (closed) return null;
      const done = await exclusively((tx) => digests.fill(tx, key, BATCH));
      if (done === null) return null;
      if (done > 0) await count(done);
      all += done;
      if (done < BATCH) return all;
    }
  };

  const sealPlain = async () => {
    for (const purpose of new Set([...sealing.columns.values()].flatMap((table) => [...table.values()].map((one) => one.purpose)))) {
      if ((await resealAll(purpose, async () => {})) === null) return;
    }
  };

  const rotate = async (): Promise<boolean> => {
    const begun = await exclusively((tx) => beginRotation(tx, sealing, clock, changeAuditKey));
    if (begun === 'done') return true;
    if (begun === null || begun === undefined) return false;
    await sealing.refresh();
    const { id, purpose } = begun;
    const counted = (done: number) =>
      transactor.asSystem(newRequestId(), async (tx) => {
        await tx.db
          .updateTable('key_rotation')
          .set((eb) => ({ resealed: eb('resealed', '+', done) }))
          .where('id', '=', id)
          .execute();
      });
    const resealed = await (purpose === 'search' ? digestAll(begun.next, counted) : resealAll(purpose, counted));
    if (resealed === null) return false;
    const finished = await exclusively((tx) => finishRotation(tx, begun, clock.now(), digests.takeOver));
    await sealing.refresh();
    return finished === true;
  };

  const run = async () => {
    let plain = true;
    while (!closed) {
      const awake = wake.promise;
      let pause = LOOK_MS;
      try {
        if (plain) await sealPlain();
        plain = false;
        while (await rotate());
      } catch (error) {
        if (!closed) log.warn('sealing-work-waits', { error: String(error) });
        pause = FAULT_MS;
      }
      const timer = Promise.withResolvers<void>();
      const handle = setTimeout(timer.resolve, pause);
      if (!closed) await Promise.race([timer.promise, awake]);
      clearTimeout(handle);
    }
  };
  const running = run();
  return {
    async close() {
      closed = true;
      ring();
      await running;
    },
  };
}

function columnsOf(sealing: Sealing, purpose: string): SealedColumn[] {
  return [...sealing.columns.values()].flatMap((table) =>
    [...table.values()].filter((one) => one.purpose === purpose && one.keys.length === 1 && one.keys[0] === 'id'),
  );
}

async function resealBatch(tx: Tx, sealing: Sealing, place: SealedColumn, after: string): Promise<{ done: number; last: string | null }> {
  const key = sealing.ring.keyIds(place.purpose)[0]!;
  const found = await sealedOtherwise(tx.db, place, key, after, BATCH);
  const values: { id: string; value: string; next: string }[] = [];
  for (const { id, value } of found) {
    const plain = await sealing.plainText(value);
    // Left as it is: the alarm has been told, and its key stays until a person has looked.
    if (plain !== null) values.push({ id, value, next: sealing.seal(place.table, place.column, id, plain) });
  }
  const done = values.length === 0 ? 0 : await resealValues(tx.db, place, values);
  return { done, last: found.length < BATCH ? null : found.at(-1)!.id };
}

interface Begun {
  readonly id: string;
  readonly purpose: string;
  readonly former: readonly string[];
  readonly next: string;
  readonly begun: Date;
}

/** The rotation under way, its new key made; what was decided to be destroyed brings one of its own. */
async function beginRotation(
  tx: Tx,
  sealing: Sealing,
  clock: Clock,
  changeAuditKey: Parts['changeAuditKey'],
): Promise<Begun | 'done' | undefined> {
  let found = await rotationUnderWay(tx.db);
  if (found === undefined) {
    const purpose = await purposeToRotate(tx.db);
    if (purpose === null) return undefined;
    const now = clock.now();
    await tx.db
      .insertInto('key_rotation')
      .values({ id: uuidv7(), purpose, cause: 'destruction', reason: '销毁已决定的数据', requested_at: now, approved_at: now })
      .execute();
    found = (await rotationUnderWay(tx.db))!;
  }
  const begun = found.approved_at!;
  if (found.next !== null) return { id: found.id, purpose: found.purpose, former: found.former, next: found.next, begun };
  if (found.purpose === 'checkpoint') {
    const { former, next } = await changeAuditKey(tx);
    await tx.db
      .updateTable('key_rotation')
      .set({ former: [former], next, finished_at: clock.now() })
      .where('id', '=', found.id)
      .execute();
    tx.audit({
      event: 'key-rotation-finished',
      object: { kind: 'key-rotation', id: found.id },
      detail: { purpose: found.purpose, former, next },
    });
    return 'done';
  }
  await sealing.refresh();
  // A key that a killed server made and did not live to name here is one of the former ones: nothing is lost by it.
  const former = sealing.ring.keyIds(found.purpose);
  const next = await sealing.ring.addKey(found.purpose, Date.now());
  await tx.db.updateTable('key_rotation').set({ former, next }).where('id', '=', found.id).execute();
  tx.audit({ event: 'key-rotation-begun', object: { kind: 'key-rotation', id: found.id }, detail: { purpose: found.purpose, next } });
  return { id: found.id, purpose: found.purpose, former, next, begun };
}

/** Destroys the former keys once nothing stands under them; false: values came in meanwhile, go on. */
async function finishRotation(tx: Tx, rotation: Begun, now: Date, takeOver: Parts['digests']['takeOver']): Promise<boolean> {
  if (rotation.purpose === 'search') {
    await lockKeys(tx.db, rotation.former);
    if (!(await takeOver(tx, rotation.next))) return false;
  }
  if (rotation.purpose === 'answers') await dropOldAnswers(tx.db, new Date(now.getTime() - ANSWERS_KEPT_MS));
  const inUse = await removeUnusedKeys(tx.db, rotation.former);
  if (inUse.length > 0) return false;
  const completed = await completeDestructions(tx.db, rotation, now);
  await tx.db.updateTable('key_rotation').set({ finished_at: now }).where('id', '=', rotation.id).execute();
  tx.audit({
    event: 'key-rotation-finished',
    object: { kind: 'key-rotation', id: rotation.id },
    detail: { purpose: rotation.purpose, destroyed: rotation.former, destructionsCompleted: completed },
  });
  await tx.announce('sealing_keys', '');
  return true;
}
