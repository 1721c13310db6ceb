import type { Catalogue } from '@anjie/rulebook';
import { createClock } from '../../ground/clock.ts';
import { openDatabase } from '../../ground/database.ts';
import { createTransactor, newRequestId, type Transactor } from '../../ground/transaction.ts';
import { appendAudit } from '../audit/index.ts';
import { wait } from './ask-assessment.ts';
import { type Assessment, assess } from './assess.ts';
import { measure, type Running } from './measure.ts';

const FAULT_LENGTH = 2000;
/** In the place of an id: nothing can be written. */
const UNKEPT = '';

class UnderWay extends Error {}

/**
 * One assessment from asking to keeping: what an officer, the schedule and `anjie assess` have in common. It runs in a process of its own, for
 * it reads the whole chain and tries passwords.
 *
 * @param asked the assessment that waits; null: this is the command, which asks itself, and goes on where nothing can be kept: a database that no
 *   longer takes an audit row is one of the things to be found
 * @returns null: somebody else has taken it; `id` null: it could not be kept
 * @throws Error when one is under way, or the installation cannot be measured: then that is kept too
 */
export async function takeAssessment(
  running: Running,
  catalogue: Catalogue,
  asked: string | null,
): Promise<(Assessment & { id: string | null }) | null> {
  const { DATABASE_URL: databaseUrl } = running.environment;
  if (databaseUrl === undefined) throw new Error('DATABASE_URL：未设置 / not set in the running server’s environment');
  const { db } = openDatabase(databaseUrl, 2);
  const clock = createClock();
  const transactor = createTransactor(db, clock);
  transactor.beforeCommit(appendAudit);
  try {
    const { clock_offset_ms: offset } = await transactor.snapshot((snapshot) =>
      snapshot.selectFrom('installation').select('clock_offset_ms').executeTakeFirstOrThrow(),
    );
    clock.move(offset);
    const id = await begin(transactor, asked).catch((error: Error) => {
      if (asked !== null || error instanceof UnderWay) throw error;
      return UNKEPT;
    });
    if (id === null) return null;
    if (id === UNKEPT) return { ...assess(await measure(running), catalogue), id: null };
    try {
      const measured = await measure(running, (stage) => update(transactor, id, { stage }));
      await update(transactor, id, { stage: 'judging' });
      const assessment = assess(measured, catalogue);
      await keep(transactor, id, assessment);
      return { ...assessment, id };
    } catch (error) {
      await keepFault(transactor, id, String((error as Error).message ?? error));
      throw error;
    }
  } finally {
    await db.destroy();
  }
}

async function begin(transactor: Transactor, asked: string | null): Promise<string | null> {
  return transactor.asSystem(newRequestId(), async (tx) => {
    const id = asked ?? (await wait(tx, 'command', null));
    if (id === null) throw new UnderWay('已有一次自评正在进行，请待其完成 / a self-assessment is under way: wait for it');
    if (asked === null) tx.audit({ event: 'assessment-asked', object: { kind: 'assessment', id }, detail: { cause: 'command' } });
    const { numUpdatedRows } = await tx.db
      .updateTable('assessment')
      .set({ began_at: tx.now })
      .where('id', '=', id)
      .where('began_at', 'is', null)
      .where('finished_at', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows === 1n ? id : null;
  });
}

async function update(transactor: Transactor, id: string, set: { stage: string }): Promise<void> {
  await transactor.asSystem(newRequestId(), async (tx) => {
    await tx.db.updateTable('assessment').set(set).where('id', '=', id).execute();
  });
}

async function keep(transactor: Transactor, id: string, { items, counts }: Assessment): Promise<void> {
  await transactor.asSystem(newRequestId(), async (tx) => {
    await tx.db
      .insertInto('assessment_finding')
      .values(
        items.map((item) => ({
          assessment_id: id,
          item: item.item,
          verdict: item.verdict,
          for_person: item.person !== null,
          finding: JSON.stringify(item),
        })),
      )
      .execute();
    const { numUpdatedRows } = await tx.db
      .updateTable('assessment')
      .set({ measured_at: tx.now, finished_at: tx.now })
      .where('id', '=', id)
      .where('finished_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) throw new Error('这次自评已被放弃 / this self-assessment was given up meanwhile');
    tx.audit({ event: 'assessment-made', object: { kind: 'assessment', id }, detail: { ...counts } });
  });
}

/** Ends an assessment that could not be made; one that has ended stays as it is. */
export async function keepFault(transactor: Transactor, id: string, fault: string): Promise<void> {
  await transactor.asSystem(newRequestId(), async (tx) => {
    const { numUpdatedRows } = await tx.db
      .updateTable('assessment')
      .set((eb) => ({
        fault: fault.slice(0, FAULT_LENGTH) || '-',
        finished_at: tx.now,
        began_at: eb.fn.coalesce('began_at', eb.val(tx.now)),
      }))
      .where('id', '=', id)
      .where('finished_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 1n) tx.audit({ event: 'assessment-failed', object: { kind: 'assessment', id } });
  });
}
